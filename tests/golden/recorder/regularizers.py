"""regularizers.json: the penalty of each regularizer and its gradient."""

import numpy as np

from recorder.common import component, keras, numbers, with_gradients

SPECS = {
    "l1": "l1",
    "l2": "l2",
    "L1": {"type": "L1", "l1": 0.05},
    "L2": {"type": "L2", "l2": 0.05},
    "L1_default": {"type": "L1"},
    "L2_default": {"type": "L2"},
    "L1L2": {"type": "L1L2", "l1": 0.02, "l2": 0.03},
    "L1L2_default": {"type": "L1L2"},
    "L1L2_only_l2": {"type": "L1L2", "l2": 0.03},
    "orthogonal_regularizer": "orthogonal_regularizer",
    "orthogonal_rows": {"type": "OrthogonalRegularizer", "factor": 0.5, "mode": "rows"},
    "orthogonal_columns": {"type": "OrthogonalRegularizer", "factor": 0.5, "mode": "columns"},
}


def record_case(number, name, spec):
    weight = numbers(np.random.default_rng(6000 + number), (3, 4))
    weight[1, 2] = 0.0
    regularizer = keras.regularizers.get(component(keras.regularizers, spec))

    def forward(tensors):
        nothing = 0.0 * keras.ops.sum(tensors[0])  # L1L2 without strengths does not read the weight at all
        value = regularizer(tensors[0]) + nothing
        return [value], value

    values, gradients, _ = with_gradients(forward, [weight])
    return {
        "name": name,
        "regularizer": spec,
        "weight": weight,
        "value": np.asarray(values[0]).reshape(()),
        "gradient": gradients[0],
    }


def record():
    return [record_case(number, name, spec) for number, (name, spec) in enumerate(SPECS.items())]
