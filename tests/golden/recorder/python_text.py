"""python_text.json: how Python prints and formats numbers, of which Keras' messages and file names are made."""

import numpy as np

WHOLE = [0, 1, 7, 12, 100, 12345, -3]
FLOATS = [
    0.0, -0.0, 1.0, 0.1, 0.25, -0.5, 1.5, 2.5, 0.05, 1e-4, 1e-5, 9.999e-5, 0.999951, 123.456, 100000.0, 999999.5, 1e15, 1e16, 123456789.125,
    1e22, 1e-300, 1e300, float(np.float32(0.1)), float(np.float32(1e-5)), float("nan"), float("inf"), float("-inf"),
]  # fmt: skip
SPECS = [
    "", "d", "02d", "3", "03", "<4d", "^5d", ">6", "*>6d", "+d", " d", "=+5d", "0=5", "+04d", "·^7d",
    ".2f", ".0f", "f", "F", "08.3f", "+.1f", " .2e", ".3e", "E", ".4g", "g", ".1%", "%", "10.2f", "<10.2f", "^12.3g", ".3", ".1", ".0", ".17",
    "012", "_<9.2f", "G", ".12g",
]  # fmt: skip


def record():
    cases = []
    for kind, values in (("whole", WHOLE), ("float", FLOATS)):
        for spec in SPECS:
            texts = []
            for value in values:
                try:
                    texts.append(format(value, spec))
                except ValueError:
                    texts.append(None)
            cases.append({"kind": kind, "spec": spec, "values": [repr(value) for value in values], "texts": texts})
    return cases
