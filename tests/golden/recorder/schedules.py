"""schedules.json: the learning rate of every schedule after some numbers of steps."""

import numpy as np

from recorder.common import as_numpy, schedule_of

STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 15, 19, 20, 21, 25, 30, 31, 50, 70, 71, 99, 100, 150, 1000]


def cases():
    for kind in ("ExponentialDecay", "InverseTimeDecay"):
        spec = {"type": kind, "initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.9}
        yield f"{kind}_default", spec
        yield f"{kind}_staircase", spec | {"staircase": True}
        yield f"{kind}_each_step", spec | {"decay_steps": 1, "decay_rate": 0.5}
    yield "PiecewiseConstantDecay_one", {"type": "PiecewiseConstantDecay", "boundaries": [10], "values": [0.1, 0.01]}
    spec = {"type": "PiecewiseConstantDecay", "boundaries": [2, 10, 30], "values": [0.5, 0.1, 0.2, 0.005]}
    yield "PiecewiseConstantDecay_several", spec
    spec = {"type": "PolynomialDecay", "initial_learning_rate": 0.1, "decay_steps": 20}
    yield "PolynomialDecay_default", spec
    yield "PolynomialDecay_end", spec | {"end_learning_rate": 0.03}
    yield "PolynomialDecay_power", spec | {"power": 0.5}
    yield "PolynomialDecay_square", spec | {"power": 2.0, "end_learning_rate": 0.01}
    yield "PolynomialDecay_cycle", spec | {"cycle": True}
    yield "PolynomialDecay_cycle_power", spec | {"cycle": True, "power": 3.0, "end_learning_rate": 0.02}
    spec = {"type": "CosineDecay", "initial_learning_rate": 0.1, "decay_steps": 30}
    yield "CosineDecay_default", spec
    yield "CosineDecay_alpha", spec | {"alpha": 0.2}
    yield "CosineDecay_warmup", spec | {"initial_learning_rate": 0.0, "warmup_target": 0.1, "warmup_steps": 10}
    yield "CosineDecay_warmup_alpha", spec | {"alpha": 0.1, "warmup_target": 0.3, "warmup_steps": 5}
    yield "CosineDecay_warmup_steps_alone", spec | {"warmup_steps": 10}
    spec = {"type": "CosineDecayRestarts", "initial_learning_rate": 0.1, "first_decay_steps": 12}
    yield "CosineDecayRestarts_default", spec
    yield "CosineDecayRestarts_equal", spec | {"t_mul": 1.0}
    yield "CosineDecayRestarts_lower", spec | {"m_mul": 0.8}
    yield "CosineDecayRestarts_all", spec | {"t_mul": 1.5, "m_mul": 0.7, "alpha": 0.05}


def record():
    result = []
    for name, spec in cases():
        schedule = schedule_of(spec)
        rates = np.float32([as_numpy(schedule(np.int64(step))) for step in STEPS])
        result.append({"name": name, "schedule": spec, "steps": STEPS, "rates": rates})
    return result
