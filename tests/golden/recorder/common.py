"""What every family of golden values shares: our config language as Keras objects, fixed numbers, gradients.

The back end and the float width come from the environment (KERAS_BACKEND, GOLDEN_FLOATX); see record.py.
"""

import os

import keras
import numpy as np

FLOATX = os.environ.get("GOLDEN_FLOATX", "float32")
keras.config.set_floatx(FLOATX)
BACKEND = keras.backend.backend()

if BACKEND == "torch":
    import torch

    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
else:
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)


def numbers(rng, shape, low=-2.0, high=2.0, decimals=3):
    """Uniform numbers with few digits, exact in float32, so that every back end and width starts from the same."""
    return np.float32(np.round(rng.uniform(low, high, shape), decimals))


def noise(rng, shape, scale):
    return np.round(rng.normal(0.0, scale, shape), 3)


def tensor(values):
    """A back-end tensor of the run's float width; integers stay integers."""
    values = np.asarray(values)
    return keras.ops.convert_to_tensor(values.astype(FLOATX) if values.dtype.kind == "f" else values)


def as_numpy(value):
    """A result of the back end as a numpy array."""
    return np.asarray(keras.ops.convert_to_numpy(value))


# ---- our config language ------------------------------------------------------------------------------------------

COMPONENT_MODULES = {
    "initializer": keras.initializers,
    "regularizer": keras.regularizers,
    "constraint": keras.constraints,
}


# Inputs after the first that Keras' call takes by name.
FURTHER_INPUTS = {"CategoryEncoding": ["count_weights"], "Softmax": ["mask"]}


def component(module, spec):
    """A string is Keras' own lookup; an object {"type": T, ...} is module.T(...)."""
    if not isinstance(spec, dict):
        return spec
    arguments = {key: value for key, value in spec.items() if key != "type"}
    return getattr(module, spec["type"])(**arguments)


def layer_of(spec):
    """The Keras layer that one entry of "layers" describes."""
    arguments = {}
    for key, value in spec.items():
        if key in ("type", "inputs", "input_shape"):
            continue
        if key == "layer":  # a wrapper's
            value = layer_of(value)
        suffix = key.rsplit("_", 1)[-1]
        arguments[key] = component(COMPONENT_MODULES[suffix], value) if suffix in COMPONENT_MODULES else value
    return getattr(keras.layers, spec["type"])(**arguments)


def model_of(config):
    """The functional Keras model of a config's "layers"; automatic names start afresh."""
    keras.utils.clear_session(free_memory=False)
    inputs, values, taken, previous = [], {}, set(), None
    for spec in config["layers"]:
        if spec["type"] in ("Input", "InputLayer"):
            made = keras.Input(tuple(spec["shape"]), name=spec.get("name"))
            inputs.append(made)
            name = made._keras_history.operation.name
        else:
            if "input_shape" in spec and previous is None:
                previous = "the input"
                values[previous] = keras.Input(tuple(spec["input_shape"]))
                inputs.append(values[previous])
            names = spec.get("inputs") or [previous]
            taken.update(names)
            layer = layer_of(spec)
            arguments = [values[each] for each in names]
            further = FURTHER_INPUTS.get(spec["type"], []) if len(arguments) > 1 else []
            made = layer(alone(arguments[: len(arguments) - len(further)]), **dict(zip(further, arguments[1:])))
            name = layer.name
        values[name] = made
        previous = name
    outputs = [value for name, value in values.items() if name not in taken]
    return keras.Model(alone(inputs), alone(outputs))


def alone(values):
    """Keras takes one tensor bare, several as a list."""
    return values[0] if len(values) == 1 else values


def sequential_of(config):
    """The keras.Sequential of a config's "layers" that is a chain: what a Keras user would write."""
    keras.utils.clear_session(free_memory=False)
    first = config["layers"][0]
    return keras.Sequential([keras.Input(tuple(first["input_shape"])), *map(layer_of, config["layers"])])


def schedule_of(spec):
    return component(keras.optimizers.schedules, spec)


def optimizer_of(spec):
    """Its learning rate may be a schedule; which weights do not decay is told by a call."""
    if not isinstance(spec, dict):
        return component(keras.optimizers, spec)
    spec = dict(spec)
    if spec["type"] == "MultiOptimizer":
        spec["optimizer_map"] = optimizer_map_of(**spec["optimizer_map"])
    if isinstance(spec.get("learning_rate"), dict):
        spec["learning_rate"] = schedule_of(spec["learning_rate"])
    excluded = spec.pop("exclude_from_weight_decay", None)
    optimizer = component(keras.optimizers, spec)
    if excluded:
        optimizer.exclude_from_weight_decay(var_names=excluded)
    return optimizer


def optimizer_map_of(default_optimizer, optimizer_map=None):
    made = [keras.optimizers.get(optimizer_of(each)) for each in [default_optimizer, *(optimizer_map or {}).values()]]
    return keras.optimizers.OptimizerMap(made[0], dict(zip(optimizer_map or {}, made[1:])))


def callbacks_of(config):
    return [component(keras.callbacks, each) for each in config.get("callbacks", [])]


def loss_of(spec):
    return component(keras.losses, spec)


def metric_of(spec):
    return component(keras.metrics, spec)


def losses_of(spec):
    """One loss, a list by output, or an object keyed by output layer."""
    if isinstance(spec, list):
        return [None if each is None else loss_of(each) for each in spec]
    by_output = isinstance(spec, dict) and "type" not in spec
    return {output: loss_of(each) for output, each in spec.items()} if by_output else loss_of(spec)


def metrics_of(spec):
    """A list of metrics, a list of lists by output, or an object of lists keyed by output layer."""
    if isinstance(spec, dict):
        return {output: metrics_of(each) for output, each in spec.items()}
    return [metrics_of(each) if isinstance(each, list) else each and metric_of(each) for each in spec]


def compile_model(model, config):
    model.compile(
        optimizer=optimizer_of(config["optimizer"]),
        loss=losses_of(config["loss"]),
        loss_weights=config.get("loss_weights"),
        metrics=metrics_of(config.get("metrics", [])),
        weighted_metrics=metrics_of(config.get("weighted_metrics", [])),
        run_eagerly=True,  # no compiler between the formulas and the numbers
    )


def weights_of(model):
    """The list of a model file's "weights": get_weights() order, Keras' paths."""
    return [weight(each.path, as_numpy(each)) for each in model.weights]


def weight(name, values):
    return {"name": name, "shape": list(np.shape(values)), "values": np.asarray(values)}


# ---- gradients ----------------------------------------------------------------------------------------------------


def with_gradients(function, inputs, variables=()):
    """Calls function(list of tensors) -> (list of results, scalar to differentiate).

    Returns (results, gradient by input, gradient by variable) as numpy; None where there is no gradient.
    """
    tensors = [tensor(each) for each in inputs]
    floating = [np.asarray(each).dtype.kind == "f" for each in inputs]
    if BACKEND == "torch":
        return _torch_gradients(function, tensors, floating, variables)
    return _tensorflow_gradients(function, tensors, floating, variables)


def _torch_gradients(function, tensors, floating, variables):
    for each, is_floating in zip(tensors, floating):
        each.requires_grad_(is_floating)
    results, scalar = function(tensors)
    sources = [each for each, is_floating in zip(tensors, floating) if is_floating]
    sources += [each.value for each in variables if each.trainable]
    found = iter(torch.autograd.grad(scalar, sources, allow_unused=True))
    by_input = [_array(next(found)) if is_floating else None for is_floating in floating]
    by_variable = [_array(next(found)) if each.trainable else None for each in variables]
    return [as_numpy(each.detach()) for each in results], by_input, by_variable


def _tensorflow_gradients(function, tensors, floating, variables):
    with tf.GradientTape() as tape:
        for each, is_floating in zip(tensors, floating):
            if is_floating:
                tape.watch(each)
        results, scalar = function(tensors)
    sources = [each for each, is_floating in zip(tensors, floating) if is_floating]
    sources += [each.value for each in variables if each.trainable]
    found = iter([None if each is None else tf.convert_to_tensor(each) for each in tape.gradient(scalar, sources)])
    by_input = [_array(next(found)) if is_floating else None for is_floating in floating]
    by_variable = [_array(next(found)) if each.trainable else None for each in variables]
    return [as_numpy(each) for each in results], by_input, by_variable


def _array(gradient):
    return None if gradient is None else as_numpy(gradient)
