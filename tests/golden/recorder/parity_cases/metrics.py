"""Every metric with its defaults and with each option; the log of an epoch and of its validation shows it."""

from recorder.parity_cases.base import (
    LABELS, POSITIVE, SHARES, VECTOR, case, classes, dense, each, hidden, job, rows_of, several, weighted,
    yes_no,
)  # fmt: skip


def of_numbers(metric):
    return several(metrics=[metric])


def of_positive(metric):
    return several("softplus", POSITIVE, metrics=[metric])


def of_shares(metric):
    return several("softmax", SHARES, "kl_divergence", metrics=[metric])


def of_class(metric):
    return classes(metrics=[metric])


def of_six_classes(metric):
    sparse = metric["type"].startswith("Sparse")
    target, loss = ("i0", "sparse_categorical_crossentropy") if sparse else ([*SHARES, *VECTOR], "mse")
    return job([hidden(), dense(6, "softmax")], target, loss, metrics=[metric])


def of_ids(*columns):
    """Of class numbers, which a second output gives: nothing is learned from it."""
    x, kind = {"type": "Input", "name": "x", "shape": [len(columns)]}, {"type": "Discretization", "bin_boundaries": [-0.4, 0.4]}
    layers = [x, dense(name="value", inputs=["x"]), kind | {"name": "kind", "inputs": ["x"]}]
    about = {"target": {"value": ["y0"], "kind": ["c"]}, "loss": {"value": "mse", "kind": None}, "features": columns}
    return lambda metric: job(layers, metrics={"kind": [metric]}, **about)


def of_vector(metric):
    return classes(target=VECTOR, loss="categorical_crossentropy", metrics=[metric])


def of_label(metric):
    return yes_no(metrics=[metric])


def of_labels(metric):
    return several("sigmoid", LABELS, "binary_crossentropy", metrics=[metric])


def of_logits(loss, units, target):
    def make(metric):
        return several(None, target, {"type": loss, "from_logits": True}, metrics=[metric])

    return make


def of_rows(activation, target, loss):
    """Two rows of three outputs."""
    return lambda metric: rows_of(dense(4, "tanh"), dense(3, activation), target=list(target), loss=loss, metrics=[metric])


# PyTorch's fit shows the counts of the validation as those of the training too.
COUNTS = {"differs": {"torch": "the history of training has the counts of validation"}}


def cases():
    unweighted = [*errors(), *classifications(), *confusions(), *overlaps()]
    yield from unweighted
    for each_case in unweighted:
        name = each_case["name"]
        if not name.endswith(("_name_own", "_axis_1", "_from_sorted_ids_true")):  # one weight a row
            config = weighted(each_case["config"])
            config = config | {"weighted_metrics": config["metrics"], "metrics": []}
            yield each_case | {"name": "weighted_" + each_case["name"], "config": config}


def errors():
    for kind in ("MeanSquaredError", "MeanAbsoluteError", "RootMeanSquaredError", "MeanAbsolutePercentageError",
                 "LogCoshError"):  # fmt: skip
        yield from each(of_numbers, kind, {}, {"name": "own"})
    yield from each(of_positive, "MeanSquaredLogarithmicError", {}, {"name": "own"})
    yield from each(of_positive, "Poisson", {}, {"name": "own"})
    yield from each(of_shares, "KLDivergence", {}, {"name": "own"})
    for kind in ("Hinge", "SquaredHinge"):
        yield from each(of_label, kind, {}, {"name": "own"})
    yield from each(of_vector, "CategoricalHinge", {}, {"name": "own"})
    for kind in ("CosineSimilarity", "PearsonCorrelation", "ConcordanceCorrelation"):
        yield from each(of_numbers, kind, {}, {"name": "own"})
        yield from each(of_rows("tanh", ["y0", "y1", "x5", "p0", "x4", "p1"], "mse"), kind, {"axis": 1})
    options = [{}, {"class_aggregation": "variance_weighted_average"}, {"name": "own"}]
    yield from each(of_numbers, "R2Score", *options)
    adjusted = {"cannot": {"jax": "asks for the value of a number while tracing"}}
    yield from each(of_numbers, "R2Score", {"num_regressors": 1}, **adjusted)
    yield case("two_of_a_name", several(metrics=["mse", {"type": "MeanSquaredError"}, {"type": "MeanSquaredError"}]))


def classifications():
    yield case("accuracy_of_a_label", of_label("accuracy"))
    yield case("accuracy_of_a_class", of_class("acc"))
    yield case("accuracy_of_a_vector", of_vector("accuracy"))
    yield from each(of_label, "BinaryAccuracy", {}, {"threshold": 0.4}, {"name": "own"})
    yield from each(of_vector, "CategoricalAccuracy", {}, {"name": "own"})
    yield from each(of_class, "SparseCategoricalAccuracy", {}, {"name": "own"})
    yield from each(of_vector, "TopKCategoricalAccuracy", {"k": 2}, {"name": "own", "k": 1})
    yield from each(of_class, "SparseTopKCategoricalAccuracy", {"k": 2}, {"name": "own", "k": 1})
    yield from each(of_six_classes, "TopKCategoricalAccuracy", prefix="six_")
    yield from each(of_six_classes, "SparseTopKCategoricalAccuracy", prefix="six_")
    ids, unseen = {"k": 2, "from_sorted_ids": True}, {"cannot": {"tensorflow": "does not know the rank of the target"}}
    yield from each(of_ids("x0", "x1", "x2"), "SparseTopKCategoricalAccuracy", ids, **unseen)
    yield from each(of_ids("x0"), "SparseTopKCategoricalAccuracy", ids, prefix="one_", **unseen)
    yield from each(of_ids("x0"), "SparseCategoricalAccuracy", prefix="one_")
    yield from each(of_label, "SparseCategoricalAccuracy", prefix="label_")
    yield from each(of_labels, "BinaryCrossentropy", {}, {"label_smoothing": 0.2}, {"name": "own"})
    yield from each(of_logits("BinaryCrossentropy", 3, LABELS), "BinaryCrossentropy", {"from_logits": True})
    yield from each(of_vector, "CategoricalCrossentropy", {}, {"label_smoothing": 0.2}, {"name": "own"})
    yield from each(of_logits("CategoricalCrossentropy", 3, VECTOR), "CategoricalCrossentropy", {"from_logits": True})
    yield from each(of_rows("softmax", [*SHARES, *VECTOR], "mse"), "CategoricalCrossentropy", {"axis": 1})
    yield from each(of_class, "SparseCategoricalCrossentropy", {}, {"ignore_class": 1}, {"axis": 1}, {"name": "own"})
    logits = classes(None, loss={"type": "SparseCategoricalCrossentropy", "from_logits": True})
    yield from each(lambda metric: logits | {"metrics": [metric]}, "SparseCategoricalCrossentropy", {"from_logits": True})


def confusions():
    for kind in ("Precision", "Recall"):
        options = [{}, {"thresholds": 0.4}, {"class_id": 1}, {"top_k": 2}, {"name": "own"}]
        yield from each(of_labels, kind, *options, **COUNTS)
    for kind in ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"):
        yield from each(of_labels, kind, {}, {"thresholds": 0.4}, {"name": "own"}, **COUNTS)
    for kind, wanted in (("SensitivityAtSpecificity", "specificity"), ("SpecificityAtSensitivity", "sensitivity"),
                         ("PrecisionAtRecall", "recall"), ("RecallAtPrecision", "precision")):  # fmt: skip
        options = [{}, {"num_thresholds": 20}, {"class_id": 1}, {"name": "own"}]
        yield from each(of_labels, kind, *options, common={wanted: 0.6}, **COUNTS)
    curve = [{}, {"num_thresholds": 20}, {"curve": "PR"}, {"name": "own"}, {"thresholds": [0.3, 0.5, 0.6]}]
    curve += [{"summation_method": method} for method in ("minoring", "majoring")]
    yield from each(of_label, "AUC", *curve, **COUNTS)
    many = {"multi_label": True}
    options = [many, many | {"label_weights": [1.0, 2.0, 0.5]}, many | {"num_labels": 3}]
    yield from each(of_labels, "AUC", *options, **COUNTS)
    yield from each(of_logits("BinaryCrossentropy", 3, LABELS), "AUC", {"from_logits": True}, **COUNTS)
    options = [{}, {"average": "micro"}, {"average": "macro"}, {"average": "weighted"}, {"threshold": 0.4}, {"name": "own"}]
    yield from each(of_labels, "F1Score", *options[1:4], **COUNTS)
    yield from each(of_labels, "FBetaScore", *options[1:4], **COUNTS)
    for kind, more in (("F1Score", []), ("FBetaScore", [{"beta": 2.0}])):
        yield from each(of_vector, kind, *options[4:], *more, common={"average": "macro"}, prefix="macro_", **COUNTS)


def overlaps():
    yield from each(of_label, "BinaryIoU", {}, {"target_class_ids": [1]}, {"threshold": 0.4}, {"name": "own"})
    some = {"num_classes": 3, "target_class_ids": [0, 2]}
    options = [{}, {"ignore_class": 1}, {"name": "own"}]
    guess = {"sparse_y_pred": False}
    yield from each(of_class, "IoU", *options, common=some | guess)
    yield from each(of_class, "MeanIoU", *options, common={"num_classes": 3} | guess)
    both = guess | {"sparse_y_true": False}
    yield from each(of_vector, "IoU", both, common=some)
    yield from each(of_vector, "MeanIoU", both, common={"num_classes": 3})
    yield from each(of_vector, "OneHotIoU", *options, common=some)
    yield from each(of_vector, "OneHotMeanIoU", *options, common={"num_classes": 3})
