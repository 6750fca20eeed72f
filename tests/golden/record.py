#!/usr/bin/env python3
"""Records what the real Keras computes, as JSON beside this file. Run by hand; README.md says how and what is in it.

    python record.py [FAMILY ...]
    python record.py parity           the cases of recorder/parity_cases that are new or changed
    python record.py parity --again   all of them

Every family runs three times, each in a process of its own: PyTorch in float32 gives the values, TensorFlow in
float32 and PyTorch in float64 give the spreads that stand beside them. For parity JAX runs too.
"""

import importlib
import json
import os
import pickle
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
FAMILIES = [
    "inventory", "layers", "models", "activations", "losses", "optimizers", "schedules", "metrics", "regularizers", "constraints", "initializers",
    "trajectories", "earlystopping", "callbacks", "callback_jobs", "python_text", "tensor_board",
    "defaults", "summary", "adapt", "keras_json", "keras_objects",
]  # fmt: skip
RUNS = {"values": ("torch", "float32"), "spread": ("tensorflow", "float32"), "spread64": ("torch", "float64")}
SINGLE = {"inventory", "initializers", "earlystopping", "callbacks", "python_text", "tensor_board", "defaults", "summary",
          "adapt", "keras_json", "keras_objects"}  # nothing here depends on rounding

SMALL = 0.01  # what is zero in exact arithmetic has no relative error


# ---- one run --------------------------------------------------------------------------------------------------------


def run_here(family, out, *wanted):
    """In the process that has the right environment: record and hand back by file."""
    result = importlib.import_module(f"recorder.{family}").record(*map(json.loads, wanted))
    Path(out).write_bytes(pickle.dumps(result))


def run(family, backend, floatx, *wanted):
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
        command = [sys.executable, "-W", "ignore", __file__, "--here", family, str(out), *map(json.dumps, wanted)]
        subprocess.run(command, env=environment, check=True)
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


# ---- parity ---------------------------------------------------------------------------------------------------------

PARITY_RUNS = {
    "torch": ("torch", "float32"),
    "float64": ("torch", "float64"),
    "jax": ("jax", "float32"),
    "tensorflow": ("tensorflow", "float32"),
}


def runs_of(case):
    """Whose values are recorded, then what they are compared with: TensorFlow, the slowest, where others are no measure."""
    strange = case.get("differs", {}) | case.get("cannot", {})
    if "torch" in strange:
        return [kind for kind in ("tensorflow", "jax") if kind not in strange]
    usual = [kind for kind in ("torch", "float64", "jax") if kind not in strange]
    return usual if len(usual) > 1 or "tensorflow" in strange else [*usual, "tensorflow"]


def measured(case, runs):
    """The values of the first back end, and how far the others are from them."""
    follows, *others = runs
    spreads = {kind: float(f"{spread(runs[follows], runs[kind]):.1e}") for kind in others}
    return case | {"follows": follows, "spread": spreads, **runs[follows]}


def record_parity(again):
    """Recorded cases stay as they are while the table says the same of them."""
    from recorder import parity_cases, parity_data

    folder, table = HERE / "parity", parity_data.text()
    folder.mkdir(exist_ok=True)
    again = again or not (folder / "data.csv").exists() or (folder / "data.csv").read_text(encoding="utf-8") != table
    (folder / "data.csv").write_text(table, encoding="utf-8")
    kept, wanted, cases = {}, {kind: {} for kind in PARITY_RUNS}, parity_cases.tables()
    for group, each_case in cases.items():
        file = folder / f"{group}.json"
        old = {} if again or not file.exists() else {each["name"]: each for each in read_json(file)}
        for case in each_case:
            name = case["name"]
            if all(old.get(name, {}).get(key) == case.get(key) for key in ("config", "differs", "cannot")):
                kept[group, name] = old[name]
                continue
            for kind in runs_of(case):
                wanted[kind].setdefault(group, []).append(name)
    with ThreadPoolExecutor() as pool:
        started = {kind: pool.submit(run, "parity", *PARITY_RUNS[kind], each) for kind, each in wanted.items() if each}
        found = {kind: each.result() for kind, each in started.items()}
    failures = [(*key, kind, why) for kind, (_, failed) in found.items() for key, why in failed.items()]
    bad = {failure[:2] for failure in failures}
    for group, each_case in cases.items():
        done = []
        for case in each_case:
            key = group, case["name"]
            if key not in bad:
                done.append(kept.get(key) or measured(case, {kind: found[kind][0][key] for kind in runs_of(case)}))
        write_json(folder / f"{group}.json", done)
        print(f"recorded parity of {group}: {sum((group, each['name']) not in kept for each in done)} of {len(done)} cases", flush=True)
    for failure in failures:
        print("failed:", *failure)
    return 1 if failures else 0


def read_json(path):
    """Float32 numbers keep their text."""
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Kept)


class Kept(Shortest):
    """A number whose JSON text is what was read."""

    def __new__(cls, words):
        made = float.__new__(cls, words)
        made.text = words
        return made


def main(arguments):
    sys.path.insert(0, str(HERE))
    if arguments[:1] == ["--here"]:
        return run_here(*arguments[1:])
    again = "--again" in arguments
    for family in [each for each in arguments if each != "--again"] or [*FAMILIES, "parity"]:
        if family == "parity":
            if record_parity(again):
                sys.exit(1)
            continue
        write(family, merged(family))
        print(f"recorded {family}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
