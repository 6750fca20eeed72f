"""metrics.json: the running result of every metric over three batches, and the name it has in the logs."""

import numpy as np

from recorder.common import as_numpy, keras, metric_of, numbers, tensor
from recorder.losses import one_hot, rows

# keras.src has no public name for what compile(metrics=[...]) does with a string; it must come after recorder.common.
from keras.src.trainers.compile_utils import get_metric  # isort: skip

SIZES = (5, 4, 3)


def probabilities(rng, size, columns=1):
    return np.float32(rng.uniform(0.02, 0.98, (size, columns)))


def truths(rng, size, columns=1):
    return np.float32(rng.integers(0, 2, (size, columns)))


def binary(rng):
    return [(truths(rng, size), probabilities(rng, size)) for size in SIZES]


def several(rng, columns=3):
    return [(truths(rng, size, columns), probabilities(rng, size, columns)) for size in SIZES]


def categorical(rng):
    return [(one_hot(rng.integers(0, 3, size), 3), rows(rng.uniform(0.05, 1, (size, 3)))) for size in SIZES]


def sparse(rng):
    return [(rng.integers(0, 3, size).astype(np.int32), rows(rng.uniform(0.05, 1, (size, 3)))) for size in SIZES]


def regression(rng):
    return [(numbers(rng, (size, 2)), numbers(rng, (size, 2))) for size in SIZES]


def correlated(rng, columns=1):
    """Predictions that know something, so that no curve is degenerate."""
    for size in (20, 16, 12):
        truth = truths(rng, size, columns)
        yield truth, np.float32(np.clip(0.35 * truth + rng.uniform(0.02, 0.62, truth.shape), 0, 1))


def ties(rng):
    """Predictions on thresholds themselves."""
    values = np.float32([[0.0], [0.25], [0.5], [0.5], [0.75], [1.0]])
    return [(truths(rng, 6), values), (np.float32([[0], [1], [1], [0], [1], [0]]), values)]


def without_last_axis(batches):
    return [(truth[..., 0], guess) for truth, guess in batches]


def column(batches):
    return [(truth[..., None], guess) for truth, guess in batches]


def logits(batches):
    return [(truth, np.float32(np.log(guess / (1 - guess)))) for truth, guess in batches]


def weighted(rng, batches):
    return [(truth, guess, numbers(rng, (len(truth),), 0, 2)) for truth, guess in batches]


def accuracy_cases(rng):
    yield "accuracy_binary", "accuracy", binary(rng)
    yield "accuracy_binary_target_without_last_axis", "accuracy", without_last_axis(binary(rng))
    yield "accuracy_binary_at_threshold", "accuracy", ties(rng)
    yield "accuracy_several_columns_are_classes", "accuracy", several(rng)
    yield "accuracy_categorical", "accuracy", categorical(rng)
    yield "accuracy_sparse", "accuracy", sparse(rng)
    yield "accuracy_sparse_column", "accuracy", column(sparse(rng))
    rank3 = [(np.int32(rng.integers(0, 3, (size, 2))), rows(rng.uniform(0.05, 1, (size, 2, 3)))) for size in SIZES]
    yield "accuracy_sparse_rank3", "accuracy", rank3
    rank3 = [(one_hot(truth, 3), guess) for truth, guess in rank3]
    yield "accuracy_categorical_rank3", "accuracy", rank3
    yield "accuracy_first_of_equal_wins", "accuracy", [(np.int32([0, 1, 2]), np.float32([[1, 1, 1]] * 3) / 3)]
    yield "acc", "acc", binary(rng)
    yield "binary_accuracy", "binary_accuracy", binary(rng)
    yield "binary_accuracy_several_columns", {"type": "BinaryAccuracy"}, several(rng)
    yield "binary_accuracy_threshold", {"type": "BinaryAccuracy", "threshold": 0.3}, binary(rng)
    yield "categorical_accuracy", "categorical_accuracy", categorical(rng)
    yield "sparse_categorical_accuracy", "sparse_categorical_accuracy", sparse(rng)
    yield "accuracy_weighted", "accuracy", weighted(rng, sparse(rng))


def regression_cases(rng):
    for name in ("mse", "mae", "MSE", "mean_squared_error", "mean_absolute_error", "root_mean_squared_error"):
        yield name, name, regression(rng)
    yield "class_name_as_string", "RootMeanSquaredError", regression(rng)
    for kind in ("MeanSquaredError", "MeanAbsoluteError", "RootMeanSquaredError"):
        yield f"{kind}_object", {"type": kind}, regression(rng)
        yield f"{kind}_named", {"type": kind, "name": "mine"}, regression(rng)
        yield f"{kind}_weighted", {"type": kind}, weighted(rng, regression(rng))
    columns = [(truth[:, 0], guess[:, :1]) for truth, guess in regression(rng)]
    yield "mse_target_without_last_axis", "mse", columns
    yield "rmse_target_without_last_axis", {"type": "RootMeanSquaredError"}, columns


def confusion_cases(rng):
    for name in ("Precision", "Recall"):
        yield f"{name}_by_name", name.lower(), binary(rng)
        yield f"{name}_default", {"type": name}, binary(rng)
        yield f"{name}_at_threshold", {"type": name}, ties(rng)
        yield f"{name}_target_without_last_axis", {"type": name}, without_last_axis(binary(rng))
        yield f"{name}_threshold", {"type": name, "thresholds": 0.3}, binary(rng)
        yield f"{name}_thresholds", {"type": name, "thresholds": [0.2, 0.5, 0.8]}, binary(rng)
        yield f"{name}_thresholds_unsorted", {"type": name, "thresholds": [0.8, 0.2]}, binary(rng)
        yield f"{name}_several_columns", {"type": name}, several(rng)
        yield f"{name}_class_id", {"type": name, "class_id": 1}, several(rng)
        yield f"{name}_top_k", {"type": name, "top_k": 2}, several(rng, 4)
        yield f"{name}_top_k_class_id", {"type": name, "top_k": 2, "class_id": 0}, several(rng, 4)
        yield f"{name}_top_k_threshold", {"type": name, "top_k": 2, "thresholds": 0.6}, several(rng, 4)
        yield f"{name}_nothing_positive", {"type": name}, [(np.float32([[0]] * 3), np.float32([[0.1]] * 3))]
        yield f"{name}_weighted", {"type": name}, weighted(rng, binary(rng))


def auc_cases(rng):
    yield "auc_by_name", "auc", list(correlated(rng))
    yield "AUC_by_name", "AUC", list(correlated(rng))
    for curve in ("ROC", "PR"):
        for method in ("interpolation", "minoring", "majoring"):
            spec = {"type": "AUC", "curve": curve, "summation_method": method}
            yield f"auc_{curve}_{method}", spec, list(correlated(rng))
            yield f"auc_{curve}_{method}_7_thresholds", spec | {"num_thresholds": 7}, list(correlated(rng))
    yield "auc_default", {"type": "AUC"}, list(correlated(rng))
    yield "auc_2_thresholds", {"type": "AUC", "num_thresholds": 2}, list(correlated(rng))
    yield "auc_5_thresholds_ties", {"type": "AUC", "num_thresholds": 5}, ties(rng)
    yield "auc_200_thresholds_ties", {"type": "AUC"}, ties(rng)
    yield "auc_thresholds", {"type": "AUC", "thresholds": [0.6, 0.1, 0.35]}, list(correlated(rng))
    yield "auc_thresholds_even", {"type": "AUC", "thresholds": [0.25, 0.5, 0.75]}, list(correlated(rng))
    yield "auc_from_logits", {"type": "AUC", "from_logits": True}, logits(correlated(rng))
    yield "auc_several_columns_flattened", {"type": "AUC"}, list(correlated(rng, 3))
    yield "auc_multi_label", {"type": "AUC", "multi_label": True}, list(correlated(rng, 3))
    spec = {"type": "AUC", "multi_label": True, "num_labels": 3}
    yield "auc_multi_label_num_labels", spec, list(correlated(rng, 3))
    spec = spec | {"label_weights": [0.5, 0.0, 2.0]}
    yield "auc_multi_label_label_weights", spec, list(correlated(rng, 3))
    yield "auc_multi_label_PR", {"type": "AUC", "multi_label": True, "curve": "PR"}, list(correlated(rng, 3))
    yield "auc_target_without_last_axis", {"type": "AUC"}, without_last_axis(list(correlated(rng)))
    yield "auc_only_positives", {"type": "AUC"}, [(np.ones((4, 1), np.float32), probabilities(rng, 4))]
    yield "auc_only_negatives", {"type": "AUC"}, [(np.zeros((4, 1), np.float32), probabilities(rng, 4))]
    yield "auc_weighted", {"type": "AUC"}, weighted(rng, list(correlated(rng)))


def loss_as_metric_cases(rng):
    yield "binary_crossentropy", "binary_crossentropy", binary(rng)
    yield "categorical_crossentropy", "categorical_crossentropy", categorical(rng)
    yield "sparse_categorical_crossentropy", "sparse_categorical_crossentropy", sparse(rng)


def classes(rng, count=3):
    """Class numbers as they are, of target and prediction: right about half of the time."""
    for size in (12, 9, 7):
        truth = rng.integers(0, count, (size, 1))
        guess = np.where(rng.uniform(size=(size, 1)) < 0.5, truth, rng.integers(0, count, (size, 1)))
        yield np.int32(truth), np.float32(guess)


def whole_weights(rng, batches):
    """Keras counts in whole numbers here."""
    return [(truth, guess, np.float32(rng.integers(0, 3, len(truth)))) for truth, guess in batches]


def positive(rng):
    return [(numbers(rng, (size, 2), 0.1, 3), numbers(rng, (size, 2), 0.1, 3)) for size in SIZES]


def sides(rng):
    return [(np.float32([-1, 1])[rng.integers(0, 2, (size, 2))], numbers(rng, (size, 2))) for size in SIZES]


def several_numbers(rng):
    return [(numbers(rng, (size, 6)), numbers(rng, (size, 6))) for size in SIZES]


def six_classes(rng):
    return [(one_hot(rng.integers(0, 6, size), 6), rows(rng.uniform(0.05, 1, (size, 6)))) for size in SIZES]


def class_numbers(batches):
    return [(np.int32(truth.argmax(axis=-1)), guess) for truth, guess in batches]


def top_k_cases(rng):
    for size in (1, 2, 5):
        name = "TopKCategoricalAccuracy"
        yield f"{name}_{size}", {"type": name, "k": size}, six_classes(rng)
        name = "SparseTopKCategoricalAccuracy"
        yield f"{name}_{size}", {"type": name, "k": size}, class_numbers(six_classes(rng))
    yield "top_k_by_name", "top_k_categorical_accuracy", six_classes(rng)
    yield "sparse_top_k_by_name", "sparse_top_k_categorical_accuracy", class_numbers(six_classes(rng))
    yield "top_k_ties", {"type": "SparseTopKCategoricalAccuracy", "k": 2}, [
        (np.int32([0, 1, 2, 2]), np.float32([[1, 1, 1], [3, 1, 1], [3, 1, 1], [2, 3, 1]]))
    ]
    yield "top_k_rank3", {"type": "TopKCategoricalAccuracy", "k": 2}, [
        (one_hot(rng.integers(0, 4, (size, 2)), 4), rows(rng.uniform(0.05, 1, (size, 2, 4)))) for size in SIZES
    ]
    spec = {"type": "SparseTopKCategoricalAccuracy", "k": 2, "from_sorted_ids": True}
    ids = [(np.float32(rng.integers(0, 3, size)), np.float32(rng.integers(0, 3, (size, 3)))) for size in SIZES]
    yield "top_k_from_sorted_ids", spec, ids
    yield "top_k_weighted", {"type": "TopKCategoricalAccuracy", "k": 2}, weighted(rng, six_classes(rng))


def count_cases(rng):
    for name in ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"):
        yield f"{name}_default", {"type": name}, binary(rng)
        yield f"{name}_named", {"type": name, "name": "mine"}, several(rng)
        yield f"{name}_threshold", {"type": name, "thresholds": 0.3}, binary(rng)
        yield f"{name}_thresholds", {"type": name, "thresholds": [0.2, 0.5, 0.8]}, binary(rng)
        yield f"{name}_weighted", {"type": name}, weighted(rng, binary(rng))
    for name, argument in {
        "SensitivityAtSpecificity": "specificity",
        "SpecificityAtSensitivity": "sensitivity",
        "PrecisionAtRecall": "recall",
        "RecallAtPrecision": "precision",
    }.items():
        for value in (0.5, 0.8, 0.0, 1.0):
            yield f"{name}_{value}", {"type": name, argument: value}, list(correlated(rng))
        for count in (1, 2, 3, 7):
            spec = {"type": name, argument: 0.6, "num_thresholds": count}
            yield f"{name}_{count}_thresholds", spec, list(correlated(rng))
        yield f"{name}_class_id", {"type": name, argument: 0.6, "class_id": 1}, list(correlated(rng, 3))
        yield f"{name}_ties", {"type": name, argument: 0.5, "num_thresholds": 5}, ties(rng)
        yield f"{name}_weighted", {"type": name, argument: 0.6}, weighted(rng, list(correlated(rng)))


def f_score_cases(rng):
    for name in ("F1Score", "FBetaScore"):
        for average in (None, "micro", "macro", "weighted"):
            yield f"{name}_{average}", {"type": name, "average": average}, categorical(rng)
            yield f"{name}_{average}_threshold", {"type": name, "average": average, "threshold": 0.4}, several(rng)
        yield f"{name}_one_column", {"type": name, "average": "micro", "threshold": 0.5}, binary(rng)
        yield f"{name}_weighted_rows", {"type": name, "average": "macro"}, weighted(rng, categorical(rng))
    for beta in (0.5, 2.0):
        spec = {"type": "FBetaScore", "beta": beta, "average": "macro"}
        yield f"FBetaScore_beta_{beta}", spec, categorical(rng)


def iou_cases(rng):
    spec = {"type": "IoU", "num_classes": 3, "target_class_ids": [0]}
    yield "IoU_one_class", spec, list(classes(rng))
    yield "IoU_two_classes", spec | {"target_class_ids": [0, 2]}, list(classes(rng))
    yield "IoU_ignore_class", spec | {"target_class_ids": [0, 1], "ignore_class": 1}, list(classes(rng))
    outside = [(np.int32(np.where(truth == 2, -1, truth)), guess) for truth, guess in classes(rng)]
    yield "IoU_ignore_outside", spec | {"ignore_class": -1}, outside
    yield "IoU_weighted", spec | {"target_class_ids": [0, 1]}, whole_weights(rng, classes(rng))
    yield "IoU_vectors_predicted", spec | {"sparse_y_pred": False}, column(sparse(rng))
    spec = spec | {"sparse_y_true": False, "sparse_y_pred": False, "target_class_ids": [1, 2]}
    yield "IoU_vectors", spec, categorical(rng)
    yield "IoU_never_seen", {"type": "IoU", "num_classes": 5, "target_class_ids": [0, 4]}, list(classes(rng))
    spec = {"type": "MeanIoU", "num_classes": 3}
    yield "MeanIoU_default", spec, list(classes(rng))
    yield "MeanIoU_more_classes", {"type": "MeanIoU", "num_classes": 5}, list(classes(rng))
    yield "MeanIoU_fewer_classes", {"type": "MeanIoU", "num_classes": 2}, list(classes(rng))
    yield "MeanIoU_vectors", spec | {"sparse_y_true": False, "sparse_y_pred": False}, categorical(rng)
    yield "MeanIoU_ignore_class", spec | {"ignore_class": 0}, list(classes(rng))
    spec = {"type": "OneHotIoU", "num_classes": 3, "target_class_ids": [0, 2]}
    yield "OneHotIoU_default", spec, categorical(rng)
    yield "OneHotIoU_ignore_class", spec | {"ignore_class": 2}, categorical(rng)
    yield "OneHotIoU_named", spec | {"name": "mine"}, categorical(rng)
    yield "OneHotMeanIoU_default", {"type": "OneHotMeanIoU", "num_classes": 3}, categorical(rng)
    spec = {"type": "OneHotMeanIoU", "num_classes": 3}
    yield "OneHotMeanIoU_weighted", spec, whole_weights(rng, categorical(rng))
    yield "BinaryIoU_default", {"type": "BinaryIoU"}, binary(rng)
    yield "BinaryIoU_at_threshold", {"type": "BinaryIoU"}, ties(rng)
    yield "BinaryIoU_threshold", {"type": "BinaryIoU", "threshold": 0.3, "target_class_ids": [1]}, several(rng)


def more_regression_cases(rng):
    for name, batches in {
        "mape": regression, "MSLE": positive, "poisson": positive, "cosine_similarity": regression,
        "log_cosh_error": regression, "r2_score": regression, "pearson_correlation": several_numbers,
        "concordance_correlation": several_numbers,
    }.items():  # fmt: skip
        yield f"{name}_by_name", name, batches(rng)
    for kind in ("MeanAbsolutePercentageError", "CosineSimilarity", "LogCoshError", "R2Score"):
        yield f"{kind}_object", {"type": kind}, regression(rng)
        yield f"{kind}_weighted", {"type": kind}, weighted(rng, regression(rng))
    for kind in ("MeanSquaredLogarithmicError", "Poisson"):
        yield f"{kind}_object", {"type": kind}, positive(rng)
        yield f"{kind}_weighted", {"type": kind}, weighted(rng, positive(rng))
    for aggregation in (None, "uniform_average", "variance_weighted_average"):
        yield f"R2Score_{aggregation}", {"type": "R2Score", "class_aggregation": aggregation}, regression(rng)
    for regressors in (1, 3, 100):
        yield f"R2Score_{regressors}_regressors", {"type": "R2Score", "num_regressors": regressors}, regression(rng)
    for kind in ("PearsonCorrelation", "ConcordanceCorrelation"):
        yield f"{kind}_object", {"type": kind}, several_numbers(rng)
        yield f"{kind}_weighted", {"type": kind}, weighted(rng, several_numbers(rng))
        rank3 = [(numbers(rng, (size, 4, 2)), numbers(rng, (size, 4, 2))) for size in SIZES]
        yield f"{kind}_axis_1", {"type": kind, "axis": 1}, rank3
    yield "CosineSimilarity_axis_1", {"type": "CosineSimilarity", "axis": 1}, rank3


def more_losses_as_metrics_cases(rng):
    for name in ("Hinge", "SquaredHinge"):
        yield f"{name}_object", {"type": name}, sides(rng)
        yield f"{name}_binary", {"type": name}, several(rng)
        yield f"{name}_weighted", {"type": name}, weighted(rng, sides(rng))
    yield "categorical_hinge", "categorical_hinge", categorical(rng)
    yield "CategoricalHinge_object", {"type": "CategoricalHinge"}, categorical(rng)
    yield "kl_divergence", "kl_divergence", categorical(rng)
    yield "KLDivergence_object", {"type": "KLDivergence"}, categorical(rng)


def weighted_cases(rng):
    """Metrics that no other case weighs, and options that weights meet."""
    for kind, batches in {
        "BinaryAccuracy": several, "CategoricalAccuracy": categorical, "SparseCategoricalAccuracy": sparse,
        "BinaryCrossentropy": several, "CategoricalCrossentropy": categorical, "SparseCategoricalCrossentropy": sparse,
        "CategoricalHinge": categorical, "KLDivergence": categorical,
    }.items():  # fmt: skip
        yield f"{kind}_weighted_object", {"type": kind}, weighted(rng, batches(rng))
    spec = {"type": "SparseTopKCategoricalAccuracy", "k": 2}
    yield "sparse_top_k_weighted", spec, weighted(rng, class_numbers(six_classes(rng)))
    for name in ("Precision", "Recall"):
        for options in ({"top_k": 2}, {"class_id": 1}, {"thresholds": [0.2, 0.5, 0.8]}, {"top_k": 2, "class_id": 0}):
            yield f"{name}_weighted_{'_'.join(options)}", {"type": name} | options, weighted(rng, several(rng, 4))
    for name in ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"):
        spec = {"type": name, "thresholds": [0.2, 0.5, 0.8]}
        yield f"{name}_weighted_thresholds", spec, weighted(rng, several(rng))
    for name, argument in {
        "SensitivityAtSpecificity": "specificity", "SpecificityAtSensitivity": "sensitivity",
        "PrecisionAtRecall": "recall", "RecallAtPrecision": "precision",
    }.items():  # fmt: skip
        spec = {"type": name, argument: 0.7, "num_thresholds": 20, "class_id": 2}
        yield f"{name}_weighted_class_id", spec, weighted(rng, list(correlated(rng, 3)))
    for options in (
        {"curve": "PR"}, {"multi_label": True}, {"multi_label": True, "curve": "PR"}, {"thresholds": [0.3, 0.6]},
        {"multi_label": True, "num_labels": 3, "label_weights": [0.5, 1.0, 2.0]}, {"summation_method": "majoring"},
    ):  # fmt: skip
        yield f"auc_weighted_{'_'.join(options)}", {"type": "AUC"} | options, weighted(rng, list(correlated(rng, 3)))
    for average in ("micro", "weighted"):
        yield f"F1Score_weighted_{average}", {"type": "F1Score", "average": average}, weighted(rng, categorical(rng))
    spec = {"type": "R2Score", "class_aggregation": "variance_weighted_average"}
    yield "R2Score_variance_weighted", spec, weighted(rng, regression(rng))
    spec = {"type": "SparseCategoricalCrossentropy", "ignore_class": 1}
    yield "sparse_ignore_class", spec, sparse(rng)
    yield "sparse_ignore_class_weighted", spec, weighted(rng, sparse(rng))
    yield "Accuracy_exact", {"type": "Accuracy"}, list(classes(rng))
    yield "Accuracy_exact_weighted", {"type": "Accuracy", "name": "same"}, weighted(rng, list(classes(rng)))


def record_case(name, spec, batches):
    keras.utils.clear_session(free_memory=False)
    metric = get_metric(metric_of(spec), tensor(batches[0][0]), tensor(batches[0][1]))
    results = []
    for truth, guess, *weights in batches:
        metric.update_state(tensor(truth), tensor(guess), sample_weight=tensor(weights[0]) if weights else None)
        results.append(as_numpy(metric.result()).copy())
    case = {
        "name": name,
        "metric": spec,
        "log_name": metric.name,
        "kind": type(metric).__name__,
        "direction": getattr(metric, "_direction", None),
        "y_true": [each[0] for each in batches],
        "y_pred": [each[1] for each in batches],
    }
    if len(batches[0]) > 2:
        case["sample_weight"] = [each[2] for each in batches]
    return case | {"results": results}


def record():
    rng = np.random.default_rng(5000)
    families = (
        accuracy_cases, regression_cases, confusion_cases, auc_cases, loss_as_metric_cases, top_k_cases, count_cases,
        f_score_cases, iou_cases, more_regression_cases, more_losses_as_metrics_cases,
        weighted_cases,
    )  # fmt: skip
    return [record_case(*case) for family in families for case in family(rng)]
