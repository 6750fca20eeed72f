"""initializers.json: what each initializer draws from, by Keras' formulas, and the statistics of one sample of it."""

import math

import numpy as np
from keras.src.initializers.random_initializers import compute_fans

from recorder.common import as_numpy, component, keras

SHAPES = [(300, 200), (200, 300), (7,), (3, 3, 4, 8)]
TRUNCATION = 0.87962566103423978  # the standard deviation of a standard normal cut at ±2
SPECS = [
    "zeros", "ones", "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform",
    "lecun_normal", "random_uniform", "random_normal", "truncated_normal", "orthogonal",
    {"type": "Constant"},
    {"type": "Constant", "value": 2.5},
    {"type": "RandomUniform", "minval": -1.0, "maxval": 3.0},
    {"type": "RandomNormal", "mean": 1.0, "stddev": 0.5},
    {"type": "TruncatedNormal", "mean": 1.0, "stddev": 0.5},
    {"type": "Orthogonal", "gain": 2.0},
    {"type": "VarianceScaling"},
    {"type": "VarianceScaling", "scale": 3.0, "mode": "fan_out", "distribution": "untruncated_normal"},
    {"type": "VarianceScaling", "scale": 2.0, "mode": "fan_avg", "distribution": "uniform"},
    "identity",
    {"type": "Identity", "gain": 2.5},
    {"type": "VarianceScaling", "mode": "fan_in", "distribution": "uniform", "input_axes": [0], "output_axes": [1]},
    {"type": "GlorotNormal", "input_axes": [-1], "output_axes": [0]},
    {"type": "HeUniform", "input_axes": [0, -1], "output_axes": []},
    {"type": "LecunNormal", "input_axes": [0]},
]  # fmt: skip


def theory(initializer, shape):
    """The distribution that Keras' source states; what scales with the fans has it worked out."""
    kind = type(initializer).__name__
    config = initializer.get_config()
    if kind in ("Zeros", "Ones", "Constant"):
        return {"distribution": "constant", "value": {"Zeros": 0.0, "Ones": 1.0}.get(kind, config.get("value"))}
    if kind == "RandomUniform":
        return {"distribution": "uniform", "low": config["minval"], "high": config["maxval"]}
    if kind == "RandomNormal":
        return {"distribution": "normal", "mean": config["mean"], "stddev": config["stddev"]}
    if kind == "TruncatedNormal":
        return truncated(config["mean"], config["stddev"])
    if kind == "Identity":
        return {"distribution": "identity", "gain": float(initializer.gain)}
    if kind == "Orthogonal":
        return {"distribution": "orthogonal", "gain": config["gain"]}
    fan_in, fan_out = compute_fans(shape, initializer.input_axes, initializer.output_axes)
    fans = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}
    variance = initializer.scale / max(1.0, fans[initializer.mode])
    about = {key: getattr(initializer, key) for key in ("scale", "mode")} | {"fan_in": fan_in, "fan_out": fan_out}
    if initializer.distribution == "uniform":
        limit = math.sqrt(3.0 * variance)
        return about | {"distribution": "uniform", "low": -limit, "high": limit}
    if initializer.distribution == "truncated_normal":
        return about | truncated(0.0, math.sqrt(variance) / TRUNCATION)
    return about | {"distribution": "normal", "mean": 0.0, "stddev": math.sqrt(variance)}


def truncated(mean, stddev):
    """A normal redrawn outside two of its standard deviations; what is left deviates less."""
    return {
        "distribution": "truncated_normal",
        "mean": mean,
        "stddev": stddev,
        "low": mean - 2 * stddev,
        "high": mean + 2 * stddev,
        "stddev_of_result": stddev * TRUNCATION,
    }


def statistics(values):
    wide = values.astype(np.float64)
    return {"mean": wide.mean(), "stddev": wide.std(), "min": wide.min(), "max": wide.max()}


def check(case, sample):
    """The stated distribution must be what was drawn: five standard errors, and no value outside the bounds."""
    stated, drawn = case["theory"], case["sample"]
    if "low" in stated:
        slack = 1e-6 * max(abs(stated["low"]), abs(stated["high"]))
        assert stated["low"] - slack <= drawn["min"] and drawn["max"] <= stated["high"] + slack, case
    if stated["distribution"] == "uniform":
        stddev = (stated["high"] - stated["low"]) / math.sqrt(12)
    else:
        stddev = stated.get("stddev_of_result", stated.get("stddev"))
    if stddev is not None and sample.size > 100:
        assert abs(drawn["stddev"] / stddev - 1) < 5 / math.sqrt(sample.size), case
    if stated["distribution"] == "identity":
        assert np.array_equal(sample, stated["gain"] * np.eye(*sample.shape)), case
    if stated["distribution"] == "orthogonal":
        matrix = sample.reshape(-1, sample.shape[-1]).astype(np.float64)
        product = matrix.T @ matrix if matrix.shape[0] >= matrix.shape[1] else matrix @ matrix.T
        assert np.abs(product - stated["gain"] ** 2 * np.eye(len(product))).max() < 1e-5, case


def record_case(spec, shape):
    name = spec if isinstance(spec, str) else spec["type"]
    case = {"name": f"{name}_{'x'.join(map(str, shape))}", "initializer": spec, "shape": list(shape)}
    keras.utils.set_random_seed(7)
    initializer = keras.initializers.get(component(keras.initializers, spec))
    try:
        sample = as_numpy(initializer(shape, dtype="float32"))
    except (ValueError, IndexError) as error:
        return case | {"error": str(error)}
    case |= {"theory": theory(initializer, shape), "sample": statistics(sample)}
    check(case, sample)
    return case


def record():
    return [record_case(spec, shape) for spec in SPECS for shape in SHAPES]
