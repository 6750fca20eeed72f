"""Training jobs of trajectories/ about optimizers: averages of weights, gathered gradients, weights shared out."""

import numpy as np

from recorder.common import noise, numbers


def small(rng, optimizer):
    """A small regression under this optimizer."""
    x = numbers(rng, (40, 4), -1.0, 1.0)
    y = np.round(2 * x[:, :1] - x[:, 1:2] * x[:, 2:3] + noise(rng, (40, 1), 0.1), 4)
    constraint = {"type": "MaxNorm", "max_value": 0.8}
    config = {
        "layers": [
            {"type": "Dense", "units": 6, "activation": "tanh", "kernel_constraint": constraint, "input_shape": [4]},
            {"type": "BatchNormalization", "momentum": 0.9},
            {"type": "Dense", "units": 5, "activation": "gelu"},
            {"type": "Dense", "units": 1},
        ],
        "optimizer": optimizer,
        "loss": "mse",
        "metrics": ["mae"],
        "batch_size": 7,
        "validation_split": 0.2,
    }
    return config, {"x": [[f"x{i}" for i in range(4)], x]}, [["y"], np.float32(y)]


def averaged(rng):
    """Averages of the weights, which the run ends with; biases that do not decay."""
    optimizer = {"type": "Adam", "learning_rate": 0.02, "weight_decay": 0.1, "exclude_from_weight_decay": ["bias"]}
    return small(rng, optimizer | {"use_ema": True, "ema_momentum": 0.9})


def gathered(rng):
    """Fifteen steps of which every fourth updates, so that the last three gather in vain; averages are taken in between."""
    decay = {"type": "InverseTimeDecay", "initial_learning_rate": 0.2, "decay_steps": 5, "decay_rate": 0.5}
    optimizer = {"type": "SGD", "learning_rate": decay, "momentum": 0.9, "nesterov": True, "clipnorm": 0.5}
    optimizer |= {"gradient_accumulation_steps": 4, "loss_scale_factor": 4.0}
    return small(rng, optimizer | {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 2})


def muon(rng):
    """Two matrices that Muon moves, one that it leaves to Adam."""
    return small(rng, {"type": "Muon", "learning_rate": 0.02, "exclude_layers": ["dense_2"]})


def schedule_free(rng):
    optimizer = {"type": "ScheduleFreeAdamW", "learning_rate": 0.05, "warmup_steps": 4, "weight_decay": 0.01}
    return small(rng, optimizer)


def swapping(rng, *callbacks):
    """Averages that validation sees, and callbacks."""
    optimizer = {"type": "SGD", "learning_rate": 0.1, "momentum": 0.9, "use_ema": True, "ema_momentum": 0.8}
    config, *data = small(rng, optimizer)
    return config | {"callbacks": list(callbacks)}, *data


def swapped(rng):
    return swapping(rng, {"type": "SwapEMAWeights"})


def swapped_by_epoch(rng):
    return swapping(rng, {"type": "SwapEMAWeights", "swap_on_epoch": True})


STOP = {"type": "EarlyStopping", "monitor": "loss", "min_delta": 100.0, "patience": 1}


def swapped_and_stopped(rng):
    """The run ends in an epoch that SwapEMAWeights does not know to be the last: with the weights, not their averages."""
    return swapping(rng, {"type": "SwapEMAWeights", "swap_on_epoch": True}, STOP)


def swapped_and_restored(rng):
    """EarlyStopping keeps the averages that it sees, and brings them back after the run has taken its own."""
    return swapping(rng, {"type": "SwapEMAWeights", "swap_on_epoch": True}, STOP | {"restore_best_weights": True})


def shared_out(rng):
    """Weights that follow three optimizers, two of which average."""
    average = {"use_ema": True, "ema_momentum": 0.7}
    by_path = {"dense/.*": {"type": "Adam", "learning_rate": 0.02, **average}}
    by_path["dense_2/bias"] = {"type": "SGD", "learning_rate": 0.05, "momentum": 0.9}
    default = {"type": "RMSprop", "learning_rate": 0.01, "global_clipnorm": 0.5, **average}
    optimizer_map = {"default_optimizer": default, "optimizer_map": by_path}
    return small(rng, {"type": "MultiOptimizer", "optimizer_map": optimizer_map, "loss_scale_factor": 2.0})


JOBS = [
    averaged, gathered, muon, schedule_free, shared_out, swapped, swapped_by_epoch, swapped_and_stopped, swapped_and_restored,
]  # fmt: skip
