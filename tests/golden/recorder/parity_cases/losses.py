"""Every loss with its defaults and with each option, on targets that fit it."""

from recorder.parity_cases.base import (
    LABELS, POSITIVE, SHARES, VECTOR, case, classes, dense, each, rows_of, several, weighted,
    yes_no,
)  # fmt: skip

SUM = {"reduction": "sum"}
REDUCTIONS = [SUM, {"reduction": "mean"}, {"reduction": "mean_with_sample_weight"}]  # of "none" only TensorFlow makes a gradient
SLOW = {"type": "SGD", "learning_rate": 0.02}  # where the sum of a batch would run away


def numbers(loss):
    return several(loss=loss, optimizer=SLOW)


def far_numbers(loss):
    return several(loss=loss, optimizer={"type": "SGD", "learning_rate": 1e-4})


def positive(loss):
    return several("softplus", POSITIVE, loss, optimizer=SLOW)


def shares(loss):
    return several("softmax", SHARES, loss)


def vector(loss):
    return classes(None if loss.get("from_logits") else "softmax", VECTOR, loss)


def class_number(loss):
    return classes(None if loss.get("from_logits") else "softmax", "c", loss)


def labels(loss):
    return several(None if loss.get("from_logits") else "sigmoid", LABELS, loss)


def plus_minus(loss):
    return yes_no("tanh", "s", loss)


def along_rows(activation, target):
    """Two rows of three outputs, so that another axis is possible."""
    return lambda loss: rows_of(dense(4, "tanh"), dense(3, activation), target=[*target, *VECTOR], loss=loss)


def cases():
    for make, kind in ((numbers, "MeanSquaredError"), (labels, "BinaryCrossentropy"), (class_number, "SparseCategoricalCrossentropy")):

        def weighted_rows(loss, make=make):
            return weighted(make(loss))

        yield from each(weighted_rows, kind, {}, *REDUCTIONS, prefix="weighted_")
    yield from each(lambda loss: weighted(class_number(loss)), "SparseCategoricalCrossentropy", {"ignore_class": 1}, prefix="weighted_")
    for kind in ("MeanSquaredError", "MeanAbsoluteError"):
        yield from each(numbers, kind, {}, *REDUCTIONS)
    yield from each(far_numbers, "MeanAbsolutePercentageError", {}, SUM)
    yield from each(positive, "MeanSquaredLogarithmicError", {}, SUM)
    yield from each(numbers, "Huber", {}, {"delta": 0.3}, SUM)
    yield from each(numbers, "LogCosh", {}, SUM)
    yield from each(numbers, "CosineSimilarity")
    yield from each(lambda loss: several(loss=loss, optimizer=SLOW | {"learning_rate": 2e-3}), "CosineSimilarity", SUM)
    yield from each(along_rows("tanh", SHARES), "CosineSimilarity", {"axis": 1})
    yield from each(positive, "Poisson", {}, SUM)
    yield from each(shares, "KLDivergence", {}, SUM)
    yield from each(labels, "BinaryCrossentropy", {}, {"from_logits": True}, {"label_smoothing": 0.2}, *REDUCTIONS)
    yield from each(along_rows("sigmoid", LABELS), "BinaryCrossentropy", {"axis": 1})
    balanced = {"apply_class_balancing": True}
    focal = [{}, {"gamma": 1.0}, balanced, balanced | {"alpha": 0.6}, {"from_logits": True}, {"label_smoothing": 0.2}, SUM]
    yield from each(labels, "BinaryFocalCrossentropy", *focal)
    yield from each(along_rows("sigmoid", LABELS), "BinaryFocalCrossentropy", {"axis": 1})
    options = [{}, {"from_logits": True}, {"label_smoothing": 0.2}]
    yield from each(vector, "CategoricalCrossentropy", *options, *REDUCTIONS)
    yield from each(shares, "CategoricalCrossentropy", prefix="shares_")
    yield from each(vector, "CategoricalFocalCrossentropy", *options, {"alpha": 0.6}, {"gamma": 1.0}, SUM)
    for kind in ("CategoricalCrossentropy", "CategoricalFocalCrossentropy"):
        yield from each(along_rows("softmax", SHARES), kind, {"axis": 1})
    yield from each(class_number, "CategoricalGeneralizedCrossEntropy", {}, {"q": 0.8}, SUM)
    options = [{}, {"from_logits": True}, {"ignore_class": 1}, {"ignore_class": 1, "from_logits": True}, {"axis": 1}]
    yield from each(class_number, "SparseCategoricalCrossentropy", *options, *REDUCTIONS)
    yield from each(plus_minus, "Hinge", {}, SUM)
    yield from each(plus_minus, "SquaredHinge", {}, SUM)
    yield case("hinge_of_0_and_1", yes_no("tanh", "b0", "hinge"))
    yield from each(vector, "CategoricalHinge", {}, SUM)
    yield from each(labels, "Dice", {}, SUM)
    yield from each(labels, "Tversky", {}, {"alpha": 0.3}, {"beta": 0.8}, SUM)
    for kind in ("Dice", "Tversky"):
        yield from each(along_rows("sigmoid", LABELS), kind, {"axis": [1]})
    yield case("crossentropy_of_a_number", yes_no(loss="crossentropy"))
    yield case("crossentropy_of_a_class", classes(loss="crossentropy"))
    yield case("crossentropy_of_a_vector", classes(target=VECTOR, loss="crossentropy"))
    yield case("labels_by_name", several("sigmoid", LABELS, "binary_crossentropy", metrics=["accuracy"]))
