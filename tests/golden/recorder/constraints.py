"""constraints.json: where each constraint moves a weight."""

import numpy as np

from recorder.common import as_numpy, component, keras, numbers, tensor

SPECS = {
    "max_norm": "max_norm",
    "MaxNorm": {"type": "MaxNorm", "max_value": 1.5},
    "MaxNorm_axis": {"type": "MaxNorm", "max_value": 1.5, "axis": 1},
    "MaxNorm_axes": {"type": "MaxNorm", "max_value": 1.5, "axis": [0, 1]},
    "non_neg": "non_neg",
    "NonNeg": {"type": "NonNeg"},
    "unit_norm": "unit_norm",
    "UnitNorm_axis": {"type": "UnitNorm", "axis": 1},
    "UnitNorm_axis_-1": {"type": "UnitNorm", "axis": -1},
    "min_max_norm": "min_max_norm",
    "MinMaxNorm": {"type": "MinMaxNorm", "min_value": 0.5, "max_value": 1.5},
    "MinMaxNorm_rate": {"type": "MinMaxNorm", "min_value": 3.0, "max_value": 4.0, "rate": 0.25, "axis": 1},
}


def record_case(number, name, spec):
    weight = numbers(np.random.default_rng(7000 + number), (3, 4))
    weight[:, 1] = 0.0  # of no length
    constraint = keras.constraints.get(component(keras.constraints, spec))
    return {"name": name, "constraint": spec, "weight": weight, "allowed": as_numpy(constraint(tensor(weight)))}


def record():
    return [record_case(number, name, spec) for number, (name, spec) in enumerate(SPECS.items())]
