"""earlystopping.json: where EarlyStopping stops a run with these values, and which epoch's weights remain."""

import numpy as np

from recorder.common import keras

FALLING = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3]
VALLEY = [1.0, 0.8, 0.6, 0.5, 0.55, 0.7, 0.52, 0.6, 0.45, 0.9]
NOISY = [1.0, 0.95, 0.949, 0.948, 0.90, 0.8995, 0.899, 0.8988, 0.8987, 0.8986]
RISING = [0.5, 0.6, 0.7, 0.65, 0.64, 0.71, 0.70, 0.69, 0.68]
FLAT = [0.5] * 6
WORSE = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]

CASES = {
    "falling": (FALLING, {"monitor": "loss"}),
    "default_patience": (VALLEY, {"monitor": "loss"}),
    "patience_1": (VALLEY, {"monitor": "loss", "patience": 1}),
    "patience_2": (VALLEY, {"monitor": "loss", "patience": 2}),
    "patience_3": (VALLEY, {"monitor": "loss", "patience": 3}),
    "patience_too_long": (VALLEY, {"monitor": "loss", "patience": 20}),
    "restore": (VALLEY, {"monitor": "loss", "patience": 2, "restore_best_weights": True}),
    "restore_without_stop": (VALLEY, {"monitor": "loss", "patience": 20, "restore_best_weights": True}),
    "restore_falling": (FALLING, {"monitor": "loss", "patience": 2, "restore_best_weights": True}),
    "restore_patience_0": (WORSE, {"monitor": "loss", "restore_best_weights": True}),
    "flat": (FLAT, {"monitor": "loss", "patience": 2}),
    "worse_patience_0": (WORSE, {"monitor": "loss"}),
    "min_delta": (NOISY, {"monitor": "loss", "patience": 2, "min_delta": 0.01}),
    "min_delta_negative_is_absolute": (NOISY, {"monitor": "loss", "patience": 2, "min_delta": -0.01}),
    "min_delta_exact": ([1.0, 0.75, 0.5, 0.25], {"monitor": "loss", "min_delta": 0.25}),
    "min_delta_restore": (NOISY, {"monitor": "loss", "patience": 3, "min_delta": 0.01, "restore_best_weights": True}),
    "mode_max": (RISING, {"monitor": "loss", "mode": "max", "patience": 2}),
    "mode_max_restore": (RISING, {"monitor": "loss", "mode": "max", "patience": 3, "restore_best_weights": True}),
    "mode_max_min_delta": (RISING, {"monitor": "loss", "mode": "max", "patience": 2, "min_delta": 0.08}),
    "auto_accuracy_is_max": (RISING, {"monitor": "val_accuracy", "patience": 2}),
    "auto_loss_is_min": (RISING, {"monitor": "val_loss", "patience": 2}),
    "auto_metric_is_min": (VALLEY, {"monitor": "val_mae", "patience": 2}),
    "baseline_never_reached": (VALLEY, {"monitor": "loss", "baseline": 0.4, "patience": 3}),
    "baseline_reached": (VALLEY, {"monitor": "loss", "baseline": 0.7, "patience": 3}),
    "baseline_reached_late": (FALLING, {"monitor": "loss", "baseline": 0.45, "patience": 3}),
    "baseline_falling_never_stops": (FALLING, {"monitor": "loss", "baseline": 0.1, "patience": 2}),
    "baseline_restore": (VALLEY, {"monitor": "loss", "baseline": 0.4, "patience": 3, "restore_best_weights": True}),
    "baseline_patience_0": (VALLEY, {"monitor": "loss", "baseline": 0.4}),
    "start_from_epoch": (WORSE, {"monitor": "loss", "start_from_epoch": 3}),
    "start_from_epoch_patience": (VALLEY, {"monitor": "loss", "start_from_epoch": 4, "patience": 2}),
    "start_from_epoch_restore": (
        WORSE,
        {"monitor": "loss", "start_from_epoch": 3, "patience": 1, "restore_best_weights": True},
    ),
    "start_from_epoch_beyond": (WORSE, {"monitor": "loss", "start_from_epoch": 10, "restore_best_weights": True}),
    "nan": ([0.5, 0.4, float("nan"), float("nan"), float("nan")], {"monitor": "loss", "patience": 2}),
    "nan_first": ([float("nan"), 0.4, 0.3, 0.2], {"monitor": "loss", "patience": 2}),
    "monitor_missing": (WORSE, {"monitor": "val_loss", "patience": 1}, "loss"),
}


class Run:
    """What the callback needs of a model. The weights after an epoch are that epoch's number; -1 before the first."""

    def __init__(self):
        self.weights, self.stop_training = [np.float32(-1)], False
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile(optimizer="sgd", loss="mse", metrics=["accuracy", "mae"])
        x = np.zeros((2, 1), np.float32)
        model.train_on_batch(x, x)
        self.metrics = model.metrics

    def get_weights(self):
        return list(self.weights)

    def set_weights(self, weights):
        self.weights = list(weights)


def record_case(name, values, options, logged=None):
    callback, run = keras.callbacks.EarlyStopping(**options), Run()
    callback.set_model(run)
    callback.on_train_begin()
    last = None
    for epoch, value in enumerate(values):
        run.weights, last = [np.float32(epoch)], epoch
        callback.on_epoch_end(epoch, {logged or options["monitor"]: value})
        if run.stop_training:
            break
    callback.on_train_end()
    return {
        "name": name,
        "callback": {"type": "EarlyStopping", **options},
        "logged_as": logged or options["monitor"],
        "values": [None if value != value else value for value in values],
        "stopped": run.stop_training,
        "last_epoch": last,
        "best_epoch": callback.best_epoch,
        "weights_of_epoch": int(run.weights[0]),
    }


def record():
    return [record_case(name, *case) for name, case in CASES.items()]
