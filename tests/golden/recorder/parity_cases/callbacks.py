"""Callbacks that change the run, each with its options."""

from recorder.parity_cases.base import case, each, numbers

FAST = {"type": "SGD", "learning_rate": 0.4}  # so that not every epoch improves
LOSS = {"monitor": "val_loss"}


def under(callback, optimizer=FAST, **more):
    return numbers(**{"epochs": 8} | more, optimizer=optimizer, callbacks=[callback])


def slowly(callback):
    return under(callback, {"type": "SGD", "learning_rate": 0.1, "momentum": 0.5})


def cases():
    options = [
        {"patience": 1}, {"monitor": "val_mae"}, {"monitor": "loss", "min_delta": 0.05}, {"mode": "min"},
        {"baseline": 0.05, "patience": 2}, {"restore_best_weights": True}, {"start_from_epoch": 4},
    ]  # fmt: skip
    yield from each(under, "EarlyStopping", {}, *options, common=LOSS)
    yield from each(slowly, "EarlyStopping", {"mode": "max"}, common=LOSS)
    yield from each(under, "ReduceLROnPlateau", {}, {"patience": 1})
    options = [{"factor": 0.5}, {"cooldown": 2}, {"min_lr": 0.1}, {"monitor": "loss"}, {"mode": "max"}, {"min_delta": 0.1}]
    yield from each(under, "ReduceLROnPlateau", *options, common={"patience": 1})
    decay = {"type": "ExponentialDecay", "initial_learning_rate": 0.2, "decay_steps": 2, "decay_rate": 0.5}
    yield case("learningratescheduler_list", under({"type": "LearningRateScheduler", "schedule": [0.2, 0.1, 0.3]}))
    yield case("learningratescheduler_decay", under({"type": "LearningRateScheduler", "schedule": decay}))
    average = {"type": "SGD", "learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.8}
    yield from each(lambda callback: under(callback, average), "SwapEMAWeights", {}, {"swap_on_epoch": True})
