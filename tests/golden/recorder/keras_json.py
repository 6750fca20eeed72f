"""keras_json.json: what model.to_json() prints of the models of layers.json and models.json and of compiled ones, and their weights.

nntrain makes configs of it (convert-config) and writes them back (summary --keras-json); check_keras_json.py lets Keras read that.
"""

import json

from recorder import layers, models, special_layers
from recorder.common import compile_model, keras, model_of, named_weights, sequential_of
from recorder.summary import FUNCTIONAL_INSIDE, SEQUENTIAL, SEQUENTIAL_INSIDE

SCHEDULE = {"type": "CosineDecay", "initial_learning_rate": 0.01, "decay_steps": 100, "warmup_target": 0.1, "warmup_steps": 9}
CLASSES = [{"type": "Dense", "units": 3, "activation": "softmax", "input_shape": [4]}]
TWO_OUTPUTS = [
    {"type": "Input", "name": "x", "shape": [4]},
    {"type": "Dense", "units": 1, "name": "value"},
    {"type": "Dense", "units": 3, "name": "kind", "activation": "softmax", "inputs": ["x"]},
]
FULL_DENSE = {
    "type": "Dense",
    "units": 2,
    "activation": "tanh",
    "use_bias": True,
    "kernel_initializer": {"type": "VarianceScaling", "scale": 2.0, "mode": "fan_out", "distribution": "uniform", "seed": 5},
    "bias_initializer": {"type": "Constant", "value": 0.25},
    "kernel_regularizer": {"type": "L1L2", "l1": 0.125, "l2": 0.5},
    "bias_regularizer": "l2",
    "kernel_constraint": {"type": "MinMaxNorm", "min_value": 0.25, "rate": 0.5, "axis": [0, 1]},
    "bias_constraint": "non_neg",
    "activity_regularizer": {"type": "L1", "l1": 0.25},
    "trainable": False,
}
COMPILED = {
    "compiled_by_names": (sequential_of, {"layers": CLASSES, "optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}),
    "compiled_by_objects": (
        sequential_of,
        {
            "layers": CLASSES,
            "optimizer": {"type": "AdamW", "learning_rate": SCHEDULE, "weight_decay": 0.02, "clipnorm": 2.0},
            "loss": {"type": "CategoricalCrossentropy", "label_smoothing": 0.125},
            "metrics": [{"type": "MeanSquaredError"}, {"type": "AUC", "num_thresholds": 20, "name": "roc"}, "mae"],
        },
    ),
    "compiled_for_two_outputs": (
        model_of,
        {
            "layers": TWO_OUTPUTS,
            "optimizer": {"type": "SGD", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
            "loss": {"value": "mse", "kind": "sparse_categorical_crossentropy"},
            "loss_weights": {"value": 0.5, "kind": 2.0},
            "metrics": {"value": ["mae"], "kind": ["accuracy"]},
        },
    ),
}  # fmt: skip


def activations_that_are_layers(_):
    """Functions have no arguments in Keras' JSON, layers that stand for them have."""
    layer = keras.layers
    kinds = [layer.LeakyReLU(negative_slope=0.125), layer.ReLU(max_value=6.0, negative_slope=0.25, threshold=0.5), layer.ELU(alpha=0.5)]
    return keras.Sequential([layer.Input((4,)), *(layer.Dense(3, activation=each) for each in kinds), layer.Activation(layer.Softmax(axis=1))])


def compiled_by_functions(_):
    model = sequential_of({"layers": CLASSES})
    model.compile("adam", keras.losses.sparse_categorical_crossentropy, metrics=[keras.metrics.sparse_categorical_accuracy])
    return model


MORE = {
    "sequential": (sequential_of, {"layers": SEQUENTIAL}),
    "sequential_in_sequential": (sequential_of, {"layers": SEQUENTIAL_INSIDE}),
    "functional_shared_and_frozen": (model_of, {"layers": FUNCTIONAL_INSIDE}),
    "activations_that_are_layers": (activations_that_are_layers, None),
    "compiled_by_functions": (compiled_by_functions, None),
    "dense_with_everything": (model_of, {"layers": layers.on([4], FULL_DENSE)}),
}


def record_case(name, model):
    named = {id(variable): path for path, variable in named_weights(model)}
    return {
        "name": name,
        "keras": json.loads(model.to_json()),
        "weights": [[named[id(each)], list(each.shape)] for each in model.weights],
    }


def record():
    cases, seen = [], []
    for name, made_of, *_ in [*layers.cases(), *special_layers.cases(), *models.cases()]:
        if made_of not in seen:
            cases.append(record_case(name, model_of({"layers": made_of})))
        seen.append(made_of)
    for name, (make, config) in MORE.items():
        cases.append(record_case(name, make(config)))
    for name, (make, config) in COMPILED.items():
        model = make(config)
        compile_model(model, config)
        cases.append(record_case(name, model))
    return cases
