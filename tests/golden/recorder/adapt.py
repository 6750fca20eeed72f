"""adapt.json: what layers learn from rows: the weights of Normalization, the boundaries of Discretization."""

import zlib

import numpy as np

from recorder.common import as_numpy, keras, layer_of, numbers, weights_of


def cases():
    """(name, layer, shape of the rows)."""
    for name, shape, arguments in [
        ("default", (7, 3), {}),
        ("rank3", (5, 2, 3), {}),
        ("axis_1", (5, 2, 3), {"axis": 1}),
        ("axes", (5, 2, 3, 2), {"axis": [3, 1]}),
        ("all", (5, 2, 3), {"axis": None}),
        ("many", (300, 2), {}),
    ]:
        yield f"normalization_{name}", {"type": "Normalization", **arguments}, shape
    for name, shape, arguments in [
        ("few", (3, 1), {"num_bins": 5}),
        ("some", (20, 2), {"num_bins": 4}),
        ("many", (700, 1), {"num_bins": 7}),
        ("many_columns", (331, 3), {"num_bins": 10}),
        ("exact", (457, 1), {"num_bins": 6, "epsilon": 0.001}),
        ("coarse", (457, 1), {"num_bins": 6, "epsilon": 0.1}),
        ("coarser_than_bins", (457, 1), {"num_bins": 9, "epsilon": 0.25}),
        ("odd_share", (999, 1), {"num_bins": 49}),
        ("two", (150, 1), {"num_bins": 2}),
        ("one", (150, 1), {"num_bins": 1}),
    ]:
        yield f"discretization_{name}", {"type": "Discretization", **arguments}, shape


def record_case(name, spec, shape):
    keras.utils.clear_session(free_memory=False)
    rows = numbers(np.random.default_rng(zlib.crc32(name.encode())), shape)
    layer = layer_of(spec)
    layer.adapt(rows)
    case = {"name": name, "layer": spec, "rows": rows, "outputs": np.float32(as_numpy(layer(rows)))}
    if spec["type"] == "Discretization":
        return case | {"bin_boundaries": np.float32(layer.bin_boundaries)}
    return case | {"weights": weights_of(layer)}


def record():
    return [record_case(*case) for case in cases()]
