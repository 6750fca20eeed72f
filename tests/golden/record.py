#!/usr/bin/env python3
"""Records what the real Keras computes, as JSON beside this file. Run by hand; README.md says how and what is in it.

    python record.py [FAMILY ...]

Every family runs three times, each in a process of its own: PyTorch in float32 gives the values, TensorFlow in
float32 and PyTorch in float64 give the spreads that stand beside them.
"""

import importlib
import json
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
FAMILIES = [
    "layers", "models", "activations", "losses", "optimizers", "schedules", "metrics", "regularizers", "constraints", "initializers",
    "trajectories", "earlystopping", "callbacks", "callback_jobs", "python_text", "tensor_board",
    "defaults", "summary", "adapt", "keras_json", "keras_objects",
]  # fmt: skip
RUNS = {"values": ("torch", "float32"), "spread": ("tensorflow", "float32"), "spread64": ("torch", "float64")}
SINGLE = {"initializers", "earlystopping", "callbacks", "python_text", "tensor_board", "defaults", "summary",
          "adapt", "keras_json", "keras_objects"}  # nothing here depends on rounding

SMALL = 0.01  # what is zero in exact arithmetic has no relative error


# ---- one run --------------------------------------------------------------------------------------------------------


def run_here(family, out):
    """In the process that has the right environment: record and hand back by file."""
    sys.path.insert(0, str(HERE))
    result = importlib.import_module(f"recorder.{family}").record()
    Path(out).write_bytes(pickle.dumps(result))


def run(family, backend, floatx):
    environment = os.environ | {
        "KERAS_BACKEND": backend,
        "GOLDEN_FLOATX": floatx,
        "CUDA_VISIBLE_DEVICES": "",
        "PYTHONHASHSEED": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
    }
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "result.pickle"
        subprocess.run([sys.executable, __file__, "--here", family, str(out)], env=environment, check=True)
        return pickle.loads(out.read_bytes())


# ---- spread ---------------------------------------------------------------------------------------------------------


def is_number(value):
    return isinstance(value, (float, np.floating, np.ndarray)) or (
        isinstance(value, list) and value and all(isinstance(each, (float, np.floating)) for each in value)
    )


def spread(first, second):
    """The largest difference between two recordings, each tensor's relative to max(its largest magnitude, SMALL)."""
    if is_number(first):
        a, b = np.asarray(first, np.float64), np.asarray(second, np.float64)
        if a.size == 0 or a.dtype.kind != "f":
            return 0.0
        same = (a == b) | (np.isnan(a) & np.isnan(b))
        difference = np.where(same, 0.0, np.abs(a - b)).max()
        return float(difference / max(np.abs(a).max(), SMALL))
    if isinstance(first, dict):
        return max([spread(value, second[key]) for key, value in first.items()], default=0.0)
    if isinstance(first, list):
        return max([spread(*pair) for pair in zip(first, second)], default=0.0)
    return 0.0


def merged(family):
    runs = {kind: run(family, *RUNS[kind]) for kind in (["values"] if family in SINGLE else RUNS)}
    cases = runs.pop("values")
    if not runs:
        return cases
    for number, case in enumerate(cases):
        if case is None:  # PyTorch cannot: TensorFlow's values, nothing to compare with
            cases[number] = runs["spread"][number] | {kind: None for kind in runs}
            continue
        found = {kind: others[number] and spread(case, others[number]) for kind, others in runs.items()}
        case.update({kind: value if value is None else float(f"{value:.1e}") for kind, value in found.items()})
    return cases


# ---- JSON -----------------------------------------------------------------------------------------------------------


def plain(value):
    """Numpy as nested lists; floats as the shortest text that reads back to the same float32."""
    if isinstance(value, np.ndarray):
        return [plain(each) for each in value] if value.ndim else plain(value[()])
    if isinstance(value, np.float32):
        return Shortest(value)
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


class Shortest(float):
    """A float32 whose JSON text is numpy's shortest."""

    def __new__(cls, value):
        made = super().__new__(cls, float(value))
        made.text = str(value)
        return made

    def __repr__(self):
        assert np.isfinite(self), "not a number that JSON can write"
        return self.text


def text(value):
    """json.dumps that keeps Shortest's own text."""
    if isinstance(value, Shortest):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def indented(value, depth=0):
    """One line a case's field: two levels are opened, the rest stands in a line."""
    opened = isinstance(value, dict) and depth < 2 or isinstance(value, list) and depth == 0
    if not opened or not value:
        return text(value)
    pad = "  " * (depth + 1)
    if isinstance(value, dict):
        lines = [f"{pad}{json.dumps(key)}: {indented(each, depth + 1)}" for key, each in value.items()]
    else:
        lines = [f"{pad}{indented(each, depth + 1)}" for each in value]
    brackets = "{}" if isinstance(value, dict) else "[]"
    return brackets[0] + "\n" + ",\n".join(lines) + "\n" + "  " * depth + brackets[1]


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(indented(plain(value)) + "\n", encoding="utf-8")


def write(family, cases):
    """A family is a file, but each training job is one of its own, with its table beside it."""
    if family != "trajectories":
        return write_json(HERE / f"{family}.json", cases)
    for case in cases:
        table = case.pop("csv")
        write_json(HERE / family / f"{case['name']}.json", case)
        (HERE / family / case["data"]).write_text(table, encoding="utf-8")


def main(arguments):
    if arguments[:1] == ["--here"]:
        return run_here(*arguments[1:])
    for family in arguments or FAMILIES:
        write(family, merged(family))
        print(f"recorded {family}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
