"""layers.json: outputs, gradients and changed state of every layer, and of one graph with two inputs and outputs."""

import zlib

import numpy as np

from recorder import special_layers
from recorder.common import BACKEND, alone, keras, model_of, numbers, tensor, weights_of, with_gradients

ACTIVATIONS = [
    "linear", "relu", "sigmoid", "tanh", "softmax", "elu", "selu", "gelu", "silu", "swish", "softplus", "softsign",
    "leaky_relu", "exponential",
]  # fmt: skip


def on(shape, *layers):
    """A chain of layers behind one Input of this shape."""
    return [{"type": "Input", "name": "x", "shape": list(shape)}, *layers]


def merge(kind, shapes, **arguments):
    """One merging layer over several Inputs."""
    names = [f"x{i}" for i in range(len(shapes))]
    inputs = [{"type": "Input", "name": name, "shape": list(shape)} for name, shape in zip(names, shapes)]
    return [*inputs, {"type": kind, "inputs": names, **arguments}]


def cases():
    """(name, layers, training) of every case."""
    yield "input_only_dense_by_input_shape", [{"type": "Dense", "units": 3, "input_shape": [4]}], False
    yield "input_layer_type", [
        {"type": "InputLayer", "name": "x", "shape": [4]},
        {"type": "Dense", "units": 2},
        {"type": "Dense", "units": 3},
    ], False
    for name in ACTIVATIONS:
        yield f"dense_{name}", on([4], {"type": "Dense", "units": 3, "activation": name}), False
    yield "dense_no_bias", on([4], {"type": "Dense", "units": 3, "use_bias": False}), False
    yield "dense_rank3", on([3, 4], {"type": "Dense", "units": 2, "activation": "tanh"}), False
    yield "dense_rank3_softmax", on([3, 4], {"type": "Dense", "units": 3, "activation": "softmax"}), False
    yield "dense_rank4", on([2, 3, 4], {"type": "Dense", "units": 2}), False
    yield "dense_chain", on(
        [4],
        {"type": "Dense", "units": 5, "activation": "relu"},
        {"type": "Dense", "units": 4, "activation": "tanh", "name": "middle"},
        {"type": "Dense", "units": 2},
    ), False
    for name in ACTIVATIONS:
        yield f"activation_{name}", on([5], {"type": "Activation", "activation": name}), False
    yield "activation_rank3_softmax", on([2, 5], {"type": "Activation", "activation": "softmax"}), False
    for name, arguments in {
        "default": {},
        "max_value": {"max_value": 1.25},
        "negative_slope": {"negative_slope": 0.1},
        "threshold": {"threshold": 0.5},
        "all": {"max_value": 1.25, "negative_slope": 0.2, "threshold": 0.5},
        "max_value_6": {"max_value": 6.0},
    }.items():
        yield f"relu_{name}", on([12], {"type": "ReLU", **arguments}), False
    yield "leaky_relu_default", on([6], {"type": "LeakyReLU"}), False
    yield "leaky_relu_slope", on([6], {"type": "LeakyReLU", "negative_slope": 0.05}), False
    yield "elu_default", on([6], {"type": "ELU"}), False
    yield "elu_alpha", on([6], {"type": "ELU", "alpha": 0.3}), False
    yield "softmax_default", on([5], {"type": "Softmax"}), False
    yield "softmax_rank3", on([3, 5], {"type": "Softmax"}), False
    yield "softmax_rank3_axis_1", on([3, 5], {"type": "Softmax", "axis": 1}), False
    yield "softmax_rank3_axis_-2", on([3, 5], {"type": "Softmax", "axis": -2}), False
    yield "softmax_rank3_axes", on([3, 2], {"type": "Softmax", "axis": [1, 2]}), False
    yield "dropout_inference", on([6], {"type": "Dropout", "rate": 0.4}), False
    yield "dropout_training_rate_0", on([6], {"type": "Dropout", "rate": 0.0}), True
    yield "flatten_rank2", on([4], {"type": "Flatten"}), False
    yield "flatten_rank3", on([3, 2], {"type": "Flatten"}), False
    yield "flatten_rank4", on([2, 3, 2], {"type": "Flatten"}), False
    yield "reshape", on([6], {"type": "Reshape", "target_shape": [2, 3]}), False
    yield "reshape_unknown_last", on([3, 4], {"type": "Reshape", "target_shape": [2, -1]}), False
    yield "reshape_unknown_first", on([12], {"type": "Reshape", "target_shape": [-1, 2, 2]}), False
    yield "reshape_flat", on([3, 2], {"type": "Reshape", "target_shape": [-1]}), False
    yield "reshape_between_dense", on(
        [4], {"type": "Dense", "units": 6}, {"type": "Reshape", "target_shape": [3, 2]}, {"type": "Dense", "units": 2}
    ), False
    yield from batch_normalization_cases()
    yield from layer_normalization_cases()
    yield from merging_cases()
    yield "embedding", on([3], {"type": "Embedding", "input_dim": 5, "output_dim": 2}), False
    yield "embedding_one_index", on([1], {"type": "Embedding", "input_dim": 4, "output_dim": 3}), False
    yield "embedding_scalar", on([], {"type": "Embedding", "input_dim": 4, "output_dim": 3}), False
    yield "embedding_flat_dense", on(
        [2],
        {"type": "Embedding", "input_dim": 6, "output_dim": 2, "name": "table"},
        {"type": "Flatten"},
        {"type": "Dense", "units": 1},
    ), False
    yield from graph_cases()
    # New cases stand at the end: a case's random numbers come from its place.
    yield from more_merging_cases()
    yield from more_normalization_cases()
    yield from shape_cases()
    yield from loss_cases()
    yield from frozen_cases()
    for name, layer in {
        "alpha_dropout": {"type": "AlphaDropout"},
        "spatial_dropout_1d": {"type": "SpatialDropout1D"},
    }.items():
        yield f"{name}_inference", on([2, 3], {**layer, "rate": 0.4}), False
        yield f"{name}_training_rate_0", on([2, 3], {**layer, "rate": 0.0}), True


def batch_normalization_cases():
    for training in (True, False):
        mode = "training" if training else "inference"
        for name, shape, arguments in [
            ("default", [3], {}),
            ("rank3", [2, 3], {}),
            ("rank3_axis_1", [2, 3], {"axis": 1}),
            ("rank4_axis_-1", [2, 2, 3], {"axis": -1}),
            ("no_center", [3], {"center": False}),
            ("no_scale", [3], {"scale": False}),
            ("no_center_no_scale", [3], {"center": False, "scale": False}),
            ("momentum", [3], {"momentum": 0.8}),
            ("epsilon", [3], {"epsilon": 0.1}),
        ]:
            yield f"batch_normalization_{name}_{mode}", on(shape, {"type": "BatchNormalization", **arguments}), training
        yield f"batch_normalization_between_dense_{mode}", on(
            [4],
            {"type": "Dense", "units": 3, "use_bias": False},
            {"type": "BatchNormalization"},
            {"type": "Activation", "activation": "relu"},
            {"type": "Dense", "units": 2},
            {"type": "BatchNormalization"},
        ), training


def layer_normalization_cases():
    for name, shape, arguments in [
        ("default", [5], {}),
        ("rank3", [3, 4], {}),
        ("rank3_axis_1", [3, 4], {"axis": 1}),
        ("rank3_axes", [3, 4], {"axis": [1, 2]}),
        ("rank3_axes_negative", [3, 4], {"axis": [-2, -1]}),
        ("no_center", [5], {"center": False}),
        ("no_scale", [5], {"scale": False}),
        ("no_center_no_scale", [5], {"center": False, "scale": False}),
        ("epsilon", [5], {"epsilon": 0.1}),
    ]:
        yield f"layer_normalization_{name}", on(shape, {"type": "LayerNormalization", **arguments}), False


def merging_cases():
    for kind in ("Add", "Multiply"):
        name = kind.lower()
        yield f"{name}_two", merge(kind, [[4], [4]]), False
        yield f"{name}_three", merge(kind, [[4], [4], [4]]), False
        yield f"{name}_rank3", merge(kind, [[2, 3], [2, 3]]), False
        yield f"{name}_broadcast_last", merge(kind, [[2, 3], [2, 1]]), False
        yield f"{name}_broadcast_middle", merge(kind, [[1, 3], [2, 3]]), False
        yield f"{name}_broadcast_both", merge(kind, [[1, 3], [2, 1]]), False
        yield f"{name}_broadcast_rank", merge(kind, [[2, 3], [3]]), False
        yield f"{name}_same_twice", [
            {"type": "Input", "name": "x", "shape": [4]},
            {"type": kind, "inputs": ["x", "x"]},
        ], False
    yield "concatenate_two", merge("Concatenate", [[2], [3]]), False
    yield "concatenate_three", merge("Concatenate", [[2], [3], [1]]), False
    yield "concatenate_rank3_last", merge("Concatenate", [[2, 3], [2, 1]]), False
    yield "concatenate_rank3_axis_1", merge("Concatenate", [[2, 3], [1, 3]], axis=1), False
    yield "concatenate_rank3_axis_-2", merge("Concatenate", [[2, 3], [1, 3]], axis=-2), False
    yield "concatenate_same_twice", [
        {"type": "Input", "name": "x", "shape": [2]},
        {"type": "Concatenate", "inputs": ["x", "x"]},
        {"type": "Dense", "units": 2},
    ], False


def graph_cases():
    for training in (False, True):
        yield f"graph_two_inputs_two_outputs_{'training' if training else 'inference'}", [
            {"type": "Input", "name": "a", "shape": [3]},
            {"type": "Input", "name": "b", "shape": [2]},
            {"type": "Dense", "units": 4, "activation": "tanh", "name": "left", "inputs": ["a"]},
            {"type": "Dense", "units": 4, "activation": "sigmoid", "name": "right", "inputs": ["b"]},
            {"type": "Add", "name": "sum", "inputs": ["left", "right"]},
            {"type": "Multiply", "name": "product", "inputs": ["left", "right"]},
            {"type": "Concatenate", "name": "all", "inputs": ["sum", "product", "a"]},
            {"type": "BatchNormalization", "name": "normal", "inputs": ["all"]},
            {"type": "Dense", "units": 2, "activation": "softmax", "name": "classes", "inputs": ["normal"]},
            {"type": "Dense", "units": 1, "name": "value", "inputs": ["sum"]},
        ], training
    yield "graph_residual", [
        {"type": "Input", "name": "x", "shape": [4]},
        {"type": "Dense", "units": 4, "activation": "relu"},
        {"type": "Dense", "units": 4},
        {"type": "Add", "inputs": ["x", "dense_1"]},
        {"type": "LayerNormalization"},
        {"type": "Dense", "units": 1},
    ], False
    yield "graph_weights_by_depth", [
        {"type": "Input", "name": "a", "shape": [2]},
        {"type": "Input", "name": "b", "shape": [3]},
        {"type": "Dense", "units": 2, "name": "short", "inputs": ["a"]},
        {"type": "Dense", "units": 3, "name": "long_first", "inputs": ["b"]},
        {"type": "Dense", "units": 2, "name": "long_second"},
        {"type": "Dense", "units": 2, "name": "straight", "inputs": ["a"]},
        {"type": "Add", "name": "sum", "inputs": ["long_second", "straight", "short"]},
        {"type": "Dense", "units": 1, "name": "after_sum", "inputs": ["sum"]},
        {"type": "Dense", "units": 1, "name": "early_output", "inputs": ["a"]},
    ], False


def more_merging_cases():
    for kind in ("Average", "Maximum", "Minimum", "Subtract"):
        name = kind.lower()
        yield f"{name}_two", merge(kind, [[4], [4]]), False
        if kind != "Subtract":
            yield f"{name}_three", merge(kind, [[4], [4], [4]]), False
        yield f"{name}_rank3", merge(kind, [[2, 3], [2, 3]]), False
        yield f"{name}_broadcast_both", merge(kind, [[1, 3], [2, 1]]), False
        yield f"{name}_broadcast_rank", merge(kind, [[2, 3], [3]]), False
        yield f"{name}_same_twice", [
            {"type": "Input", "name": "x", "shape": [4]},
            {"type": kind, "inputs": ["x", "x"]},
        ], False
    for name, shapes, arguments in [
        ("vectors", [[4], [4]], {"axes": 1}),
        ("vectors_cosine", [[4], [4]], {"axes": -1, "normalize": True}),
        ("matrices", [[2, 3], [3, 4]], {"axes": [2, 1]}),
        ("matrices_last", [[2, 3], [4, 3]], {"axes": -1}),
        ("matrices_first", [[3, 2], [3, 4]], {"axes": 1}),
        ("matrices_normalize", [[3, 2], [4, 3]], {"axes": [1, -1], "normalize": True}),
        ("matrix_vector", [[2, 3], [3]], {"axes": [2, 1]}),
        ("vector_matrix", [[3], [2, 3]], {"axes": [1, 2]}),
        ("rank4_rank3", [[2, 3, 2], [3, 2]], {"axes": [2, 1]}),
        ("rank4_rank4", [[2, 3, 2], [4, 2, 3]], {"axes": [2, 3]}),
    ]:
        yield f"dot_{name}", merge("Dot", shapes, **arguments), False
    yield "dot_between_dense", [
        {"type": "Input", "name": "x", "shape": [3]},
        {"type": "Dense", "units": 4, "name": "left", "inputs": ["x"]},
        {"type": "Dense", "units": 4, "name": "right", "inputs": ["x"]},
        {"type": "Dot", "axes": 1, "inputs": ["left", "right"]},
        {"type": "Dense", "units": 2},
    ], False


def more_normalization_cases():
    for name, shape, arguments in [
        ("default", [5], {}),
        ("rank3_axis_1", [3, 4], {"axis": 1}),
        ("rank3_axes", [3, 4], {"axis": [1, 2]}),
    ]:
        yield f"unit_normalization_{name}", on(shape, {"type": "UnitNormalization", **arguments}), False
        if name != "rank3_axis_1":  # Keras' own fails: its scale does not broadcast
            yield f"rms_normalization_{name}", on(shape, {"type": "RMSNormalization", **arguments}), False
    yield "rms_normalization_epsilon", on([5], {"type": "RMSNormalization", "epsilon": 0.1}), False
    for name, shape, arguments in [
        ("two", [6], {"groups": 2}),
        ("all_in_one", [4], {"groups": 1}),
        ("rank3", [3, 4], {"groups": 2}),
        ("rank3_each", [3, 4], {"groups": -1}),
        ("rank3_axis_1", [4, 3], {"groups": 2, "axis": 1}),
        ("rank4_axis_-2", [2, 4, 3], {"groups": 2, "axis": -2}),
        ("no_center", [6], {"groups": 3, "center": False}),
        ("no_scale", [6], {"groups": 3, "scale": False}),
        ("epsilon", [6], {"groups": 3, "epsilon": 0.1}),
    ]:
        yield f"group_normalization_{name}", on(shape, {"type": "GroupNormalization", **arguments}), False
    for name, shape, arguments in [
        ("default", [5], {}),
        ("rank3", [3, 4], {}),
        ("rank3_shared", [3, 4], {"shared_axes": [1]}),
        ("rank3_shared_one", [3, 4], {"shared_axes": 2}),
        ("rank3_shared_all", [3, 4], {"shared_axes": [1, 2]}),
    ]:
        yield f"p_relu_{name}", on(shape, {"type": "PReLU", **arguments}), False


def shape_cases():
    yield "permute", on([2, 3], {"type": "Permute", "dims": [2, 1]}), False
    yield "permute_rank4", on([2, 3, 4], {"type": "Permute", "dims": [3, 1, 2]}), False
    yield "permute_before_dense", on([2, 3], {"type": "Permute", "dims": [2, 1]}, {"type": "Dense", "units": 2}), False
    yield "repeat_vector", on([3], {"type": "RepeatVector", "n": 4}), False
    yield "repeat_vector_before_dense", on([3], {"type": "RepeatVector", "n": 2}, {"type": "Dense", "units": 2}), False
    yield "identity", on([4], {"type": "Identity"}), False
    yield "identity_between_dense", on(
        [4], {"type": "Dense", "units": 3}, {"type": "Identity"}, {"type": "Dense", "units": 2}
    ), False
    yield "rescaling", on([4], {"type": "Rescaling", "scale": 0.5}), False
    yield "rescaling_offset", on([2, 3], {"type": "Rescaling", "scale": 2.0, "offset": -1.0}), False
    yield "rescaling_by_feature", on([2, 3], {"type": "Rescaling", "scale": [0.5, 2.0, 3.0], "offset": [1.0, 0.0, -1.0]}), False


def loss_cases():
    for name, arguments in [("l1", {"l1": 0.1}), ("l2", {"l2": 0.2}), ("both", {"l1": 0.1, "l2": 0.2}), ("default", {})]:
        yield f"activity_regularization_{name}", on([2, 3], {"type": "ActivityRegularization", **arguments}), False
    yield "activity_regularizer", on(
        [4],
        {"type": "Dense", "units": 3, "activation": "tanh", "activity_regularizer": {"type": "L2", "l2": 0.1}},
        {"type": "Dense", "units": 2, "activity_regularizer": "l1"},
    ), False


def frozen_cases():
    for training in (True, False):
        yield f"frozen_{'training' if training else 'inference'}", on(
            [4],
            {"type": "Dense", "units": 3, "trainable": False},
            {"type": "BatchNormalization", "trainable": False},
            {"type": "LayerNormalization"},
            {"type": "PReLU", "trainable": False},
            {"type": "Dense", "units": 2, "kernel_constraint": "non_neg"},
        ), training


def input_values(rng, layers, special, batch):
    """One array per Input. special: a whole number: such ones below it; a float: the share of rows that are zero."""
    inputs = [each for each in layers if each.get("type") in ("Input", "InputLayer")]
    for each in inputs or [{"shape": layers[0]["input_shape"]}]:
        shape = (batch, *each["shape"])
        kind = special.get(each.get("name"))
        if isinstance(kind, int):
            yield rng.integers(0, kind, shape).astype(np.int32)
        else:
            values = numbers(rng, shape)
            yield values if kind is None else values * (rng.uniform(size=shape[:-1]) >= kind)[..., None].astype(np.float32)


def whole_inputs(layers):
    """In front of an Embedding all inputs are whole numbers."""
    limit = next((each["input_dim"] for each in layers if each["type"] == "Embedding"), None)
    return {each.get("name"): limit for each in layers if limit and each["type"] in ("Input", "InputLayer")}


def weight_values(rng, variable):
    """Ordinary weights, and variances and scales that are positive."""
    if variable.name == "count":
        return np.zeros(variable.shape, np.int32)
    if variable.name in ("gamma", "scale", "moving_variance", "variance", "moving_stddev", "renorm_stddev"):
        return numbers(rng, variable.shape, 0.5, 1.5)
    return numbers(rng, variable.shape, -1.0, 1.0)


def set_weights(model, values):
    model.set_weights(values)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()  # it computes with copies


def output_shapes(model, inputs):
    """Of a sample, as they are: what EinsumDense tells of them before is unknown, or wrong behind a long "..."."""
    outputs = model(alone([tensor(each) for each in inputs]))
    return [tuple(each.shape[1:]) for each in (outputs if isinstance(outputs, list) else [outputs])]


def record_case(seed, name, layers, training, special):
    rng = np.random.default_rng(seed)
    model = model_of({"layers": layers})
    set_weights(model, [weight_values(rng, each) for each in model.weights])
    inputs = list(input_values(rng, layers, special, batch=5))
    coefficients = [numbers(rng, (5, *shape), -1.0, 1.0) for shape in output_shapes(model, inputs)]
    before = weights_of(model)

    def forward(tensors):
        outputs = model(alone(tensors), training=training)
        outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        terms = [keras.ops.sum(tensor(c) * y) for c, y in zip(coefficients, outputs)]
        return outputs, sum([*terms[1:], *model.losses], terms[0])

    outputs, by_input, by_weight = with_gradients(forward, inputs, model.weights)
    case = {
        "name": name,
        "model": {"layers": layers},
        "training": training,
        "inputs": inputs,
        "weights": before,
        "outputs": outputs,
        "loss_coefficients": coefficients,
        "input_gradients": by_input,
        "weight_gradients": by_weight,
    }
    if training:
        case["weights_after"] = weights_of(model)
    return case


CANNOT = {
    "torch": {"layer_normalization_rank3_axis_1"},  # its kernel normalises trailing axes only
    "tensorflow": {  # its bincount has no gradient
        "discretization_multi_hot", "discretization_count", "category_encoding_count_weights",
    },
}  # fmt: skip


def record():
    """One entry per case; None where this back end cannot."""
    all_cases = [(1000 + i, *case, whole_inputs(case[1])) for i, case in enumerate(cases())]
    all_cases += [(zlib.crc32(case[0].encode()), *case) for case in special_layers.cases()]
    return [
        None if name in CANNOT.get(BACKEND, ()) else record_case(seed, name, *rest)
        for seed, name, *rest in all_cases
    ]
