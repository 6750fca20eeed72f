"""activations.json: y and its gradient for every activation by name, over small, zero, large and saturating inputs."""

import numpy as np

from recorder.common import keras, numbers, tensor, with_gradients
from recorder.layers import ACTIVATIONS

MORE = [  # after those that were first, whose numbers must not change
    "relu6", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "hard_shrink", "soft_shrink", "tanh_shrink", "celu",
    "log_sigmoid", "log_softmax", "mish", "sparse_plus", "sparse_sigmoid", "squareplus", "glu",
    {"type": "threshold", "threshold": 0.5, "default_value": -0.25},
    {"type": "hard_shrink", "threshold": 1.5}, {"type": "soft_shrink", "threshold": 1.5},
    {"type": "celu", "alpha": 0.3}, {"type": "squareplus", "b": 0.5},
    "sparsemax",
]  # fmt: skip
ROWWISE = ("softmax", "log_softmax", "glu")

POINTS = [
    -1000.0, -104.0, -88.0, -50.0, -20.0, -10.0, -5.0, -3.0, -2.0, -1.0, -0.5, -0.1, -0.01, -1e-4, -1e-6,
    1e-6, 1e-4, 0.01, 0.1, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 88.0, 104.0, 1000.0,
]  # fmt: skip
ROWS = [
    [0.0, 0.0, 0.0, 0.0],
    [1.0, 2.0, 3.0, 4.0],
    [-1.5, 0.25, 2.0, 0.5],
    [100.0, 0.0, -100.0, 99.0],
    [1000.0, 1000.0, 0.0, -1000.0],
    [-1000.0, -1001.0, -1002.0, -1003.0],
    [1e-6, -1e-6, 0.0, 1e-4],
]


def points(name):
    if name == "squareplus":
        return np.float32([x for x in [*POINTS, 0.0] if x >= -20.0])  # the rest is what rounding leaves of x + |x|
    if name == "sparsemax":  # the slope of equal numbers is that of the order into which they are sorted
        return np.float32([row for row in ROWS if len(set(row)) == len(row)])
    if name in ROWWISE:
        return np.float32(ROWS)
    if name == "exponential":
        return np.float32([x for x in [*POINTS, 0.0] if x <= 88.0])
    if name == "selu":
        return np.float32(POINTS)  # the back ends disagree on the slope of its kink at 0
    return np.float32([*POINTS, 0.0])


def record_case(number, spec):
    arguments = {} if isinstance(spec, str) else {key: value for key, value in spec.items() if key != "type"}
    name = spec if isinstance(spec, str) else spec["type"]
    x = points(name)
    activation = keras.activations.get(name)
    y_shape = tuple(activation(tensor(x), **arguments).shape)
    coefficients = numbers(np.random.default_rng(2000 + number), y_shape, 0.5, 1.5)

    def forward(tensors):
        y = activation(tensors[0], **arguments)
        return [y], keras.ops.sum(y * keras.ops.cast(coefficients, y.dtype))

    outputs, gradients, _ = with_gradients(forward, [x])
    return {
        "name": "_".join([name, *map(str, arguments.values())]),
        "activation": spec,
        "x": x,
        "y": outputs[0],
        "coefficients": coefficients,
        "gradient": gradients[0],
    }


def record():
    return [record_case(number, spec) for number, spec in enumerate([*ACTIVATIONS, *MORE])]
