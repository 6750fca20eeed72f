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


def far(rng, shape):
    """A target and a prediction whose differences go from small to large."""
    return numbers(rng, shape), numbers(rng, shape, -3, 3)


def more_regression_cases(rng):
    def positive(shape):
        return numbers(rng, shape, 0.1, 3), numbers(rng, shape, 0.1, 3)

    for name, kind, pair in [
        ("huber", "Huber", far),
        ("log_cosh", "LogCosh", far),
        ("mape", "MeanAbsolutePercentageError", far),
        ("MSLE", "MeanSquaredLogarithmicError", lambda _, shape: positive(shape)),
        ("poisson", "Poisson", lambda _, shape: positive(shape)),
        ("cosine_similarity", "CosineSimilarity", far),
    ]:
        yield f"{kind}_by_name", name, *pair(rng, (4, 3))
        yield f"{kind}_object", {"type": kind}, *pair(rng, (4, 3))
        yield f"{kind}_rank3", {"type": kind}, *pair(rng, (2, 3, 2))
        yield f"{kind}_sum", {"type": kind, "reduction": "sum"}, *pair(rng, (3, 2))
        if kind != "CosineSimilarity":
            yield f"{kind}_one_column", {"type": kind}, *pair(rng, (5, 1))
            spec = {"type": kind, "reduction": "mean_with_sample_weight"}
            yield f"{kind}_weighted", spec, *pair(rng, (4, 3)), np.float32([0.5, 2.0, 0.0, 1.0])
    yield "Huber_delta", {"type": "Huber", "delta": 0.5}, *far(rng, (4, 3))
    yield "Huber_delta_large", {"type": "Huber", "delta": 100.0}, *far(rng, (4, 3))
    yield "LogCosh_far", "LogCosh", np.float32([[0, 0, 0]]), np.float32([[-50, 50, 0.001]])
    yield "MSLE_below_zero", "msle", *far(rng, (4, 3))
    yield "mape_target_0", "MAPE", np.float32([[2, -1, 4]]), numbers(rng, (1, 3))
    yield "CosineSimilarity_axis_1", {"type": "CosineSimilarity", "axis": 1}, *far(rng, (2, 3, 2))
    yield "CosineSimilarity_target_0", "CosineSimilarity", np.float32([[0, 0], [3, 4]]), numbers(rng, (2, 2))


def hinge_cases(rng):
    sides = np.float32([-1, 1])
    for name, kind in [("hinge", "Hinge"), ("squared_hinge", "SquaredHinge")]:
        yield f"{kind}_sides", name, sides[rng.integers(0, 2, (5, 1))], numbers(rng, (5, 1))
        yield f"{kind}_binary", {"type": kind}, np.float32(rng.integers(0, 2, (5, 2))), numbers(rng, (5, 2))
        yield f"{kind}_all_ones", {"type": kind}, np.ones((3, 1), np.float32), numbers(rng, (3, 1))
        yield f"{kind}_other_targets", {"type": kind}, numbers(rng, (4, 2)), numbers(rng, (4, 2))
        yield f"{kind}_rank3", {"type": kind}, np.float32(rng.integers(0, 2, (2, 3, 2))), numbers(rng, (2, 3, 2))
        spec = {"type": kind, "reduction": "sum"}
        yield f"{kind}_sum", spec, sides[rng.integers(0, 2, (4, 2))], numbers(rng, (4, 2))
    name = "CategoricalHinge"
    yield f"{name}_by_name", "categorical_hinge", one_hot(rng.integers(0, 3, 5), 3), numbers(rng, (5, 3))
    yield f"{name}_object", {"type": name}, one_hot(rng.integers(0, 4, 5), 4), numbers(rng, (5, 4))
    yield f"{name}_rank3", {"type": name}, one_hot(rng.integers(0, 3, (2, 3)), 3), numbers(rng, (2, 3, 3))
    right = np.float32([[4, -1, 0.5], [-1, 2, 0.5]])
    yield f"{name}_some_right", {"type": name, "reduction": "sum"}, one_hot([0, 1], 3), right


def distribution_cases(rng):
    def guess(shape, count=3):
        return rows(rng.uniform(0.05, 1.0, (*shape, count)))

    name = "KLDivergence"
    yield f"{name}_by_name", "kld", guess((4,)), guess((4,))
    yield f"{name}_object", {"type": name}, guess((4,)), guess((4,))
    yield f"{name}_one_hot", "KLD", one_hot(rng.integers(0, 3, 4), 3), guess((4,))
    yield f"{name}_rank3", "kl_divergence", guess((2, 3)), guess((2, 3))
    yield f"{name}_out_of_range", {"type": name}, numbers(rng, (3, 2), 0.1, 0.9), numbers(rng, (3, 2), -0.5, 1.5)
    yield f"{name}_sum", {"type": name, "reduction": "sum"}, guess((4,)), guess((4,))
    name = "CategoricalGeneralizedCrossEntropy"
    for q in (0.5, 0.1, 0.9):
        truth = rng.integers(0, 3, 5).astype(np.int32)
        yield f"{name}_q_{q}", {"type": name, "q": q}, truth, guess((5,))
    yield f"{name}_default", {"type": name}, rng.integers(0, 4, 3).astype(np.int32), guess((3,), 4)


def focal_cases(rng):
    name = "BinaryFocalCrossentropy"

    def pair(shape):
        return np.float32(rng.integers(0, 2, shape)), numbers(rng, shape, 0.02, 0.98)

    def logits(shape):
        return np.float32(rng.integers(0, 2, shape)), numbers(rng, shape, -4, 4)

    yield f"{name}_by_name", "binary_focal_crossentropy", *pair((6, 1))
    yield f"{name}_several_columns", {"type": name}, *pair((4, 3))
    yield f"{name}_rank3_axis_1", {"type": name, "axis": 1}, *pair((2, 3, 2))
    for gamma in (0.0, 0.5, 1.0, 1.5, 3.0):
        yield f"{name}_gamma_{gamma}", {"type": name, "gamma": gamma}, *pair((4, 2))
    yield f"{name}_balanced", {"type": name, "apply_class_balancing": True}, *pair((4, 2))
    yield f"{name}_balanced_alpha", {"type": name, "apply_class_balancing": True, "alpha": 0.7}, *pair((4, 2))
    yield f"{name}_from_logits", {"type": name, "from_logits": True}, *logits((5, 1))
    spec = {"type": name, "label_smoothing": 0.2, "from_logits": True, "gamma": 1.0}
    yield f"{name}_label_smoothing", spec, *logits((4, 2))
    yield f"{name}_saturated", {"type": name}, np.float32([[1], [0], [1], [0]]), np.float32([[0], [1], [1], [0]])
    yield f"{name}_sum", {"type": name, "reduction": "sum"}, *pair((4, 2))

    name = "CategoricalFocalCrossentropy"

    def truth(shape, count=3):
        return one_hot(rng.integers(0, count, shape), count)

    def guess(shape, count=3):
        return rows(rng.uniform(0.1, 1.0, (*shape, count)))

    yield f"{name}_by_name", "categorical_focal_crossentropy", truth(5), guess((5,))
    yield f"{name}_rank3", {"type": name}, truth((2, 3)), guess((2, 3))
    yield f"{name}_rows_not_normalised", {"type": name}, truth(4), numbers(rng, (4, 3), 0.1, 2.0)
    yield f"{name}_alpha", {"type": name, "alpha": 0.6}, truth(4), guess((4,))
    yield f"{name}_alphas", {"type": name, "alpha": [0.2, 0.5, 1.0]}, truth(4), guess((4,))
    for gamma in (0.0, 0.5, 1.0, 2.5):
        yield f"{name}_gamma_{gamma}", {"type": name, "gamma": gamma}, truth(4), guess((4,))
    yield f"{name}_from_logits", {"type": name, "from_logits": True}, truth(5), numbers(rng, (5, 3), -4, 4)
    spec = {"type": name, "label_smoothing": 0.3}
    yield f"{name}_label_smoothing", spec, truth(4, 4), guess((4,), 4)
    axis_truth = np.moveaxis(truth((2, 4)), -1, 1)
    yield f"{name}_axis_1", {"type": name, "axis": 1}, axis_truth, np.moveaxis(guess((2, 4)), -1, 1)
    yield f"{name}_weighted", {"type": name}, truth(4), guess((4,)), np.float32([1, 0.5, 2, 0])


def overlap_cases(rng):
    def pair(shape):
        return np.float32(rng.integers(0, 2, shape)), numbers(rng, shape, 0.02, 0.98)

    for name, kind in [("dice", "Dice"), ("tversky", "Tversky")]:
        yield f"{kind}_by_name", name, *pair((4, 3))
        yield f"{kind}_rank3", {"type": kind}, *pair((2, 3, 2))
        yield f"{kind}_sum", {"type": kind, "reduction": "sum"}, *pair((4, 3))
        yield f"{kind}_axis_last", {"type": kind, "axis": [-1]}, *pair((4, 3))
        yield f"{kind}_axis_1", {"type": kind, "axis": [1]}, *pair((2, 3, 2))
        yield f"{kind}_axes", {"type": kind, "axis": [1, 2]}, *pair((2, 3, 2))
        yield f"{kind}_axes_sum", {"type": kind, "axis": [1, 2], "reduction": "sum"}, *pair((3, 3, 2))
        yield f"{kind}_nothing_there", {"type": kind, "axis": [1]}, np.float32([[0, 0], [1, 0]]), pair((2, 2))[1]
    yield "Tversky_alpha_beta", {"type": "Tversky", "alpha": 0.3, "beta": 0.9}, *pair((4, 3))


def chosen_cases(rng):
    def guess(shape, count=3):
        return rows(rng.uniform(0.1, 1.0, (*shape, count)))

    yield "crossentropy_binary", "crossentropy", np.float32(rng.integers(0, 2, (5, 1))), numbers(rng, (5, 1), 0.1, 0.9)
    yield "crossentropy_sparse", "ce", rng.integers(0, 3, (5, 1)).astype(np.int32), guess((5,))
    yield "crossentropy_sparse_flat", "crossentropy", rng.integers(0, 3, 5).astype(np.int32), guess((5,))
    yield "crossentropy_categorical", "crossentropy", one_hot(rng.integers(0, 3, 5), 3), guess((5,))


def reduction_cases(rng):
    """Every loss with rows that count differently, reduced in every way; and rows that a class leaves out."""

    def guess(shape, count=3):
        return rows(rng.uniform(0.1, 1.0, (*shape, count)))

    def numbers_pair():
        return numbers(rng, (4, 3), 0.1, 0.9), numbers(rng, (4, 3), 0.1, 0.9)

    def vectors():
        return one_hot(rng.integers(0, 3, 4), 3), guess((4,))

    def labels():
        return rng.integers(0, 3, 4).astype(np.int32), guess((4,))

    pairs = {
        "CategoricalCrossentropy": vectors, "CategoricalFocalCrossentropy": vectors, "CategoricalHinge": vectors,
        "KLDivergence": vectors, "SparseCategoricalCrossentropy": labels, "CategoricalGeneralizedCrossEntropy": labels,
    }  # fmt: skip
    for kind in (
        "MeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "Huber",
        "LogCosh", "CosineSimilarity", "Poisson", "BinaryCrossentropy", "BinaryFocalCrossentropy", "Hinge",
        "SquaredHinge", "Dice", "Tversky", *pairs,
    ):  # fmt: skip
        for reduction in ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", None):
            spec = {"type": kind, "reduction": reduction}
            weights = numbers(rng, (4,), 0, 2)
            yield f"{kind}_weighted_{reduction}", spec, *pairs.get(kind, numbers_pair)(), weights
    for reduction in ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"):
        spec = {"type": "SparseCategoricalCrossentropy", "ignore_class": 1, "reduction": reduction}
        truth = np.int32([0, 1, 2, 1, 0])
        yield f"ignore_class_{reduction}", spec, truth, guess((5,))
        yield f"ignore_class_weighted_{reduction}", spec, truth, guess((5,)), numbers(rng, (5,), 0, 2)
        yield f"ignore_class_nothing_left_{reduction}", spec, np.int32([1, 1]), guess((2,))
        spec = {"type": "MeanSquaredError", "reduction": reduction}
        yield f"no_weight_at_all_{reduction}", spec, *numbers_pair(), np.zeros(4, np.float32)
    for kind in ("Dice", "Tversky"):
        spec = {"type": kind, "axis": [1]}
        yield f"{kind}_axis_weighted", spec, *numbers_pair(), numbers(rng, (4,), 0, 2)


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
    families = (
        regression_cases, binary_cases, categorical_cases, sparse_cases, more_regression_cases, hinge_cases,
        distribution_cases, focal_cases, overlap_cases, chosen_cases, reduction_cases,
    )  # fmt: skip
    return [record_case(*case) for family in families for case in family(rng)]
