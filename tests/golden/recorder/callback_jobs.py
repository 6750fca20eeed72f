"""callback_jobs.json: the trajectory `binary_classifier` with other optimizers and with callbacks that change how it goes."""

import contextlib
import io
import re

import numpy as np

from recorder import trajectories
from recorder.callbacks import callback_of
from recorder.common import FLOATX, keras, weights_of

PLATEAU = {"type": "ReduceLROnPlateau", "monitor": "val_loss", "factor": 0.3, "patience": 1, "min_delta": 0.05, "verbose": 1}
EPOCHS = 8

CASES = {
    "plateau_adam": ({"type": "Adam", "learning_rate": 0.05}, [PLATEAU]),
    "plateau_momentum": ({"type": "SGD", "learning_rate": 0.2, "momentum": 0.9}, [PLATEAU | {"cooldown": 2, "min_lr": 0.01}]),
    "scheduler_rmsprop": ("rmsprop", [{"type": "LearningRateScheduler", "schedule": [0.02, 0.01, 0.03, 0.005], "verbose": 1}]),
    "scheduler_object_nadam": ({"type": "Nadam", "learning_rate": 0.01}, [{"type": "LearningRateScheduler", "schedule": {"3": 0.05}}]),
    "scheduler_cosine_adamw": (
        {"type": "AdamW", "learning_rate": 0.5, "weight_decay": 0.02},
        [
            {
                "type": "LearningRateScheduler",
                "schedule": {"type": "CosineDecay", "initial_learning_rate": 0.04, "decay_steps": 6, "alpha": 0.1},
            }
        ],
    ),
    "stopping_restores": (
        {"type": "SGD", "learning_rate": 0.5},
        [{"type": "EarlyStopping", "monitor": "val_loss", "patience": 2, "restore_best_weights": True, "verbose": 1}],
    ),
    "stopping_and_plateau": (
        {"type": "SGD", "learning_rate": 1.0},
        [PLATEAU | {"monitor": "val_accuracy"}, {"type": "EarlyStopping", "monitor": "val_accuracy", "patience": 3}],
    ),
}


def without_numbers(line):
    """An epoch's line without what it took and without values, which may differ in their last digit."""
    if not re.match(r" *\d+/\d+ - ", line):
        return line
    return re.sub(r": [-+.\de]+", ": #", re.sub(r" - \d+s - \d+[mu]?s/step", " - #", line))


def record_case(name, optimizer, callbacks):
    job = trajectories.binary_classifier
    rng = np.random.default_rng(8000 + trajectories.JOBS.index(job))
    config, inputs, *targets = job(rng)
    config |= {"epochs": EPOCHS, "shuffle": False, "optimizer": optimizer}
    (_, x), *_ = inputs.values()
    model = trajectories.compiled(config, [x])
    model.set_weights(list(trajectories.initial_weights(rng, model)))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        history = model.fit(
            x.astype(FLOATX),
            targets[0][1].astype(FLOATX),
            batch_size=config["batch_size"],
            epochs=EPOCHS,
            shuffle=False,
            validation_split=config["validation_split"],
            verbose=2,
            callbacks=[callback_of(each, None) for each in callbacks],
        ).history
    return {
        "name": name,
        "optimizer": optimizer,
        "callbacks": callbacks,
        "epochs": EPOCHS,
        "history": {key: np.asarray(values, FLOATX) for key, values in history.items()},
        "final_weights": weights_of(model),
        "log": [without_numbers(line) for line in printed.getvalue().splitlines() if line],
    }


def record():
    return [record_case(name, *case) for name, case in CASES.items()]
