#!/usr/bin/env python3
"""Lets the real Keras read what `nntrain summary --keras-json` prints of every case of keras_json.json. Run by hand:

    KERAS_BACKEND=torch keras/bin/python -W ignore tests/golden/check_keras_json.py build/release/nntrain [CASE ...]

Keras' own JSON becomes a config (convert-config), that Keras' JSON again; Keras must make of both models with the same weights
(names, shapes, order), which compute the same and are compiled alike. Fingerprints of the texts that pass go to
keras_json_read.json, which the conformance tests compare with.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from recorder.common import BACKEND, as_numpy, keras, named_weights  # noqa: E402
from recorder.layers import CANNOT  # noqa: E402


def converted(binary, text):
    """Keras' JSON through nntrain and back."""
    with tempfile.TemporaryDirectory() as folder:
        given, config = Path(folder) / "keras.json", Path(folder) / "config.json"
        given.write_text(text)
        subprocess.run([binary, "convert-config", given, "-o", config], check=True, stderr=subprocess.DEVNULL)
        run = subprocess.run([binary, "summary", "--keras-json", config], check=True, capture_output=True, text=True)
        return run.stdout


def fingerprint(text):
    """FNV-1a of 64 bits."""
    value = 14695981039346656037
    for byte in text.encode():
        value = (value ^ byte) * 1099511628211 % 2**64
    return str(value)


def weights_of(model):
    named = {id(variable): path for path, variable in named_weights(model)}
    return [[named[id(each)], list(each.shape)] for each in model.weights]


def computes_the_same(first, second, rng):
    values = [np.float32(rng.uniform(0.25, 1.0, each.shape)) for each in first.weights]
    first.set_weights(values)
    second.set_weights(values)
    given = [np.float32(rng.integers(0, 3, (2, *each.shape[1:]))) for each in first.inputs]
    given = given[0] if len(given) == 1 else given
    results = [model(given, training=False) for model in (first, second)]
    results = [each if isinstance(each, (list, tuple)) else [each] for each in results]
    return all(np.array_equal(as_numpy(a), as_numpy(b), equal_nan=True) for a, b in zip(*results, strict=True))


def is_compiled_alike(first, second, rng):
    """The optimizers say the same of themselves; losses and metrics have the same names and values."""
    if not first.compiled or not second.compiled:
        return first.compiled == second.compiled
    optimizers = [each.optimizer.get_config() | {"name": ""} for each in (first, second)]
    if json.dumps(optimizers[0], default=str) != json.dumps(optimizers[1], default=str):
        return False
    given = [np.float32(rng.uniform(size=(6, *each.shape[1:]))) for each in first.inputs]
    sparse = json.dumps(first.get_compile_config()["loss"]).lower().count("sparse") > 0
    wanted = {}
    for name, each in zip(getattr(first, "output_names", ["all"]), first.outputs):
        shape = (6, 1) if sparse and each.shape[-1] > 1 else (6, *each.shape[1:])
        wanted[name] = np.float32(rng.integers(0, 2, shape))
    wanted = wanted if len(wanted) > 1 else next(iter(wanted.values()))
    given = given if len(given) > 1 else given[0]
    results = [model.evaluate(given, wanted, verbose=0, return_dict=True) for model in (first, second)]
    return results[0] == results[1] or print(results)


def check(case, binary):
    ours = converted(binary, json.dumps(case["keras"]))
    keras.utils.clear_session(free_memory=False)
    first = keras.models.model_from_json(json.dumps(case["keras"]))
    second = keras.models.model_from_json(ours)
    assert type(first) is type(second)
    assert weights_of(second) == case["weights"], weights_of(second)
    assert [each.trainable for each in first.weights] == [each.trainable for each in second.weights]
    if case["name"] not in CANNOT[BACKEND]:
        assert computes_the_same(first, second, np.random.default_rng(0)), "other values"
    assert is_compiled_alike(first, second, np.random.default_rng(1)), "compiled in another way"
    return ours


def main(arguments):
    binary, *wanted = arguments
    path = HERE / "keras_json_read.json"
    read = json.loads(path.read_text()) if path.exists() and wanted else {}
    failed = 0
    for case in json.loads((HERE / "keras_json.json").read_text()):
        if wanted and case["name"] not in wanted:
            continue
        try:
            read[case["name"]] = fingerprint(check(case, binary))
        except Exception as error:  # every case is tried
            failed += 1
            print(f"{case['name']}: {type(error).__name__}: {error}"[:2000])
    path.write_text(json.dumps(read, indent=0) + "\n")
    print(f"Keras has read {len(read)} models, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
