"""summary.json: `model.summary()` without colour at several widths, and the memory sizes it prints."""

import os

import numpy as np

from recorder.common import compile_model, keras, model_of, sequential_of
from keras.src.utils.summary_utils import readable_memory_size  # isort: skip

SEQUENTIAL = [
    {"type": "Dense", "units": 64, "activation": "relu", "input_shape": [16]},
    {"type": "Dropout", "rate": 0.2},
    {"type": "Dense", "units": 64, "activation": "relu", "name": "a_layer_whose_name_is_too_long"},
    {"type": "Dense", "units": 3, "activation": "softmax"},
]
NORMALISED = [
    {"type": "Dense", "units": 300, "input_shape": [784], "use_bias": False},
    {"type": "BatchNormalization"},
    {"type": "ReLU"},
    {"type": "Reshape", "target_shape": [3, 100]},
    {"type": "BatchNormalization", "axis": 1},
    {"type": "Flatten"},
    {"type": "LeakyReLU"},
    {"type": "Dense", "units": 10},
]
TUTORIAL = [{"type": "Dense", "units": 1, "input_shape": [2]}]
GRAPH = [
    {"type": "Input", "name": "ids", "shape": [3]},
    {"type": "Input", "name": "x", "shape": [4]},
    {"type": "Embedding", "input_dim": 1000, "output_dim": 8, "inputs": ["ids"]},
    {"type": "Flatten"},
    {"type": "Dense", "units": 24, "activation": "gelu", "name": "side", "inputs": ["x"]},
    {"type": "Add", "inputs": ["flatten", "side"]},
    {"type": "Concatenate", "inputs": ["add", "x"]},
    {"type": "LayerNormalization"},
    {"type": "Dense", "units": 2, "activation": "softmax", "name": "classes"},
    {"type": "Dense", "units": 1, "name": "value", "inputs": ["layer_normalization"]},
]
LINEAR_GRAPH = [
    {"type": "Input", "name": "x", "shape": [4]},
    {"type": "Dense", "units": 8, "activation": "relu"},
    {"type": "Dense", "units": 1},
]
SHARED = [
    {"type": "Input", "name": "a", "shape": [4]},
    {"type": "Input", "name": "b", "shape": [4]},
    {"type": "Dense", "units": 4, "name": "both", "inputs": ["a"]},
    {"shared": "both", "inputs": ["b"]},
    {"shared": "both", "name": "again"},
    {"type": "Subtract", "inputs": ["both", "again"]},
    {"type": "Dense", "units": 1},
]
SEQUENTIAL_INSIDE = [
    {"type": "Dense", "units": 8, "input_shape": [4]},
    {
        "type": "Sequential",
        "layers": [
            {"type": "Dense", "units": 16, "activation": "relu"},
            {"type": "BatchNormalization"},
            {"type": "Dense", "units": 3},
        ],
    },
    {"type": "Dense", "units": 1},
]
FUNCTIONAL_INSIDE = [
    {"type": "Input", "name": "a", "shape": [4]},
    {"type": "Input", "name": "b", "shape": [4]},
    {
        "type": "Functional",
        "name": "encoder",
        "trainable": False,
        "inputs": ["a"],
        "layers": [
            {"type": "Input", "shape": [4]},
            {"type": "Dense", "units": 8, "activation": "relu"},
            {"type": "Dense", "units": 2, "name": "mean"},
            {"type": "Dense", "units": 3, "name": "spread", "inputs": ["dense"]},
        ],
    },
    {"shared": "encoder", "inputs": ["b"]},
    {"type": "Concatenate", "inputs": ["encoder", "encoder[1]/spread"]},
    {"type": "Sequential", "layers": [{"type": "Dense", "units": 5}, {"type": "Dense", "units": 1}]},
    {"type": "Dense", "units": 2, "name": "beside", "inputs": ["encoder[1]/mean"]},
]
CASES = {
    "sequential": (sequential_of, SEQUENTIAL, None),
    "tutorial": (sequential_of, TUTORIAL, None),
    "batch_normalization": (sequential_of, NORMALISED, None),
    "graph": (model_of, GRAPH, None),
    "shared": (model_of, SHARED, None),
    "sequential_inside": (sequential_of, SEQUENTIAL_INSIDE, None),
    "functional_inside": (model_of, FUNCTIONAL_INSIDE, None),
    "chain_with_input": (model_of, LINEAR_GRAPH, None),
    "sequential_after_a_step_of_adam": (sequential_of, SEQUENTIAL, "adam"),
    "tutorial_after_a_step_of_sgd": (sequential_of, TUTORIAL, "sgd"),
}
SIZES = [0, 4, 12, 1023, 1024, 1025, 1260, 1048575, 1048576, 123456789, 5 * 1024**3]


def printed(model, columns, line_length):
    """The lines on a terminal this wide; a line_length of None is Keras' own choice."""
    os.environ["COLUMNS"] = str(columns)
    found = []
    model.summary(line_length=line_length, print_fn=found.append)
    return "\n".join(found).removesuffix("\n").split("\n")


def record_case(name, make, layers, optimizer):
    config = {"layers": layers}
    model = make(config)
    if optimizer:
        config |= {"optimizer": optimizer, "loss": "mse"}
        compile_model(model, config)
        shapes = [np.zeros((2, *each.shape[1:]), np.float32) for each in (*model.inputs, *model.outputs)]
        model.train_on_batch(*shapes)
    return {
        "name": name,
        "class": type(model).__name__,
        "model": config,
        "lines": printed(model, 80, 80),
        "lines_on_80_columns": printed(model, 80, None),
        "lines_on_200_columns": printed(model, 200, None),
    }


def record():
    keras.config.disable_interactive_logging()
    cases = [record_case(name, *case) for name, case in CASES.items()]
    return cases + [{"name": "memory_sizes", "bytes": SIZES, "texts": [readable_memory_size(size) for size in SIZES]}]
