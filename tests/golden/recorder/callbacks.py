"""callbacks.json: what callbacks say, set, save and write while runs with these values go by."""

import math
import tempfile
import warnings
from pathlib import Path

import numpy as np

from recorder.common import keras, schedule_of

NAN = float("nan")
VALLEY = [1.0, 0.8, 0.6, 0.5, 0.55, 0.7, 0.52, 0.6, 0.45, 0.9]
NOISY = [1.0, 0.95, 0.949, 0.948, 0.90, 0.8995, 0.899, 0.8988, 0.8987, 0.8986]
RISING = [0.5, 0.6, 0.7, 0.65, 0.64, 0.71, 0.70, 0.69, 0.68]
FLAT = [0.5] * 12
WORSE = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
ODD = [1.0, 1e-5, 123456789.0, 0.1, 1e16, 1e-4, NAN, math.inf, 0.333333343, 2.5e-7]


def loss(values, name="loss"):
    return [{name: value} for value in values]


def both(values, validation):
    """Epochs with a loss and a val_loss; None: not validated."""
    return [{"loss": one} | ({} if other is None else {"val_loss": other}) for one, other in zip(values, validation)]


def plateau(**options):
    return {"type": "ReduceLROnPlateau", "monitor": "loss", "verbose": 1, **options}


def scheduler(schedule, **options):
    return {"type": "LearningRateScheduler", "schedule": schedule, "verbose": 1, **options}


def checkpoint(filepath="best.json", **options):
    return {"type": "ModelCheckpoint", "filepath": filepath, "monitor": "loss", "verbose": 1, **options}


def stopping(**options):
    return {"type": "EarlyStopping", "monitor": "loss", "verbose": 1, **options}


CSV = {"type": "CSVLogger", "filename": "log.csv"}
NAN_GUARD = {"type": "TerminateOnNaN"}

# name: callbacks, epochs, and more: the learning rate at first, the running logs of steps by epoch, the file's text before
CASES = {
    "plateau_defaults": ([plateau(verbose=0)], loss(FLAT * 2)),
    "plateau_patience_0": ([plateau(patience=0)], loss(VALLEY)),
    "plateau_patience_1": ([plateau(patience=1)], loss(VALLEY)),
    "plateau_patience_2": ([plateau(patience=2)], loss(VALLEY)),
    "plateau_patience_3_flat": ([plateau(patience=3, factor=0.5)], loss(FLAT)),
    "plateau_cooldown_0": ([plateau(patience=2, factor=0.5, cooldown=0)], loss(FLAT)),
    "plateau_cooldown_1": ([plateau(patience=2, factor=0.5, cooldown=1)], loss(FLAT)),
    "plateau_cooldown_2": ([plateau(patience=2, factor=0.5, cooldown=2)], loss(FLAT)),
    "plateau_cooldown_3_patience_1": ([plateau(patience=1, factor=0.3, cooldown=3)], loss(FLAT)),
    "plateau_cooldown_improving": ([plateau(patience=1, factor=0.5, cooldown=4)], loss(VALLEY)),
    "plateau_min_lr": ([plateau(patience=1, min_lr=0.003)], loss(FLAT)),
    "plateau_min_lr_above": ([plateau(patience=1, min_lr=0.2)], loss(WORSE)),
    "plateau_min_lr_equal": ([plateau(patience=1, min_lr=0.1)], loss(WORSE)),
    "plateau_factor_0": ([plateau(patience=1, factor=0.0)], loss(WORSE)),
    "plateau_min_delta": ([plateau(patience=2, min_delta=0.01)], loss(NOISY)),
    "plateau_min_delta_default": ([plateau(patience=2)], loss(NOISY)),
    "plateau_min_delta_negative": ([plateau(patience=2, min_delta=-0.01)], loss(NOISY)),
    "plateau_mode_max": ([plateau(patience=2, mode="max")], loss(RISING)),
    "plateau_mode_min": ([plateau(patience=2, mode="min")], loss(RISING)),
    "plateau_auto_accuracy": ([plateau(patience=2, monitor="val_accuracy")], loss(RISING, "val_accuracy")),
    "plateau_missing": ([plateau(patience=1, monitor="val_loss")], loss(WORSE)),
    "plateau_sometimes_missing": ([plateau(patience=1, monitor="val_loss")], both(WORSE, [0.1, None, 0.2, None, 0.3, None])),
    "plateau_nan": ([plateau(patience=2)], loss([0.5, NAN, NAN, NAN, 0.4])),
    "plateau_nan_first": ([plateau(patience=2)], loss([NAN, 0.4, 0.3, 0.2])),
    "plateau_sixth": ([plateau(patience=1, factor=0.6)], loss(FLAT), {"learning_rate": 1.0}),
    "plateau_two": ([plateau(patience=2, factor=0.5), plateau(patience=3, factor=0.1)], loss(FLAT)),
    "plateau_and_stopping": ([stopping(patience=4), plateau(patience=2, factor=0.5)], loss(FLAT)),
    "scheduler_list": ([scheduler([0.1, 0.05, 0.025])], loss(WORSE)),
    "scheduler_silent": ([scheduler([0.1, 0.05, 0.025], verbose=0)], loss(WORSE)),
    "scheduler_object": ([scheduler({"2": 0.05, "4": 1e-05})], loss(WORSE)),
    "scheduler_decay": (
        [scheduler({"type": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5})],
        loss(WORSE),
    ),
    "scheduler_cosine": (
        [scheduler({"type": "CosineDecay", "initial_learning_rate": 0.01, "decay_steps": 4, "alpha": 0.1})],
        loss(WORSE),
    ),
    "scheduler_then_plateau": ([scheduler([0.1, 0.2, 0.3, 0.4]), plateau(patience=1, factor=0.5)], loss(WORSE)),
    "scheduler_keeps_what_plateau_set": ([plateau(patience=1, factor=0.5), scheduler({"4": 0.3})], loss(WORSE)),
    "stopping": ([stopping(patience=2)], loss(VALLEY)),
    "stopping_restores": ([stopping(patience=2, restore_best_weights=True)], loss(VALLEY)),
    "stopping_restores_at_the_end": ([stopping(patience=20, restore_best_weights=True)], loss(VALLEY)),
    "stopping_missing": ([stopping(monitor="val_loss")], loss(WORSE)),
    "stopping_nan_then_restores": ([stopping(patience=3, restore_best_weights=True)], loss([0.5, 0.4, NAN, NAN, NAN, NAN])),
    "checkpoint_every_epoch": ([checkpoint()], loss(VALLEY)),
    "checkpoint_named": ([checkpoint("e{epoch:02d}-{loss:.2f}.json")], loss(VALLEY)),
    "checkpoint_named_by_validation": (
        [checkpoint("sub/{epoch}_{val_loss}.json", monitor="val_loss")],
        both(WORSE, [0.25, 0.2, 0.125, 0.1, 1e-5, 3.0]),
    ),
    "checkpoint_best": ([checkpoint(save_best_only=True)], loss(VALLEY)),
    "checkpoint_best_silent": ([checkpoint(save_best_only=True, verbose=0)], loss(VALLEY)),
    "checkpoint_best_max": ([checkpoint(save_best_only=True, mode="max")], loss(RISING)),
    "checkpoint_best_accuracy": ([checkpoint(save_best_only=True, monitor="accuracy")], loss(RISING, "accuracy")),
    "checkpoint_best_threshold": ([checkpoint(save_best_only=True, initial_value_threshold=0.55)], loss(VALLEY)),
    "checkpoint_best_threshold_never": ([checkpoint(save_best_only=True, initial_value_threshold=0.1)], loss(VALLEY)),
    "checkpoint_threshold_without_best": ([checkpoint(initial_value_threshold=0.1)], loss(WORSE)),
    "checkpoint_best_nan": ([checkpoint(save_best_only=True)], loss([0.5, NAN, 0.4, NAN])),
    "checkpoint_best_missing": ([checkpoint(save_best_only=True, monitor="val_loss")], loss(WORSE)),
    "checkpoint_best_sometimes_missing": (
        [checkpoint(save_best_only=True, monitor="val_loss")],
        both(WORSE, [0.1, None, 0.2, None, 0.05, None]),
    ),
    "checkpoint_weights": ([checkpoint("w{epoch}.weights.json", save_weights_only=True)], loss(WORSE)),
    "checkpoint_steps": (
        [checkpoint("e{epoch}-b{batch:03d}.json", save_freq=4)],
        loss(WORSE),
        {"steps": [loss([0.3, 0.2, 0.1])] * 6},
    ),
    "checkpoint_steps_best": (
        [checkpoint("b.json", save_freq=2, save_best_only=True, mode="min")],
        loss(WORSE),
        {"steps": [loss([0.9 - epoch / 10, 0.8 - epoch / 10, 0.7 + epoch / 10]) for epoch in range(6)]},
    ),
    "checkpoint_each_step": ([checkpoint("{loss:.1e}.json", save_freq=1)], loss(WORSE), {"steps": [loss([0.3, 0.25])] * 6}),
    "checkpoint_knows_the_rate": ([plateau(patience=1, factor=0.5), checkpoint("lr{learning_rate:.4f}.json")], loss(WORSE)),
    "terminate": ([NAN_GUARD], loss([0.5, 0.4, NAN, 0.3]), {"steps": [loss([0.5]), loss([0.4]), loss([0.4, NAN, NAN])]}),
    "terminate_infinite": ([NAN_GUARD], loss([math.inf, 0.3]), {"steps": [loss([0.5, math.inf, 0.4])]}),
    "terminate_first_step": ([NAN_GUARD, CSV], loss([NAN, 0.3]), {"steps": [loss([NAN, NAN])]}),
    "terminate_and_restore": (
        [NAN_GUARD, stopping(patience=9, restore_best_weights=True)],
        loss([0.5, 0.4, NAN, 0.3]),
        {"steps": [loss([0.5]), loss([0.4]), loss([NAN])]},
    ),
    "csv": ([CSV], loss(WORSE)),
    "csv_numbers": ([CSV], both(ODD, ODD[::-1])),
    "csv_sorted": (
        [CSV],
        [{"loss": 0.5, "accuracy": 0.25, "val_loss": 0.75, "val_accuracy": 1.0}, {"accuracy": 0.5, "loss": 0.125}],
    ),
    "csv_validated_later": ([CSV], both(WORSE, [None, 0.1, None, 0.2, None, 0.3])),
    "csv_never_validated": ([CSV], [{"loss": 0.5, "mae": 0.25}] * 2),
    "csv_separator": ([CSV | {"separator": ";"}], both(WORSE, WORSE)),
    "csv_tab": ([CSV | {"separator": "\t"}], both(WORSE, WORSE)),
    "csv_separator_in_numbers": ([CSV | {"separator": "."}], both(WORSE, WORSE)),
    "csv_quotes": ([CSV], [{'a,"b"': 0.5, "loss": 0.25}] * 2),
    "csv_append": ([CSV | {"append": True}], loss(WORSE), {"before": "epoch,loss,val_loss\r\n0,0.5,NA\r\n"}),
    "csv_append_to_nothing": ([CSV | {"append": True}], loss(WORSE)),
    "csv_append_to_empty": ([CSV | {"append": True}], loss(WORSE), {"before": ""}),
    "csv_afresh": ([CSV], loss(WORSE), {"before": "old\n"}),
    "csv_with_rate": ([plateau(patience=2, factor=0.5, verbose=0), CSV], both(FLAT, FLAT)),
    "csv_before_rate": ([CSV, plateau(patience=2, factor=0.5, verbose=0)], both(FLAT, FLAT)),
    "csv_with_rate_unvalidated": ([scheduler([0.1, 0.07], verbose=0), CSV], loss(WORSE)),
}


class Run:
    """What callbacks need of a model. Its one weight is the number of the epoch that last ended; -1 before the first."""

    def __init__(self, learning_rate):
        self.weight, self.stop_training, self.saved = -1, False, []
        self.optimizer = keras.optimizers.SGD(learning_rate)
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile(optimizer="sgd", loss="mse", metrics=["accuracy", "mae"])
        x = np.zeros((2, 1), np.float32)
        model.train_on_batch(x, x)
        self.metrics = model.metrics

    def get_weights(self):
        return [np.float32(self.weight)]

    def set_weights(self, weights):
        self.weight = int(weights[0])

    def save(self, path, overwrite):
        self.saved.append([our_name(path), "model", self.weight])

    def save_weights(self, path, overwrite):
        self.saved.append([our_name(path), "weights", self.weight])


def keras_name(path, weights):
    """Keras wants its own endings."""
    return path.removesuffix(".json").removesuffix(".weights") + (".weights.h5" if weights else ".keras")


def our_name(text):
    return text.replace(".weights.h5", ".weights.json").replace(".keras", ".json")


def rate_of(schedule):
    """The function of the epoch and the rate that a "schedule" of ours is."""
    if isinstance(schedule, list):
        return lambda epoch, rate: schedule[min(epoch, len(schedule) - 1)]
    if "type" in schedule:
        made = schedule_of(schedule)
        return lambda epoch, rate: float(keras.ops.convert_to_numpy(made(epoch)))
    return lambda epoch, rate: next((each for start, each in reversed(schedule.items()) if int(start) <= epoch), rate)


def callback_of(spec, folder):
    options = {key: value for key, value in spec.items() if key != "type"}
    if "filepath" in options:
        options["filepath"] = keras_name(options["filepath"], options.get("save_weights_only"))
    if "filename" in options:
        options["filename"] = str(folder / options["filename"])
    if "schedule" in options:
        options["schedule"] = rate_of(options["schedule"])
    return getattr(keras.callbacks, spec["type"])(**options)


def play(callbacks, run, epochs, steps):
    """The calls of fit, as far as there are such; what the run's learning rate and logs are after each epoch."""
    rates, seen = [], []
    for callback in callbacks:
        callback.set_model(run)
        callback.on_train_begin()
    for epoch, values in enumerate(epochs):
        for callback in callbacks:
            callback.on_epoch_begin(epoch)
        for step, running in enumerate(steps[epoch] if steps else []):
            for callback in callbacks:
                callback.on_train_batch_end(step, dict(running))
            if run.stop_training:
                break
        run.weight, logs = epoch, dict(values)
        for callback in callbacks:
            callback.on_epoch_end(epoch, logs)
        rates.append(float(keras.ops.convert_to_numpy(run.optimizer.learning_rate)))
        seen.append(logs)
        if run.stop_training:
            break
    for callback in callbacks:
        callback.on_train_end()
    return rates, seen


def jsonable(value):
    """NaN and infinity are text."""
    if isinstance(value, dict):
        return {key: jsonable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [jsonable(each) for each in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def rounded(epochs):
    """Logs as fit gives them: float32."""
    return [{key: float(np.float32(value)) for key, value in logs.items()} for logs in epochs]


def record_case(name, specs, epochs, more=None):
    more = more or {}
    messages, run = [], Run(more.get("learning_rate", 0.1))
    printed = keras.src.utils.io_utils.print_msg
    keras.src.utils.io_utils.print_msg = lambda text, line_break=True: messages.append(our_name(text.lstrip("\n")))
    epochs, steps = rounded(epochs), [rounded(each) for each in more.get("steps", [])]
    try:
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("default")
            table = Path(folder) / "log.csv"
            if "before" in more:
                table.write_bytes(more["before"].encode())
            rates, seen = play([callback_of(each, Path(folder)) for each in specs], run, epochs, steps)
            text = table.read_bytes().decode() if table.exists() else None
    finally:
        keras.src.utils.io_utils.print_msg = printed
    return jsonable({
        "name": name,
        "callbacks": specs,
        "epochs": epochs,
        "steps": steps,
        "learning_rate": more.get("learning_rate", 0.1),
        "before": more.get("before"),
        "messages": messages,
        "warnings": list(dict.fromkeys(str(each.message) for each in warned if each.category is UserWarning)),
        "rates": rates,
        "logs": seen,
        "stopped": run.stop_training,
        "weight": run.weight,
        "saved": run.saved,
        "csv": text,
    })


def record():
    return [record_case(name, *case) for name, case in CASES.items()]
