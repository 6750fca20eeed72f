"""Whole jobs with the options of fit: epochs that end early, validation now and then, losses and metrics as lists."""

import numpy as np

from recorder.common import noise, numbers


def stepped(rng):
    """Epochs that end before the rows do and go on there, the last of them short; validation now and then, on some rows."""
    x = numbers(rng, (60, 3), -1.0, 1.0)
    y = np.round(x[:, :1] - 2 * x[:, 1:2] * x[:, 2:3] + noise(rng, (60, 1), 0.1), 4)
    config = {
        "layers": [
            {"type": "Dense", "units": 5, "activation": "tanh", "input_shape": [3]},
            {"type": "Dense", "units": 1},
        ],
        "optimizer": {
            "type": "SGD",
            "learning_rate": {"type": "ExponentialDecay", "initial_learning_rate": 0.2, "decay_steps": 3, "decay_rate": 0.8},
            "momentum": 0.5,
        },
        "loss": "mse",
        "loss_weights": 0.5,
        "metrics": ["mae"],
        "batch_size": 7,
        "epochs": 8,
        "initial_epoch": 2,
        "steps_per_epoch": 3,
        "validation_split": 0.2,
        "validation_freq": [4, 8, 11],
        "validation_batch_size": 5,
        "validation_steps": 2,
    }
    return config, {"x": [[f"x{i}" for i in range(3)], x]}, [["y"], np.float32(y)]


def steps_alone(rng):
    """Steps without a batch size: as many rows a step as make so many steps."""
    x = numbers(rng, (40, 2), -1.0, 1.0)
    y = np.round(x[:, :1] - 2 * x[:, 1:] + noise(rng, (40, 1), 0.1), 4)
    config = {
        "layers": [{"type": "Dense", "units": 1, "input_shape": [2]}],
        "optimizer": "sgd",
        "loss": "mse",
        "steps_per_epoch": 6,
        "validation_split": 0.25,
        "validation_freq": 2,
    }
    return config, {"x": [["x0", "x1"], x]}, [["y"], np.float32(y)]


def lists(rng):
    """Losses, weights and metrics as lists by output; nothing is learned from the last output."""
    x = numbers(rng, (40, 3), -1.0, 1.0)
    targets = [np.round(x[:, k : k + 1] * 2 - x[:, :1] + noise(rng, (40, 1), 0.1), 4) for k in range(3)]
    config = {
        "layers": [
            {"type": "Input", "name": "x", "shape": [3]},
            {"type": "Dense", "units": 6, "activation": "tanh", "name": "shared"},
            {"type": "Dense", "units": 1, "name": "a", "inputs": ["shared"]},
            {"type": "Dense", "units": 1, "name": "b", "inputs": ["shared"]},
            {"type": "Dense", "units": 1, "name": "c", "inputs": ["shared"]},
        ],
        "optimizer": {"type": "Adam", "learning_rate": 0.02},
        "loss": ["mse", {"type": "Huber", "delta": 0.5, "name": "mine"}, None],
        "loss_weights": [1.5, 0.5, 1],
        "metrics": [["mae", "mse"], "mae", ["mse"]],
        "batch_size": 9,
        "validation_split": 0.2,
        "data": {"target": ["ya", "yb", "yc"]},
    }
    columns = [[[name], np.float32(y)] for name, y in zip(("ya", "yb", "yc"), targets)]
    return config, {"x": [[f"x{i}" for i in range(3)], x]}, *columns


SEEDS = {stepped: 8009, steps_alone: 8010, lists: 8011}
