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
elif BACKEND == "tensorflow":
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


def activation_of(spec):
    """An object is the function with these options."""
    if not isinstance(spec, dict):
        return spec
    options = {key: value for key, value in spec.items() if key != "type"}
    return lambda x: getattr(keras.activations, spec["type"])(x, **options)


def layer_of(spec):
    """The Keras layer that one entry of "layers" describes."""
    arguments = {}
    for key, value in spec.items():
        if key in ("type", "inputs", "input_shape"):
            continue
        if key == "layer":  # a wrapper's
            value = layer_of(value)
        suffix = key.rsplit("_", 1)[-1]
        if suffix in COMPONENT_MODULES:
            value = component(COMPONENT_MODULES[suffix], value)
        arguments[key] = activation_of(value) if key == "activation" else value
    return getattr(keras.layers, spec["type"])(**arguments)


def model_of(config):
    """The functional Keras model of a config's "layers"; automatic names start afresh."""
    keras.utils.clear_session(free_memory=False)
    return graph_of(config["layers"], config.get("outputs"))[0]


def graph_of(layers, wanted=None, name=None):
    """The functional model of a list of layers, and the names of its outputs."""
    inputs, values, made, calls, taken, previous = [], {}, {}, {}, set(), None
    for spec in layers:
        kind = spec.get("type")
        if kind in ("Input", "InputLayer"):
            tensor = keras.Input(tuple(spec["shape"]), name=spec.get("name"))
            inputs.append(tensor)
            previous = tensor._keras_history.operation.name
            values[previous] = {"": tensor}
            continue
        if "input_shape" in spec and previous is None:
            inputs.append(keras.Input(tuple(spec["input_shape"])))
            previous = "the input"
            values[previous] = {"": inputs[0]}
        names = spec.get("inputs") or [previous]
        taken.update(each.split("/")[0] for each in names)
        layer, outputs = made[spec["shared"]] if "shared" in spec else any_layer_of(spec)
        made[layer.name] = layer, outputs
        arguments = [tensor for each in names for tensor in tensors_of(values, each)]
        further = FURTHER_INPUTS.get(kind, []) if len(arguments) > 1 else []
        result = layer(alone(arguments[: len(arguments) - len(further)]), **dict(zip(further, arguments[1:])))
        calls[layer.name] = calls.get(layer.name, -1) + 1
        previous = layer.name
        if "shared" in spec:
            previous = spec.get("name") or f"{layer.name}[{calls[layer.name]}]"
        values[previous] = dict(zip(outputs, result if isinstance(result, (list, tuple)) else [result]))
    names = wanted or [each for each in values if each not in taken]
    tensors = [tensor for each in names for tensor in tensors_of(values, each)]
    model = keras.Model(alone(inputs), alone(tensors), name=name)
    return model, names if len(tensors) > 1 else [""]


def tensors_of(values, name):
    """All outputs of a call, or one of a model's: "encoder/mean"."""
    call, _, output = name.partition("/")
    return [values[call][output]] if output else list(values[call].values())


def any_layer_of(spec):
    """A layer or a model that stands as one, and the names of its outputs."""
    if spec["type"] in ("Functional", "Model"):
        layer, outputs = graph_of(spec["layers"], spec.get("outputs"), spec.get("name"))
    elif spec["type"] == "Sequential":
        layer, outputs = stack_of(spec), [""]
    else:
        return layer_of(spec), [""]
    if not spec.get("trainable", True):
        layer.trainable = False
    return layer, outputs


def stack_of(spec):
    """The keras.Sequential that an entry of "layers" describes."""
    made, stack = {}, []
    for each in spec["layers"]:
        if each.get("type") in ("Input", "InputLayer"):
            stack.append(keras.Input(tuple(each["shape"]), name=each.get("name")))
            continue
        layer = made[each["shared"]] if "shared" in each else any_layer_of(each)[0]
        made[layer.name] = layer
        stack.append(layer)
    return keras.Sequential(stack, name=spec.get("name"))


def alone(values):
    """Keras takes one tensor bare, several as a list."""
    return values[0] if len(values) == 1 else values


def sequential_of(config):
    """The keras.Sequential of a config's "layers" that is a chain: what a Keras user would write."""
    keras.utils.clear_session(free_memory=False)
    first = config["layers"][0]
    layers = [any_layer_of(each)[0] for each in config["layers"]]
    return keras.Sequential([keras.Input(tuple(first["input_shape"])), *layers])


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
    return {output: each and loss_of(each) for output, each in spec.items()} if by_output else loss_of(spec)


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
    """The list of a model file's "weights": get_weights() order, and names that lead to the layer from outside.

    Keras' own paths leave out a functional model that stands as a layer, since its layers are built before it is.
    """
    found = {id(variable): (name, variable) for name, variable in reversed(list(named_weights(model)))}
    assert found.keys() == {id(each) for each in model.weights}
    return [weight(found[id(each)][0], as_numpy(each)) for each in model.weights]


def named_weights(model, prefix=""):
    """(name, variable) in get_weights() order."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from named_weights(layer, f"{prefix}{layer.name}/")
        else:
            for variable in layer.weights:
                yield prefix + variable.path[variable.path.rindex(f"{layer.name}/") :], variable


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
