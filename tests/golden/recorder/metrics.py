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
    families = (accuracy_cases, regression_cases, confusion_cases, auc_cases, loss_as_metric_cases)
    return [record_case(*case) for family in families for case in family(rng)]
