"""Cases of layers.json for layers that are random, learn from data, compute with whole numbers, wrap or mask.

A case is (name, layers, training, special): `special` names inputs that are not ordinary numbers: whole ones below an
integer, or such whose rows are with some probability, a float, nothing but zeros.
"""


def on(shape, *layers):
    """A chain of layers behind one Input of this shape."""
    return [{"type": "Input", "name": "x", "shape": list(shape)}, *layers]


def cases():
    yield from random_cases()
    yield from normalization_cases()
    yield from category_cases()
    yield from einsum_cases()
    yield from renormalisation_cases()
    yield from wrapper_cases()
    yield from mask_cases()


def random_cases():
    for shape in ([3], [3, 2], [3, 2, 2]):
        layer = {"type": "Flatten", "data_format": "channels_first"}
        yield f"flatten_channels_first_rank{len(shape) + 1}", on(shape, layer), False, {}
    for name, layer, nothing in [
        ("gaussian_noise", {"type": "GaussianNoise", "stddev": 0.4}, {"stddev": 0.0}),
        ("gaussian_dropout", {"type": "GaussianDropout", "rate": 0.4}, {"rate": 0.0}),
    ]:
        yield f"{name}_inference", on([2, 3], layer), False, {}
        yield f"{name}_training_none", on([2, 3], layer | nothing), True, {}


def normalization_cases():
    for name, shape, arguments in [
        ("learnt", [3], {}),
        ("learnt_invert", [3], {"invert": True}),
        ("learnt_rank3", [2, 3], {}),
        ("learnt_axis_1", [2, 3], {"axis": 1}),
        ("learnt_axes", [2, 3, 2], {"axis": [3, 1]}),
        ("learnt_all", [2, 3], {"axis": None}),
        ("given_number", [2, 3], {"mean": 0.5, "variance": 2.0}),
        ("given_number_all", [2, 3], {"axis": None, "mean": 0.5, "variance": 2.0}),
        ("given_row", [2, 3], {"mean": [0.5, -1.0, 2.0], "variance": [1.0, 4.0, 0.0]}),
        ("given_invert", [3], {"mean": [0.5, -1.0, 2.0], "variance": [1.0, 4.0, 0.25], "invert": True}),
        ("given_axes", [2, 3], {
            "axis": [1, 2], "mean": [[0.5, -1.0, 2.0], [1.0, 0.0, 3.0]], "variance": [[1.0, 4.0, 2.0], [0.5, 3.0, 1.5]]
        }),
        ("given_last_of_axes", [2, 3], {"axis": [1, 2], "mean": [0.5, -1.0, 2.0], "variance": [1.0, 4.0, 2.0]}),
    ]:  # fmt: skip
        yield f"normalization_{name}", on(shape, {"type": "Normalization", **arguments}), False, {}
    yield "normalization_between_dense_training", on(
        [4], {"type": "Dense", "units": 3}, {"type": "Normalization"}, {"type": "Dense", "units": 2}
    ), True, {}


def category_cases():
    bins = {"type": "Discretization", "bin_boundaries": [-1.0, 0.25, 1.0]}
    for mode in ("int", "one_hot", "multi_hot", "count"):
        yield f"discretization_{mode}", on([3], bins | {"output_mode": mode}, {"type": "Dense", "units": 2}), False, {}
    yield "discretization_one_hot_single", on([1], bins | {"output_mode": "one_hot"}, {"type": "Dense", "units": 2}), False, {}
    yield "discretization_int_rank3", on([2, 3], bins, {"type": "Dense", "units": 2}), False, {}
    yield "discretization_one_hot_rank3", on([2, 3], bins | {"output_mode": "one_hot"}, {"type": "Dense", "units": 2}), False, {}
    yield "discretization_embedding", on(
        [3], bins, {"type": "Embedding", "input_dim": 4, "output_dim": 2}, {"type": "Flatten"}, {"type": "Dense", "units": 2}
    ), False, {}
    for mode in ("one_hot", "multi_hot", "count"):
        layer = {"type": "CategoryEncoding", "num_tokens": 5, "output_mode": mode}
        yield f"category_encoding_{mode}", on([3], layer, {"type": "Dense", "units": 2}), False, {"x": 5}
    yield "category_encoding_default", on(
        [4], {"type": "CategoryEncoding", "num_tokens": 3}, {"type": "Dense", "units": 2}
    ), False, {"x": 3}
    yield "category_encoding_one_hot_single", on(
        [1], {"type": "CategoryEncoding", "num_tokens": 4, "output_mode": "one_hot"}, {"type": "Dense", "units": 2}
    ), False, {"x": 4}
    yield "category_encoding_count_weights", [
        {"type": "Input", "name": "x", "shape": [3]},
        {"type": "Input", "name": "weights", "shape": [3]},
        {"type": "CategoryEncoding", "num_tokens": 4, "output_mode": "count", "inputs": ["x", "weights"]},
        {"type": "Dense", "units": 2},
    ], False, {"x": 4}


def einsum_cases():
    for name, shape, equation, output_shape, arguments in [
        ("dense", [4], "ab,bc->ac", 3, {"bias_axes": "c"}),
        ("sequence", [3, 4], "abc,cd->abd", [None, 2], {"bias_axes": "d"}),
        ("sequence_sizes", [3, 4], "abc,cd->abd", [3, 2], {"activation": "tanh"}),
        ("left_elided", [3, 4], "...x,xy->...y", 2, {"bias_axes": "y"}),
        ("left_elided_flat", [4], "...x,xy->...y", 2, {}),
        ("left_elided_rank4", [2, 3, 4], "...x,xy->...y", 2, {"bias_axes": "y", "activation": "softmax"}),
        ("left_elided_two", [2, 3, 4], "...xz,xzy->...y", 2, {"bias_axes": "y"}),
        ("right_elided", [3, 4], "ab...,bc->ac...", 2, {"bias_axes": "c"}),
        ("right_elided_rank4", [3, 2, 2], "ab...,bc->ac...", 4, {"bias_axes": "c"}),
        ("heads", [3, 4], "abc,cde->abde", [None, 2, 3], {"bias_axes": "de"}),
        ("heads_bias_first", [3, 4], "abc,cde->abde", [None, 2, 3], {"bias_axes": "d"}),
        ("heads_bias_sequence", [3, 4], "abc,cde->abde", [3, 2, 3], {"bias_axes": "be"}),
        ("heads_joined", [3, 2, 4], "abcd,cde->abe", [None, 5], {"bias_axes": "e"}),
        ("transposed_result", [3, 4], "abc,cd->adb", [2, None], {"bias_axes": "d"}),
        ("transposed_kernel", [3, 4], "abc,dc->abd", [None, 2], {}),
        ("shared", [3, 4], "abc,bcd->abd", [3, 2], {"bias_axes": "bd"}),
        ("shared_last", [3, 4], "abc,cb->ac", 4, {}),
        ("shared_all", [3, 4], "abc,bc->abc", [3, 4], {"bias_axes": "c"}),
        ("shared_in_the_middle", [2, 3, 4], "abcd,dce->aecb", [5, 3, None], {"bias_axes": "ec"}),
        ("outer", [3], "ab,cd->abcd", [3, 2, 2], {}),
        ("summed", [3, 4], "abc,cd->ad", 2, {"bias_axes": "d"}),
        ("summed_two", [2, 3, 4], "abcd,ce->ae", 2, {}),
    ]:
        layer = {"type": "EinsumDense", "equation": equation, "output_shape": output_shape, **arguments}
        yield f"einsum_dense_{name}", on(shape, layer), False, {}


def renormalisation_cases():
    for name, shape, arguments in [
        ("default", [3], {}),
        ("rank3_axis_1", [2, 3], {"axis": 1}),
        ("clipped", [3], {"renorm_clipping": {"rmin": 0.9, "rmax": 1.1, "dmax": 0.2}}),
        ("clipped_above", [3], {"renorm_clipping": {"rmax": 1.2}, "renorm_momentum": 0.8, "momentum": 0.7}),
        ("no_scale", [3], {"scale": False}),
        ("no_center", [3], {"center": False}),
    ]:
        layer = {"type": "BatchNormalization", "renorm": True, **arguments}
        yield f"batch_renormalization_{name}_training", on(shape, layer), True, {}
    yield "batch_renormalization_inference", on([3], {"type": "BatchNormalization", "renorm": True}), False, {}


def wrapper_cases():
    for training in (True, False):
        mode = "training" if training else "inference"
        dense = {"type": "Dense", "units": 3, "activation": "tanh"}
        yield f"spectral_normalization_dense_{mode}", on([4], {"type": "SpectralNormalization", "layer": dense}), training, {}
    for name, shape, layer, special in [
        ("no_bias", [4], {"type": "Dense", "units": 3, "use_bias": False}, {}),
        ("regularizer", [4], {"type": "Dense", "units": 3, "kernel_regularizer": "l2", "activity_regularizer": "l2"}, {}),
        ("inner_frozen", [4], {"type": "Dense", "units": 3, "trainable": False, "name": "inside"}, {}),
        ("einsum", [3, 4], {"type": "EinsumDense", "equation": "abc,cde->abde", "output_shape": [3, 2, 3], "bias_axes": "de"}, {}),
        ("embedding", [2], {"type": "Embedding", "input_dim": 5, "output_dim": 3}, {"x": 5}),
    ]:  # fmt: skip
        layers = on(shape, {"type": "SpectralNormalization", "layer": layer}, {"type": "Dense", "units": 2})
        yield f"spectral_normalization_{name}_training", layers, True, special
    yield "spectral_normalization_iterations_training", on(
        [4],
        {"type": "Dense", "units": 5},
        {"type": "SpectralNormalization", "layer": {"type": "Dense", "units": 3}, "power_iterations": 3},
        {"type": "SpectralNormalization", "layer": {"type": "Dense", "units": 2}},
        {"type": "Dense", "units": 2},
    ), True, {}
    yield "spectral_normalization_twice_training", on(
        [4],
        {"type": "SpectralNormalization", "layer": {"type": "SpectralNormalization", "layer": {"type": "Dense", "units": 3}}},
    ), True, {}


def mask_cases():
    """A mask shows in what BatchNormalization takes for the batch."""
    normal, masking = {"type": "BatchNormalization"}, {"type": "Masking"}
    yield "masking", on([4, 2], masking), False, {"x": 0.4}
    yield "masking_vector", on([2], masking), False, {"x": 0.4}
    yield "masking_value", on([4, 1], {"type": "Masking", "mask_value": 2.0}, {"type": "Dense", "units": 2}, normal), True, {"x": 3}
    for name, shape, layers in [
        ("normalized", [4, 2], [masking, normal]),
        ("normalized_axis_1", [4, 2], [masking, normal | {"axis": 1}]),
        ("normalized_vector", [2], [masking, normal]),
        ("renormalized", [4, 2], [masking, normal | {"renorm": True}]),
        ("passed", [4, 2], [
            masking, {"type": "Dense", "units": 3}, {"type": "Activation", "activation": "tanh"}, {"type": "LeakyReLU"},
            {"type": "Dropout", "rate": 0.0}, {"type": "LayerNormalization"}, {"type": "PReLU"},
            {"type": "Rescaling", "scale": 2.0}, {"type": "Identity"}, {"type": "UnitNormalization"}, normal,
        ]),
        ("lost_in_reshape", [4, 2], [masking, {"type": "Reshape", "target_shape": [4, 2]}, normal]),
        ("lost_in_flatten", [2], [masking, {"type": "Flatten"}, normal]),
        ("lost_in_rms_normalization", [4, 2], [masking, {"type": "RMSNormalization"}, normal]),
        ("lost_in_einsum_dense", [4, 2], [
            masking, {"type": "EinsumDense", "equation": "...x,xy->...y", "output_shape": 2}, normal,
        ]),
    ]:  # fmt: skip
        yield f"mask_{name}_training", on(shape, *layers), True, {"x": 0.4}
    for kind in ("Add", "Multiply", "Maximum", "Concatenate"):
        for name, masked in [("both", True), ("one", False)]:
            yield f"mask_{kind.lower()}_{name}_training", [
                {"type": "Input", "name": "x", "shape": [4, 2]},
                {"type": "Input", "name": "y", "shape": [4, 2]},
                {"type": "Masking", "name": "x_masked", "inputs": ["x"]},
                {"type": "Masking" if masked else "Identity", "name": "y_masked", "inputs": ["y"]},
                {"type": kind, "inputs": ["x_masked", "y_masked"]},
                {"type": "BatchNormalization"},
            ], True, {"x": 0.4, "y": 0.4}
    yield "mask_concatenate_steps_training", [
        {"type": "Input", "name": "x", "shape": [4, 2]},
        {"type": "Input", "name": "y", "shape": [3, 2]},
        {"type": "Masking", "name": "x_masked", "inputs": ["x"]},
        {"type": "Concatenate", "axis": 1, "inputs": ["x_masked", "y"]},
        {"type": "BatchNormalization"},
    ], True, {"x": 0.4}
    for mask_zero in (True, False):
        layer = {"type": "Embedding", "input_dim": 3, "output_dim": 2, "mask_zero": mask_zero}
        yield f"embedding_mask_zero_{str(mask_zero).lower()}_training", on([4], layer, normal), True, {"x": 3}
    for name, shape, mask, arguments in [
        ("vector", [4], [4], {}),
        ("rank3", [3, 4], [3, 4], {}),
        ("rank3_row", [3, 4], [1, 4], {}),
        ("rank3_axis_1", [3, 4], [3, 4], {"axis": 1}),
        ("rank3_axes", [3, 2], [3, 2], {"axis": [1, 2]}),
    ]:
        yield f"softmax_mask_{name}", [
            {"type": "Input", "name": "x", "shape": shape},
            {"type": "Input", "name": "mask", "shape": mask},
            {"type": "Softmax", "inputs": ["x", "mask"], **arguments},
        ], False, {"mask": 2}
