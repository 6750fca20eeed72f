#!/usr/bin/env python3
"""Records how numpy prints float32 arrays, as numpy_text.json beside this file. Run by hand, with numpy 2.4.6."""

import json
from pathlib import Path

import numpy as np


def cases():
    rng = np.random.default_rng(1)
    yield "tutorial_kernel", [[1.996118], [3.0239758]]
    yield "tutorial_bias", [3.963116]
    yield "zeros", np.zeros((2, 3))
    yield "one_zero", [0.0]
    yield "negative_zero", [-0.0, 1.5]
    yield "whole_numbers", [[1, -2, 30], [4, 5, -600]]
    yield "mixed_lengths", [0.5, -12.25, 100.125]
    yield "tiny", [1e-5, 0.5]
    yield "large", [1e6, 1.0]
    yield "just_not_large", [999999.0, 1000.0]
    yield "wide_range", [0.001, 1.1]
    yield "range_of_a_thousand", [0.001, 1.0]
    yield "exponents", [[1e-30, -2.5e8], [3.25, 0.0]]
    yield "three_digit_exponent_never", [1e-38, 3e38]
    yield "denormal", [1e-45, 1.0]
    yield "nan", [1.5, np.nan, 2.25]
    yield "infinities", [1.5, np.inf, -np.inf]
    yield "only_nan", [np.nan, np.nan]
    yield "many_digits", [0.12345678, 0.00012345678]
    yield "rounded_digits", [0.000123456789, 0.0987654321, 0.00999999977]
    yield "vector_wraps", rng.normal(0, 1, 40)
    yield "vector_of_small_numbers_wraps", rng.normal(0, 1e-3, 23)
    yield "kernel", rng.normal(0, 0.1, (4, 7))
    yield "wide_kernel_wraps", rng.uniform(-1, 1, (3, 20))
    yield "three_axes", rng.normal(0, 1, (2, 3, 4))
    yield "four_axes", rng.normal(0, 1, (2, 1, 2, 3))
    yield "column", rng.normal(0, 1, (9, 1))
    yield "a_thousand", np.arange(1000) / 8
    yield "more_than_a_thousand", np.arange(1001) / 8
    yield "large_kernel", (np.arange(1200) * 7 % 1201 / 1201).reshape(40, 30)
    yield "tall_kernel", (np.arange(1200) * 7 % 1201 / 1201).reshape(300, 4)
    yield "large_three_axes", (np.arange(1280) * 7 % 1201 / 1201 - 0.5).reshape(8, 8, 20)
    for i in range(12):
        yield f"random_{i}", rng.normal(0, 1, (int(rng.integers(1, 6)), int(rng.integers(1, 12)))) * 10.0 ** rng.integers(-4, 5)


def number(x):
    return float(np.format_float_scientific(x)) if np.isfinite(x) else str(x)  # JSON has no nan and no inf


def record():
    for name, values in cases():
        array = np.asarray(values, np.float32)
        yield {"name": name, "shape": list(array.shape), "values": [number(x) for x in array.ravel()], "text": repr(array)}


lines = ",\n".join(json.dumps(case) for case in record())
(Path(__file__).resolve().parent / "numpy_text.json").write_text(f"[\n{lines}\n]\n")
