"""keras_objects.json: how Keras serialises the optimizers, losses, ... of the other files."""

import json
from pathlib import Path

import keras

from recorder.common import component, optimizer_of

HERE = Path(__file__).resolve().parent.parent
FAMILIES = {
    "optimizer": ("optimizers", optimizer_of),
    "loss": ("losses", lambda spec: component(keras.losses, spec)),
    "metric": ("metrics", lambda spec: component(keras.metrics, spec)),
    "schedule": ("schedules", lambda spec: component(keras.optimizers.schedules, spec)),
    "initializer": ("initializers", lambda spec: component(keras.initializers, spec)),
    "regularizer": ("regularizers", lambda spec: component(keras.regularizers, spec)),
    "constraint": ("constraints", lambda spec: component(keras.constraints, spec)),
}


def is_whole(spec, serialised):
    """Whether Keras writes what it was given: it forgets Huber's delta, and AUC writes a number of thresholds of its own."""
    if spec["type"] == "AUC" and "thresholds" in spec:
        return False
    return all(key == "type" or key in serialised["config"] for key in spec)


def record():
    cases, seen = [], []
    for family, (file, make) in FAMILIES.items():
        for case in json.loads((HERE / f"{file}.json").read_text()):
            spec = case.get(family)
            if not isinstance(spec, dict) or "error" in case or spec in seen:
                continue
            seen.append(spec)
            serialised = keras.saving.serialize_keras_object(make(spec))
            if is_whole(spec, serialised):
                cases.append({"name": case["name"], "family": family, family: spec, "keras": serialised})
    return cases
