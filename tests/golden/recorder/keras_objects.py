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
    """Whether Keras writes what it was given: it forgets Huber's delta, AUC writes a number of thresholds of its own, and
    MultiOptimizer sets the loss_scale_factor of all its optimizers."""
    if spec["type"] == "AUC" and "thresholds" in spec:
        return False
    if spec["type"] == "MultiOptimizer" and "loss_scale_factor" in json.dumps(spec["optimizer_map"]):
        return False
    return all(key == "type" or key in serialised["config"] for key in spec)


def specs(family, file):
    """(name, specification): those of the other file, then each class that has no required argument by itself."""
    for case in json.loads((HERE / f"{file}.json").read_text()):
        yield case["name"], case.get(family) if "error" not in case else None
    known = json.loads((HERE / "defaults.json").read_text())[file]
    for kind, arguments in known.items():
        if kind[0].isupper() and not any(isinstance(each, dict) and "required" in each for each in arguments.values()):
            yield f"{kind}_plain", {"type": kind}


def record():
    cases = []
    for family, (file, make) in FAMILIES.items():
        seen = []
        for name, spec in specs(family, file):
            if not isinstance(spec, dict) or spec in seen:
                continue
            seen.append(spec)
            serialised = keras.saving.serialize_keras_object(make(spec))
            if is_whole(spec, serialised):
                cases.append({"name": name, "family": family, family: spec, "keras": serialised})
    return cases
