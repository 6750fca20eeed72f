"""Every layer with its defaults and with each option, between two Dense ones.

Layers that are random in training have a rate of 0 here: that they do nothing then is all that can be compared.
"""

from recorder.parity_cases.base import FLATTEN, case, dense, each, hidden, job, rows_of

IDS = ("i0", "i1", "i2")
UNMASKED = {"differs": {"jax": "loses a prediction's mask on its way to the loss"}}
SPECTRAL = {"differs": {"jax": "takes the gradient at the kernel as it was before it was divided"}}
NOT_LAST = {"cannot": {"torch": "knows only the last axes"}}


def between(layer):
    return job([hidden(), layer, dense()])


def in_groups(layer):
    """Eight units: groups of two are 1 and -1 whatever they were."""
    return job([dense(8, "tanh", input_shape=[3]), layer, dense()])


def in_rows(layer):
    """Between two rows of four units and their flat vector."""
    return rows_of(dense(4, "tanh"), layer, FLATTEN, dense())


def first(layer):
    return job([layer | {"input_shape": [3]}, dense(3, "tanh"), dense()])


def embedding(layer):
    return job([layer | {"input_shape": [3]}, FLATTEN, dense()], features=IDS)


def cases():
    yield from activations()
    yield from normalisations()
    yield from regularisations()
    yield from shapes()
    yield from numbers_as_categories()
    yield from masks()
    yield from einsums()
    yield from spectral()
    some = [{"use_bias": False}, {"activation": "relu"}, {"activation": {"type": "leaky_relu", "negative_slope": 0.3}}]
    yield from each(first, "Dense", {}, *some, common={"units": 4})
    yield from each(in_rows, "Dense", common={"units": 3}, prefix="rows_")
    yield from each(embedding, "Embedding", common={"input_dim": 5, "output_dim": 2})
    yield case("input_layer", job([{"type": "Input", "name": "rows", "shape": [3]}, dense(4, "tanh"), dense()]))
    yield case("names", job([hidden(name="below"), dense(3, "relu"), dense(name="above")]))


def activations():
    for activation in ("tanh", {"type": "elu", "alpha": 0.5}):
        yield from each(between, "Activation", {"activation": activation})
    yield from each(between, "ReLU", {}, {"max_value": 0.4}, {"negative_slope": 0.1}, {"threshold": 0.2})
    yield from each(between, "LeakyReLU", {}, {"negative_slope": 0.1})
    yield from each(between, "ELU", {}, {"alpha": 0.5})
    yield from each(between, "Softmax")
    yield from each(in_rows, "Softmax", {"axis": 1}, {"axis": [1, 2]})
    yield from each(between, "PReLU")
    yield from each(in_rows, "PReLU", {"shared_axes": [1]})


def normalisations():
    usual = [{"epsilon": 0.1}, {"center": False}, {"scale": False}]
    yield from each(between, "BatchNormalization", {}, {"momentum": 0.5}, *usual)
    yield from each(in_rows, "BatchNormalization", {"axis": 1})
    yield from each(between, "BatchNormalization", {"trainable": False})
    bounds = {"renorm_clipping": {"rmax": 1.2, "rmin": 0.9, "dmax": 0.2}}
    yield from each(between, "BatchNormalization", {}, bounds, {"renorm_momentum": 0.7}, common={"renorm": True}, prefix="re_")
    yield from each(first, "Normalization", {}, {"invert": True}, {"axis": None}, {"mean": 0.2, "variance": 0.5})
    yield from each(between, "LayerNormalization", {}, *usual)
    yield from each(in_rows, "LayerNormalization", {"axis": 1}, **NOT_LAST)
    yield from each(in_rows, "LayerNormalization", {"axis": [1, 2]})
    yield from each(in_groups, "GroupNormalization", {"groups": 1}, {"groups": -1})
    yield from each(in_groups, "GroupNormalization", {}, *usual, common={"groups": 2})
    yield from each(in_rows, "GroupNormalization", {"axis": 1}, common={"groups": 2})
    yield from each(between, "RMSNormalization", {}, {"epsilon": 0.1})
    yield from each(in_rows, "RMSNormalization", {"axis": [1, 2]})  # its scale fits the last axes only
    yield from each(between, "UnitNormalization")
    yield from each(in_rows, "UnitNormalization", {"axis": 1}, {"axis": [1, 2]})


def regularisations():
    yield from each(between, "GaussianNoise", {"stddev": 0})
    yield from each(between, "GaussianDropout", {"rate": 0})
    for kind in ("Dropout", "AlphaDropout"):
        yield from each(between, kind, {"rate": 0})
        yield from each(in_rows, kind, {"noise_shape": [None, 1, 4]}, common={"rate": 0})
    yield from each(in_rows, "SpatialDropout1D", {"rate": 0})
    yield from each(between, "ActivityRegularization", {}, {"l1": 0.05}, {"l2": 0.05})


def shapes():
    yield case("flatten", in_rows({"type": "Identity"}))
    yield case("flatten_channels_first", rows_of(dense(4, "tanh"), FLATTEN | {"data_format": "channels_first"}, dense()))
    yield case("flatten_of_a_vector", between(FLATTEN))
    yield from each(between, "Reshape", {"target_shape": [4]})
    yield from each(in_rows, "Reshape", {"target_shape": [4, 2]}, {"target_shape": [-1, 2, 2]})
    yield from each(in_rows, "Permute", {"dims": [2, 1]})
    yield case("repeat_vector", job([hidden(), {"type": "RepeatVector", "n": 3}, dense(2, "tanh"), FLATTEN, dense()]))
    yield from each(between, "Identity")
    yield from each(first, "Rescaling", {}, {"offset": 0.3}, common={"scale": 0.5})
    yield from each(first, "Rescaling", {"scale": [0.5, 1.0, 2.0], "offset": [0.0, 0.1, 0.2]})


def ids(*layers, **more):
    first_layer, *rest = layers
    return job([first_layer | {"input_shape": [3]}, *rest], features=IDS, **more)


def numbers_as_categories():
    def encoded(layer):
        return ids(layer, dense(3, "tanh"), dense())

    yield from each(encoded, "CategoryEncoding", {}, {"output_mode": "count"}, common={"num_tokens": 5})
    whole = ids({"type": "CategoryEncoding", "num_tokens": 5, "output_mode": "one_hot"}, FLATTEN, dense())
    yield case("categoryencoding_output_mode_one_hot", whole)
    given = {"bin_boundaries": [-0.4, 0.1, 0.5]}
    yield from each(first, "Discretization", given, {"num_bins": 4}, {"num_bins": 4, "epsilon": 0.2})
    yield from each(first, "Discretization", {"output_mode": "multi_hot"}, {"output_mode": "count"}, common=given)
    one_hot = {"type": "Discretization", "output_mode": "one_hot", "input_shape": [3]} | given
    yield case("discretization_output_mode_one_hot", job([one_hot, FLATTEN, dense()]))


def masks():
    """What is masked does not count in the loss of a row's places."""
    targets = ["q0", "q1", "q2", "k0", "k1", "k2"]

    def masked(layer):
        layers = [layer | {"input_shape": [3, 1]}, dense(4, "tanh"), dense(2)]
        return job(layers, features=IDS, shape=[3, 1], target=targets, metrics=["mae"])

    yield from each(masked, "Masking", {}, {"mask_value": 2.0}, **UNMASKED)
    table = {"type": "Embedding", "input_dim": 5, "output_dim": 2, "mask_zero": True}
    yield case("embedding_mask_zero", ids(table, dense(2), target=targets, metrics=["mae"]), **UNMASKED)


def einsums():
    dense_like = {"equation": "ab,bc->ac", "output_shape": 4}
    yield from each(first, "EinsumDense", {}, {"bias_axes": "c"}, {"activation": "relu"}, common=dense_like)
    of_rows = {"equation": "abc,bcd->abd", "output_shape": [2, 3], "bias_axes": "bd"}
    yield from each(in_rows, "EinsumDense", of_rows)


def spectral():
    inner = {"layer": dense(3, "tanh")}
    yield from each(between, "SpectralNormalization", {}, {"power_iterations": 3}, common=inner, **SPECTRAL)
