"""Regularizers and constraints with each option, and every place of every layer that takes one."""

from recorder.parity_cases.base import FLATTEN, case, dense, each, hidden, job, rows_of

IDS = ("i0", "i1", "i2")
L2, MAX = {"type": "L2", "l2": 0.05}, {"type": "MaxNorm", "max_value": 0.6}
KINDS = {"kernel": "NonNeg", "bias": MAX, "embeddings": MAX, "alpha": "NonNeg", "gamma": MAX, "beta": "NonNeg"}


def kernel_under(what):
    return lambda spec: job([hidden(**{f"kernel_{what}": spec}), dense()])


def cases():
    regularized, constrained = kernel_under("regularizer"), kernel_under("constraint")
    for name in ("l1", "l2", "L1L2", "orthogonal_regularizer"):
        yield case(f"{name}_by_name", regularized(name))
    yield from each(regularized, "L1", {}, {"l1": 0.03})
    yield from each(regularized, "L2", {}, {"l2": 0.03})
    yield from each(regularized, "L1L2", {}, {"l1": 0.03}, {"l2": 0.03}, {"l1": 0.02, "l2": 0.01})
    yield from each(regularized, "OrthogonalRegularizer", {}, {"factor": 0.1}, {"mode": "columns"})
    yield from each(constrained, "NonNeg")
    yield from each(constrained, "UnitNorm", {}, {"axis": 1}, {"axis": [0, 1]})
    yield from each(constrained, "MaxNorm", {"max_value": 0.6}, {"max_value": 0.6, "axis": 1})
    yield from each(constrained, "MaxNorm", prefix="default_")
    some = {"min_value": 0.8}
    yield from each(constrained, "MinMaxNorm", {}, {"min_value": 0.9}, {"max_value": 0.7}, {"rate": 0.5} | some, {"axis": 1} | some)
    for layer, weights in PLACES.items():
        for weight in weights:
            for what, spec in (("regularizer", L2), ("constraint", KINDS[weight])):
                yield case(f"{layer}_{weight}_{what}", JOBS[layer]({f"{weight}_{what}": spec}))
    for name in ("l1", "l2"):
        yield case(f"activity_{name}", job([hidden(activity_regularizer=name), dense(activity_regularizer=name)]))
    yield case("activity_of_rows", rows_of(dense(4, "tanh", activity_regularizer=L2), FLATTEN, dense()))
    yield case("not_trainable", job([hidden(trainable=False, kernel_regularizer="l2"), dense()]))


EINSUM = {"type": "EinsumDense", "equation": "ab,bc->ac", "output_shape": 4, "bias_axes": "c", "input_shape": [3]}
PLACES = {
    "Dense": ["kernel", "bias"],
    "EinsumDense": ["kernel", "bias"],
    "Embedding": ["embeddings"],
    "PReLU": ["alpha"],
    "BatchNormalization": ["gamma", "beta"],
    "LayerNormalization": ["gamma", "beta"],
    "GroupNormalization": ["gamma", "beta"],
}


def embedding(options):
    layers = [{"type": "Embedding", "input_dim": 5, "output_dim": 2, "input_shape": [3]} | options, FLATTEN, dense()]
    return job(layers, features=IDS)


def between(kind, **common):
    return lambda options: job([dense(8, "tanh", input_shape=[3]), {"type": kind} | common | options, dense()])


JOBS = {
    "Dense": lambda options: job([hidden(**options), dense()]),
    "EinsumDense": lambda options: job([EINSUM | options, dense()]),
    "Embedding": embedding,
    "PReLU": between("PReLU"),
    "BatchNormalization": between("BatchNormalization"),
    "LayerNormalization": between("LayerNormalization"),
    "GroupNormalization": between("GroupNormalization", groups=2),
}
