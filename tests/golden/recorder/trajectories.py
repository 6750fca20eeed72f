"""trajectories/: whole training jobs: the loss of every step, the history of fit, the weights at the end.

fit and the loop over train_on_batch see the same batches; the recorder asserts that they end at the same weights.
"""

import numpy as np

from recorder import fit_jobs, optimizer_jobs, special_jobs
from recorder.common import (
    BACKEND, FLOATX, alone, as_numpy, callbacks_of, compile_model, keras, model_of, noise, numbers, weights_of,
)  # fmt: skip

OTHER_SEEDS = special_jobs.SEEDS | fit_jobs.SEEDS  # of the other jobs, the place in the list decides


def linear_regression(rng):
    """The tutorial's job, on fewer steps."""
    x = numbers(rng, (100, 2), -1.0, 1.0)
    y = np.round(2 * x[:, :1] + 3 * x[:, 1:] + 4 + noise(rng, (100, 1), 0.2), 4)
    config = {
        "layers": [{"type": "Dense", "units": 1, "input_shape": [2]}],
        "optimizer": {"type": "SGD", "learning_rate": 0.1},
        "loss": "mse",
        "metrics": ["mae", {"type": "RootMeanSquaredError"}],
        "batch_size": 7,
        "validation_split": 0.19,
    }
    return config, {"x": [["x0", "x1"], x]}, [["y"], np.float32(y)]


def classifier(rng):
    """16-64-64-3 with Adam; the class is the largest of three sums of the inputs, plus noise."""
    x = numbers(rng, (60, 16), -1.0, 1.0)
    y = np.argmax(x @ rng.normal(size=(16, 3)) + noise(rng, (60, 3), 0.3), axis=1)
    config = {
        "layers": [
            {"type": "Dense", "units": 64, "activation": "relu", "input_shape": [16]},
            {"type": "Dense", "units": 64, "activation": "relu"},
            {"type": "Dense", "units": 3, "activation": "softmax"},
        ],
        "optimizer": {"type": "Adam", "learning_rate": 0.001},
        "loss": "sparse_categorical_crossentropy",
        "metrics": ["accuracy"],
        "batch_size": 9,
        "validation_split": 0.2,
    }
    return config, {"x": [[f"x{i}" for i in range(16)], x]}, [["class"], np.float32(y[:, None])]


def binary_classifier(rng):
    """BatchNormalization, a sigmoid output, l2 on the kernels, RMSprop."""
    x = numbers(rng, (50, 5), -2.0, 2.0)
    y = np.float32(x @ rng.normal(size=(5, 1)) + noise(rng, (50, 1), 0.8) > 0)
    config = {
        "layers": [
            {
                "type": "Dense",
                "units": 8,
                "activation": "relu",
                "kernel_regularizer": {"type": "L2", "l2": 0.01},
                "input_shape": [5],
            },
            {"type": "BatchNormalization", "momentum": 0.9},
            {"type": "Dense", "units": 1, "activation": "sigmoid", "kernel_regularizer": "l2"},
        ],
        "optimizer": {"type": "RMSprop", "learning_rate": 0.01},
        "loss": "binary_crossentropy",
        "metrics": ["accuracy", "mse"],
        "batch_size": 8,
        "validation_split": 0.25,
    }
    return config, {"x": [[f"x{i}" for i in range(5)], x]}, [["label"], y]


def graph(rng):
    """Whole numbers through an Embedding beside plain numbers, Concatenate, LayerNormalization, gelu, AdamW."""
    ids = rng.integers(0, 7, (50, 3)).astype(np.int32)
    x = numbers(rng, (50, 4), -1.0, 1.0)
    worth = np.round(rng.normal(size=7), 2)
    y = worth[ids].sum(axis=1, keepdims=True) + x[:, :1] * x[:, 1:2] + noise(rng, (50, 1), 0.1)
    config = {
        "layers": [
            {"type": "Input", "name": "ids", "shape": [3]},
            {"type": "Input", "name": "x", "shape": [4]},
            {"type": "Embedding", "input_dim": 7, "output_dim": 3, "inputs": ["ids"]},
            {"type": "Flatten"},
            {"type": "Dense", "units": 6, "activation": "gelu", "inputs": ["x"]},
            {"type": "Concatenate", "inputs": ["flatten", "dense"]},
            {"type": "LayerNormalization"},
            {"type": "Dense", "units": 8, "activation": "gelu"},
            {"type": "Dense", "units": 1},
        ],
        "optimizer": {"type": "AdamW", "learning_rate": 0.01, "weight_decay": 0.02},
        "loss": "mse",
        "metrics": ["mae"],
        "batch_size": 7,
        "validation_split": 0.25,
        "data": {"inputs": {"ids": ["t0", "t1", "t2"], "x": ["x0", "x1", "x2", "x3"]}, "target": "y"},
    }
    inputs = {"ids": [["t0", "t1", "t2"], ids], "x": [["x0", "x1", "x2", "x3"], x]}
    return config, inputs, [["y"], np.float32(np.round(y, 4))]


def two_outputs(rng):
    """A shared layer, a regression and a classification head, losses weighted."""
    x = numbers(rng, (40, 4), -1.0, 1.0)
    value = np.round(x[:, :1] - 2 * x[:, 1:2] + noise(rng, (40, 1), 0.1), 4)
    kind = np.argmax(x @ rng.normal(size=(4, 3)), axis=1)
    config = {
        "layers": [
            {"type": "Input", "name": "x", "shape": [4]},
            {"type": "Dense", "units": 6, "activation": "tanh", "name": "shared"},
            {"type": "Dense", "units": 1, "name": "value", "inputs": ["shared"]},
            {
                "type": "Dense",
                "units": 3,
                "activation": "softmax",
                "name": "kind",
                "kernel_regularizer": {"type": "L1", "l1": 0.005},
                "inputs": ["shared"],
            },
        ],
        "optimizer": {"type": "SGD", "learning_rate": 0.05, "momentum": 0.9, "nesterov": True},
        "loss": {"value": "mse", "kind": "sparse_categorical_crossentropy"},
        "loss_weights": {"value": 0.7, "kind": 1.5},
        "metrics": {"value": ["mae"], "kind": ["accuracy"]},
        "batch_size": 6,
        "validation_split": 0.2,
        "data": {"target": {"value": ["y"], "kind": ["class"]}},
    }
    targets = [["y"], np.float32(value)], [["class"], np.float32(kind[:, None])]
    return config, {"x": [[f"x{i}" for i in range(4)], x]}, *targets


def held(rng):
    """Constraints on weights, penalties on outputs, layers that are not trained."""
    x = numbers(rng, (40, 4), -1.0, 1.0)
    y = np.round(3 * x[:, :1] - 2 * x[:, 1:2] * x[:, 2:3] + noise(rng, (40, 1), 0.1), 4)
    config = {
        "layers": [
            {
                "type": "Dense",
                "units": 8,
                "activation": "tanh",
                "kernel_constraint": {"type": "MaxNorm", "max_value": 0.9},
                "bias_constraint": "non_neg",
                "activity_regularizer": {"type": "L2", "l2": 0.01},
                "input_shape": [4],
            },
            {"type": "BatchNormalization", "trainable": False},
            {"type": "Dense", "units": 6, "activation": "mish", "trainable": False, "kernel_regularizer": "l2"},
            {"type": "ActivityRegularization", "l1": 0.02},
            {"type": "Dense", "units": 1, "kernel_constraint": {"type": "MinMaxNorm", "min_value": 0.5, "rate": 0.5}},
        ],
        "optimizer": {"type": "SGD", "learning_rate": 0.1, "weight_decay": 0.01},
        "loss": "mse",
        "metrics": ["mae"],
        "batch_size": 7,
        "validation_split": 0.2,
    }
    return config, {"x": [[f"x{i}" for i in range(4)], x]}, [["y"], np.float32(y)]


def weighted(rng):
    """A column of sample weights, some of them 0; the same metric with and without them."""
    x = numbers(rng, (60, 4), -1.0, 1.0)
    y = np.argmax(x @ rng.normal(size=(4, 3)) + noise(rng, (60, 3), 0.3), axis=1)
    weights = np.round(rng.uniform(-0.5, 2.5, (60, 1)).clip(0), 2)
    config = {
        "layers": [
            {"type": "Dense", "units": 8, "activation": "tanh", "kernel_regularizer": "l2", "input_shape": [4]},
            {"type": "Dense", "units": 3, "activation": "softmax"},
        ],
        "optimizer": {"type": "Adam", "learning_rate": 0.02},
        "loss": "sparse_categorical_crossentropy",
        "metrics": ["accuracy", {"type": "SparseCategoricalCrossentropy"}],
        "weighted_metrics": ["accuracy", {"type": "SparseCategoricalCrossentropy"}, {"type": "SparseTopKCategoricalAccuracy", "k": 2}],
        "batch_size": 7,
        "validation_split": 0.2,
        "data": {"sample_weight": "w"},
    }
    return config, {"x": [[f"x{i}" for i in range(4)], x]}, [["class"], np.float32(y[:, None])], {"w": np.float32(weights)}


def class_weights(rng):
    """Classes of unequal weight: in the loss and in weighted metrics, not in metrics, and not in validation."""
    x = numbers(rng, (50, 3), -1.0, 1.0)
    y = np.float32(x @ rng.normal(size=(3, 1)) + noise(rng, (50, 1), 0.5) > 0.6)
    config = {
        "layers": [
            {"type": "Dense", "units": 5, "activation": "relu", "input_shape": [3]},
            {"type": "Dense", "units": 1, "activation": "sigmoid"},
        ],
        "optimizer": {"type": "RMSprop", "learning_rate": 0.02},
        "loss": "binary_crossentropy",
        "metrics": ["accuracy"],
        "weighted_metrics": ["accuracy", "mse"],
        "class_weight": {"0": 0.4, "1": 3},
        "batch_size": 8,
        "validation_split": 0.3,
    }
    return config, {"x": [[f"x{i}" for i in range(3)], x]}, [["label"], y]


def weighted_outputs(rng):
    """Weights for each output, losses reduced otherwise than by their mean."""
    x = numbers(rng, (40, 4), -1.0, 1.0)
    value = np.round(x[:, :2] - 2 * x[:, 1:3] + noise(rng, (40, 2), 0.1), 4)
    kind = np.argmax(x @ rng.normal(size=(4, 3)), axis=1)
    config = {
        "layers": [
            {"type": "Input", "name": "x", "shape": [4]},
            {"type": "Dense", "units": 6, "activation": "tanh", "name": "shared"},
            {"type": "Dense", "units": 2, "name": "value", "inputs": ["shared"]},
            {"type": "Dense", "units": 3, "activation": "softmax", "name": "kind", "inputs": ["shared"]},
        ],
        "optimizer": {"type": "SGD", "learning_rate": 0.02},
        "loss": {
            "value": {"type": "Huber", "reduction": "mean_with_sample_weight"},
            "kind": {"type": "SparseCategoricalCrossentropy", "reduction": "sum"},
        },
        "loss_weights": {"value": 2, "kind": 0.25},
        "metrics": {"value": ["mae"], "kind": ["accuracy"]},
        "weighted_metrics": {"value": ["mae", {"type": "RootMeanSquaredError"}], "kind": ["accuracy"]},
        "batch_size": 6,
        "validation_split": 0.2,
        "data": {
            "target": {"value": ["y0", "y1"], "kind": ["class"]},
            "sample_weight": {"value": "wv", "kind": "wk"},
        },
    }
    weights = {name: numbers(rng, (40, 1), 0.0, 3.0, decimals=2) for name in ("wv", "wk")}
    targets = [["y0", "y1"], np.float32(value)], [["class"], np.float32(kind[:, None])]
    return config, {"x": [[f"x{i}" for i in range(4)], x]}, *targets, weights


def shared(rng):
    """Two inputs through the same layers, BatchNormalization among them, once more behind each other."""
    x = numbers(rng, (40, 8), -1.0, 1.0)
    y = np.round(np.abs(x[:, :1] - x[:, 4:5]) + x[:, 1:2] * x[:, 5:6] + noise(rng, (40, 1), 0.1), 4)
    config = {
        "layers": [
            {"type": "Input", "name": "a", "shape": [4]},
            {"type": "Input", "name": "b", "shape": [4]},
            {
                "type": "Dense",
                "units": 4,
                "activation": "tanh",
                "name": "tower",
                "kernel_regularizer": {"type": "L2", "l2": 0.01},
                "activity_regularizer": {"type": "L2", "l2": 0.02},
                "inputs": ["a"],
            },
            {"shared": "tower", "inputs": ["b"]},
            {"type": "BatchNormalization", "momentum": 0.8, "name": "normal", "inputs": ["tower"]},
            {"shared": "normal", "inputs": ["tower[1]"]},
            {"shared": "tower", "name": "deeper", "inputs": ["normal"]},
            {"type": "Concatenate", "inputs": ["deeper", "normal[1]", "tower[1]"]},
            {"type": "Dense", "units": 1},
        ],
        "optimizer": {"type": "SGD", "learning_rate": 0.05, "momentum": 0.9},
        "loss": "mse",
        "metrics": ["mae"],
        "batch_size": 7,
        "validation_split": 0.2,
        "data": {"inputs": {"a": ["a0", "a1", "a2", "a3"], "b": ["b0", "b1", "b2", "b3"]}, "target": "y"},
    }
    inputs = {each: [[f"{each}{i}" for i in range(4)], part] for each, part in (("a", x[:, :4]), ("b", x[:, 4:]))}
    return config, inputs, [["y"], np.float32(y)]


def nested(rng):
    """A Sequential and a graph of two outputs as layers, one of them called twice, another one frozen."""
    x = numbers(rng, (45, 6), -1.0, 1.0)
    y = np.argmax(x @ rng.normal(size=(6, 3)) + noise(rng, (45, 3), 0.2), axis=1)
    config = {
        "layers": [
            {"type": "Input", "name": "x", "shape": [6]},
            {
                "type": "Sequential",
                "name": "encoder",
                "layers": [
                    {"type": "Dense", "units": 8, "activation": "relu", "kernel_regularizer": "l2"},
                    {"type": "BatchNormalization", "momentum": 0.9},
                    {"type": "Sequential", "layers": [{"type": "Dense", "units": 6}]},
                ],
            },
            {"shared": "encoder", "name": "twice"},
            {
                "type": "Model",
                "name": "halves",
                "inputs": ["twice", "x"],
                "layers": [
                    {"type": "Input", "name": "one", "shape": [6]},
                    {"type": "Input", "name": "other", "shape": [6]},
                    {"type": "Dense", "units": 4, "activation": "tanh", "name": "left", "inputs": ["one"]},
                    {"type": "Dense", "units": 4, "name": "right", "inputs": ["other"]},
                    {"type": "Multiply", "inputs": ["left", "right"], "name": "product"},
                ],
                "outputs": ["product", "left"],
            },
            {
                "type": "Sequential",
                "name": "fixed",
                "trainable": False,
                "inputs": ["halves/left"],
                "layers": [{"type": "Dense", "units": 4, "activation": "sigmoid"}, {"type": "BatchNormalization"}],
            },
            {"type": "Concatenate", "inputs": ["halves", "fixed"]},
            {"type": "Dense", "units": 3, "activation": "softmax"},
        ],
        "optimizer": {"type": "Adam", "learning_rate": 0.01},
        "loss": "sparse_categorical_crossentropy",
        "metrics": ["accuracy"],
        "batch_size": 8,
        "validation_split": 0.2,
    }
    return config, {"x": [[f"x{i}" for i in range(6)], x]}, [["class"], np.float32(y[:, None])]


SEEDS = OTHER_SEEDS | {shared: 8009, nested: 8010}
JOBS = [
    linear_regression,
    classifier,
    binary_classifier,
    graph,
    two_outputs,
    held,
    weighted,
    class_weights,
    weighted_outputs,
    *optimizer_jobs.JOBS,
    *SEEDS,
]


def initial_weights(rng, model):
    """Kernels as wide as glorot_uniform's, the rest as Keras starts it; few digits."""
    for variable in model.weights:
        if variable.name in ("kernel", "embeddings"):
            limit = (6.0 / sum(variable.shape)) ** 0.5
            yield numbers(rng, variable.shape, -limit, limit, decimals=4)
        elif variable.name in ("mean", "variance", "count"):
            yield np.asarray(keras.ops.convert_to_numpy(variable))  # adapted
        elif variable.name == "vector_u":
            yield numbers(rng, variable.shape)
        else:
            start = 1.0 if variable.name in ("gamma", "moving_variance") else 0.0
            yield np.full(variable.shape, start, np.float32)


def adapt(model, rows):
    """Each layer that learns from the rows does so, from what the layers in front of it make of them."""
    for layer in model.layers:
        if isinstance(layer, (keras.layers.Normalization, keras.layers.Discretization)):
            layer.adapt(as_numpy(keras.Model(model.inputs, layer.input)(alone(rows))))


def compiled(config, arrays, weights=None):
    model = model_of(config)
    adapt(model, [each[: int(len(each) * (1 - config["validation_split"]))] for each in arrays])
    compile_model(model, config)
    if weights is not None:
        model.set_weights(weights)
    return model


def averages(optimizer):
    return any(each.use_ema for each in getattr(optimizer, "optimizers", [optimizer]))


FIT_OPTIONS = (
    "epochs", "initial_epoch", "steps_per_epoch", "validation_split", "validation_freq", "validation_batch_size",
    "validation_steps",
)  # fmt: skip


def batches(config, rows):
    """The rows of each step that fit takes."""
    steps = config.get("steps_per_epoch")
    size = config.get("batch_size") or -(-rows // steps)
    first = rows
    for _ in range(config.get("initial_epoch", 0), config["epochs"]):
        first = 0 if steps is None or first >= rows else first
        for _ in range(steps or rows):
            if first >= rows:
                break
            yield slice(first, min(first + size, rows))
            first += size


def record_job(number, job):
    rng = np.random.default_rng(SEEDS.get(job, 8000 + number))
    config, inputs, *targets = job(rng)
    weights = targets.pop() if isinstance(targets[-1], dict) else {}  # columns of sample weights
    config |= {"epochs": config.get("epochs", 3), "shuffle": False}
    arrays = [array if array.dtype.kind == "i" else array.astype(FLOATX) for _, array in inputs.values()]
    wanted = [array.astype(FLOATX) for _, array in targets]
    counted = [array[:, 0].astype(FLOATX) for array in weights.values()]
    class_weight = {int(key): value for key, value in config.get("class_weight", {}).items()} or None
    start = list(initial_weights(rng, compiled(config, arrays)))

    fitted = compiled(config, arrays, start)
    history = fitted.fit(
        alone(arrays),
        alone(wanted),
        batch_size=config.get("batch_size"),
        shuffle=False,
        **{name: config[name] for name in FIT_OPTIONS if name in config},
        sample_weight=alone(counted) if counted else None,
        class_weight=class_weight,
        callbacks=callbacks_of(config),
        verbose=0,
    ).history

    by_hand = compiled(config, arrays, start)
    before = weights_of(by_hand)
    rows, losses = int(len(wanted[0]) * (1 - config["validation_split"])), []
    for batch in batches(config, rows):
        given, answers, weight = (alone([each[batch] for each in group]) for group in (arrays, wanted, counted))
        weight = weight if counted else None
        logs = by_hand.train_on_batch(given, answers, weight, class_weight, return_dict=True)
        losses.append(logs["loss"])
    before_end = weights_of(by_hand)
    by_hand.optimizer.finalize_variable_values(by_hand.trainable_weights)
    for one, other in zip(fitted.get_weights(), by_hand.get_weights() if not config.get("callbacks") else []):
        assert np.array_equal(one, other), "fit and train_on_batch walk the same way"

    return {
        "name": job.__name__,
        "config": config,
        "data": f"{job.__name__}.csv",
        "training_rows": rows,
        "inputs": [array for _, array in inputs.values()],
        "targets": [array for _, array in targets],
        "initial_weights": before,
        "step_losses": np.asarray(losses, FLOATX),
        **({"weights_before_end": before_end} if averages(by_hand.optimizer) else {}),
        "final_weights": weights_of(fitted),
        "history": {key: np.asarray(values, FLOATX) for key, values in history.items()},
        "csv": csv_of([*inputs.values(), *([[name], array] for name, array in weights.items()), *targets]),
    }


def csv_of(parts):
    """A header and the rows, the targets last: what nntrain fit reads."""
    lines = [",".join(name for names, _ in parts for name in names)]
    for row in zip(*(array.reshape(len(array), -1) for _, array in parts)):
        lines.append(",".join(str(value).removesuffix(".0") for values in row for value in values))
    return "\n".join(lines) + "\n"


# Its optimizers square each occurrence of a repeated index by itself, not their sum (README.md).
TENSORFLOW_DIFFERS = {graph}


def record():
    """One entry per job; None where this back end computes something else."""
    return [
        None if BACKEND == "tensorflow" and job in TENSORFLOW_DIFFERS else record_job(number, job)
        for number, job in enumerate(JOBS)
    ]
