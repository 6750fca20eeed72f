"""Every activation by name, and those that have options with each of them."""

from recorder.parity_cases.base import SGD, case, dense, each, job

PLAIN = """celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu linear log_sigmoid log_softmax
mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparsemax sparse_sigmoid squareplus tanh
tanh_shrink""".split()


SLOW = {"type": "SGD", "learning_rate": 0.01}  # log_softmax would run away


def under(activation):
    return job([dense(6, activation, input_shape=[3]), dense()], optimizer=SLOW if "log_softmax" in str(activation) else SGD)


def last(activation):
    """glu halves the outputs, which Dense does not tell the next layer."""
    return job([dense(4, "tanh", input_shape=[3]), dense(2, activation)])


def cases():
    for name in PLAIN:
        yield case(name, under(name))
    yield from each(under, "celu", {"alpha": 0.5})
    yield from each(under, "elu", {"alpha": 0.5})
    yield from each(under, "gelu", {"approximate": True})
    yield from each(last, "glu", {}, {"axis": 1})
    yield from each(under, "hard_shrink", {"threshold": 0.2})
    yield from each(under, "leaky_relu", {"negative_slope": 0.4})
    yield from each(under, "log_softmax", {"axis": 1})
    yield from each(under, "relu", {"max_value": 0.4}, {"negative_slope": 0.1}, {"threshold": 0.2})
    yield from each(under, "soft_shrink", {"threshold": 0.2})
    yield from each(under, "softmax", {"axis": 1})
    yield from each(under, "sparsemax", {"axis": 1})
    yield from each(under, "squareplus", {"b": 1})
    yield from each(under, "threshold", {"threshold": 0.1, "default_value": 0.3})
