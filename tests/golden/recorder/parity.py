"""parity/: small whole jobs, one for each component and option: what fit of the real Keras makes of them.

The jobs are the tables of parity_cases, a module a group. All read one CSV file, data.csv, which parity_data.py makes;
first weights come from the case's name, so that a new case changes no other.
"""

import zlib

import numpy as np

from recorder.common import (
    FLOATX, alone, as_numpy, compile_model, component, keras, model_of, numbers, schedule_of, weights_of,
)  # fmt: skip
from recorder import parity_data as data
from recorder.parity_cases import tables


def start_of(rng, variable):
    """A first value of few digits: near what Keras gives, but nothing is 0 or 1 that could be anything else."""
    given = as_numpy(variable)
    if given.dtype.kind != "f" or "/normalization" in f"/{variable.path}":  # learnt before the run
        return given
    if np.all(given == 0) or np.all(given == 1):
        return np.float32(given + numbers(rng, given.shape, -0.2, 0.2, decimals=2))
    limit = (6.0 / (given.shape[0] + given.shape[-1])) ** 0.5
    return numbers(rng, given.shape, -limit, limit)


FIT_OPTIONS = (
    "batch_size", "epochs", "initial_epoch", "steps_per_epoch", "validation_split", "validation_freq",
    "validation_batch_size", "validation_steps",
)  # fmt: skip


def adapt(model, inputs, config):
    """Layers that learn from the training rows before the run: they stand first."""
    rows = int(len(inputs[0]) * (1 - config.get("validation_split", 0.0)))
    for layer in model.layers:
        if getattr(layer, "input_mean", 0) is None or getattr(layer, "num_bins", None):
            layer.adapt(inputs[0][:rows])


def callbacks_of(config):
    """LearningRateScheduler has a function of the epoch: here a list of rates, or a schedule that counts epochs."""
    for spec in config.get("callbacks", []):
        if isinstance(spec, dict) and "schedule" in spec:
            spec = spec | {"schedule": rate_by_epoch(spec["schedule"])}
        yield component(keras.callbacks, spec)


def rate_by_epoch(schedule):
    if isinstance(schedule, list):
        return lambda epoch, rate: schedule[min(epoch, len(schedule) - 1)]
    schedule = schedule_of(schedule)
    return lambda epoch, rate: float(as_numpy(schedule(epoch)))


def fit(case, config):
    model = model_of(config)
    compile_model(model, config)
    inputs, targets, weights = data.arrays_of(config, model)
    adapt(model, inputs, config)
    rng = np.random.default_rng(zlib.crc32(case["name"].encode()))
    start = [start_of(rng, variable) for variable in model.weights]
    model.set_weights(start)
    class_weight = config.get("class_weight")
    history = model.fit(
        alone([each.astype(FLOATX) for each in inputs]),
        alone([each.astype(FLOATX) for each in targets]),
        **{name: config[name] for name in FIT_OPTIONS if name in config},
        shuffle=False,
        sample_weight=alone([each.astype(FLOATX) for each in weights]) if weights else None,
        class_weight=class_weight and {int(key): value for key, value in class_weight.items()},
        callbacks=list(callbacks_of(config)),
        verbose=0,
    ).history
    history = {key: np.asarray(values, FLOATX) for key, values in history.items()}
    assert all(np.all(np.isfinite(each)) for each in history.values()), "runs away"
    ends = [
        {"name": each["name"], "shape": each["shape"], "start": first.ravel(), "end": each["values"].ravel()}
        for each, first in zip(weights_of(model), start)
    ]
    return {"history": history, "weights": ends}


def record(wanted):
    """What was found, by group and name, and what failed; `wanted`: names by group."""
    found, failed = {}, {}
    for group, cases in tables().items():
        for case in cases:
            key = group, case["name"]
            if key[1] not in wanted.get(group, ()):
                continue
            try:
                found[key] = fit(case, case["config"])
            except Exception as error:
                failed[key] = f"{type(error).__name__}: {str(error)[:300]}"
    return found, failed
