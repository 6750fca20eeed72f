"""losses.json: value and gradient of every loss, as compile(loss=...) resolves it."""

import numpy as np
from keras.src.trainers.compile_utils import get_loss

from recorder.common import keras, loss_of, numbers, tensor, with_gradients


def rows(values):
    """Each last axis sums to one, in float32."""
    values = np.float64(values)
    return np.float32(values / values.sum(axis=-1, keepdims=True))


def one_hot(classes, count):
    return np.eye(count, dtype=np.float32)[classes]


def regression_cases(rng):
    shapes = {"rank2": (4, 3), "one_column": (5, 1), "rank3": (2, 3, 2)}
    for short, kind in [("mse", "MeanSquaredError"), ("mae", "MeanAbsoluteError")]:
        for shape_name, shape in shapes.items():
            yield f"{short}_{shape_name}", short, numbers(rng, shape), numbers(rng, shape)
        yield f"{short}_target_without_last_axis", short, numbers(rng, (5,)), numbers(rng, (5, 1))
        yield f"{short}_object", {"type": kind}, numbers(rng, (4, 3)), numbers(rng, (4, 3))
        same = numbers(rng, (2, 2))
        yield f"{short}_no_difference", short, same, same
        for reduction in ("sum", "sum_over_batch_size", "mean", "mean_with_sample_weight", "none"):
            spec = {"type": kind, "reduction": reduction}
            yield f"{short}_reduction_{reduction}", spec, numbers(rng, (4, 3)), numbers(rng, (4, 3))
        for reduction in ("sum_over_batch_size", "sum", "mean_with_sample_weight"):
            spec = {"type": kind, "reduction": reduction}
            weights = np.float32([0.5, 2.0, 0.0, 1.0])
            yield f"{short}_weighted_{reduction}", spec, numbers(rng, (4, 3)), numbers(rng, (4, 3)), weights


def binary_cases(rng):
    name = "binary_crossentropy"
    saturated = np.float32([[0.0], [1.0], [0.0], [1.0], [1e-9], [0.5]]), np.float32([[0], [1], [1], [0], [1], [1]])

    def pair(shape, low=0.02, high=0.98):
        return np.float32(rng.integers(0, 2, shape)), numbers(rng, shape, low, high)

    yield f"{name}_one_column", name, *pair((6, 1))
    yield f"{name}_target_without_last_axis", name, pair((6,))[0], pair((6, 1))[1]
    yield f"{name}_several_columns", name, *pair((4, 3))
    yield f"{name}_rank3", name, *pair((2, 3, 2))
    yield f"{name}_soft_targets", name, numbers(rng, (4, 2), 0.0, 1.0), pair((4, 2))[1]
    yield f"{name}_saturated", name, saturated[1], saturated[0]
    yield f"{name}_saturated_right_only", name, np.float32([[0], [1]]), np.float32([[0], [1]])
    yield f"{name}_object", {"type": "BinaryCrossentropy"}, *pair((4, 1))
    logits = {"type": "BinaryCrossentropy", "from_logits": True}
    yield f"{name}_from_logits", logits, pair((5, 1))[0], numbers(rng, (5, 1), -4, 4)
    large = np.float32([[-100], [100], [-100], [100], [0]])
    yield f"{name}_from_logits_large", logits, np.float32([[0], [1], [1], [0], [1]]), large
    for smoothing in (0.1, 0.5):
        spec = {"type": "BinaryCrossentropy", "label_smoothing": smoothing}
        yield f"{name}_label_smoothing_{smoothing}", spec, *pair((4, 2))
    spec = {"type": "BinaryCrossentropy", "label_smoothing": 0.2, "from_logits": True}
    yield f"{name}_label_smoothing_from_logits", spec, pair((4, 2))[0], numbers(rng, (4, 2), -4, 4)
    yield f"{name}_axis_1", {"type": "BinaryCrossentropy", "axis": 1}, *pair((2, 3, 2))
    for reduction in ("sum", "sum_over_batch_size", "mean_with_sample_weight", "none"):
        yield f"{name}_reduction_{reduction}", {"type": "BinaryCrossentropy", "reduction": reduction}, *pair((4, 2))
    yield f"{name}_weighted", name, *pair((4, 2)), np.float32([1, 0.5, 2, 0])


def categorical_cases(rng):
    name, kind = "categorical_crossentropy", "CategoricalCrossentropy"

    def truth(shape, count=3):
        return one_hot(rng.integers(0, count, shape), count)

    def guess(shape, count=3):
        return rows(rng.uniform(0.1, 1.0, (*shape, count)))

    yield f"{name}_rank2", name, truth(5), guess((5,))
    yield f"{name}_rank3", name, truth((2, 3)), guess((2, 3))
    yield f"{name}_object", {"type": kind}, truth(4), guess((4,))
    yield f"{name}_rows_not_normalised", name, truth(4), numbers(rng, (4, 3), 0.1, 2.0)
    yield f"{name}_soft_targets", name, guess((4,)), guess((4,))
    yield f"{name}_saturated", name, one_hot([0, 1, 2, 0], 3), one_hot([0, 2, 2, 1], 3)
    yield f"{name}_from_logits", {"type": kind, "from_logits": True}, truth(5), numbers(rng, (5, 3), -4, 4)
    large = np.float32([[100, 0, -100], [100, 0, -100], [0, 0, 0]])
    yield f"{name}_from_logits_large", {"type": kind, "from_logits": True}, one_hot([0, 2, 1], 3), large
    yield f"{name}_label_smoothing", {"type": kind, "label_smoothing": 0.1}, truth(4), guess((4,))
    spec = {"type": kind, "label_smoothing": 0.3, "from_logits": True}
    yield f"{name}_label_smoothing_from_logits", spec, truth(4, 4), numbers(rng, (4, 4), -3, 3)
    axis_truth = np.moveaxis(truth((2, 4)), -1, 1)
    yield f"{name}_axis_1", {"type": kind, "axis": 1}, axis_truth, np.moveaxis(guess((2, 4)), -1, 1)
    for reduction in ("sum", "sum_over_batch_size", "mean_with_sample_weight", "none"):
        yield f"{name}_reduction_{reduction}", {"type": kind, "reduction": reduction}, truth(4), guess((4,))
    yield f"{name}_weighted", name, truth(4), guess((4,)), np.float32([1, 0.5, 2, 0])


def sparse_cases(rng):
    name, kind = "sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"

    def truth(shape, count=3):
        return rng.integers(0, count, shape).astype(np.int32)

    def guess(shape, count=3):
        return rows(rng.uniform(0.1, 1.0, (*shape, count)))

    yield f"{name}_flat_target", name, truth(5), guess((5,))
    yield f"{name}_column_target", name, truth((5, 1)), guess((5,))
    yield f"{name}_float_target", name, np.float32(truth((5, 1))), guess((5,))
    yield f"{name}_rank3", name, truth((2, 3)), guess((2, 3))
    yield f"{name}_rank3_column_target", name, truth((2, 3, 1)), guess((2, 3))
    yield f"{name}_object", {"type": kind}, truth(4), guess((4,))
    yield f"{name}_rows_not_normalised", name, truth(4), numbers(rng, (4, 3), 0.1, 2.0)
    yield f"{name}_saturated", name, np.int32([0, 1, 2, 0]), one_hot([0, 2, 2, 1], 3)
    yield f"{name}_from_logits", {"type": kind, "from_logits": True}, truth(5), numbers(rng, (5, 3), -4, 4)
    large = np.float32([[100, 0, -100], [100, 0, -100], [0, 0, 0]])
    yield f"{name}_from_logits_large", {"type": kind, "from_logits": True}, np.int32([0, 2, 1]), large
    ignore = np.int32([0, -1, 2, -1, 1])
    yield f"{name}_ignore_class", {"type": kind, "ignore_class": -1}, ignore, guess((5,))
    yield f"{name}_ignore_class_0", {"type": kind, "ignore_class": 0}, np.int32([0, 1, 2, 0]), guess((4,))
    spec = {"type": kind, "ignore_class": -1, "from_logits": True}
    yield f"{name}_ignore_class_from_logits", spec, ignore, numbers(rng, (5, 3), -4, 4)
    spec = {"type": kind, "ignore_class": -1, "reduction": "sum"}
    yield f"{name}_ignore_class_sum", spec, ignore, guess((5,))
    spec = {"type": kind, "ignore_class": -1, "reduction": "none"}
    yield f"{name}_ignore_class_none", spec, ignore, guess((5,))
    for reduction in ("sum", "sum_over_batch_size", "mean_with_sample_weight", "none"):
        yield f"{name}_reduction_{reduction}", {"type": kind, "reduction": reduction}, truth(4), guess((4,))
    yield f"{name}_weighted", name, truth(4), guess((4,)), np.float32([1, 0.5, 2, 0])


def record_case(name, spec, y_true, y_pred, sample_weight=None):
    loss = get_loss(loss_of(spec), y_true, y_pred)

    def forward(tensors):
        weights = None if sample_weight is None else tensor(sample_weight)
        value = loss(tensor(y_true), tensors[0], sample_weight=weights)
        return [value], keras.ops.sum(value)

    values, gradients, _ = with_gradients(forward, [y_pred])
    case = {"name": name, "loss": spec, "y_true": y_true, "y_pred": y_pred}
    if sample_weight is not None:
        case["sample_weight"] = sample_weight
    return case | {"value": values[0], "gradient": gradients[0]}


def record():
    rng = np.random.default_rng(3000)
    families = (regression_cases, binary_cases, categorical_cases, sparse_cases)
    return [record_case(*case) for family in families for case in family(rng)]
