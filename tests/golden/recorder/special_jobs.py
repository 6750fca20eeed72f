"""Jobs of trajectories/ with layers that mask, wrap or learn from the rows. A job's random numbers come from its seed."""

import numpy as np

from recorder.common import noise, numbers


def masked(rng):
    """Steps that are not there count neither in the loss nor in its metrics, nor for BatchNormalization."""
    x = numbers(rng, (40, 4, 2), -1.0, 1.0) * np.float32(rng.uniform(size=(40, 4, 1)) > 0.3)
    y = np.float32(np.round(2 * x[:, :, :1] - x[:, :, 1:] + noise(rng, (40, 4, 1), 0.1), 4))
    steps = [f"y{i}" for i in range(4)]
    config = {
        "layers": [
            {"type": "Masking", "input_shape": [4, 2]},
            {"type": "Dense", "units": 6, "activation": "tanh"},
            {"type": "BatchNormalization", "momentum": 0.8},
            {"type": "Dense", "units": 1},
        ],
        "optimizer": {"type": "SGD", "learning_rate": 0.1},
        "loss": "mse",
        "metrics": ["mae", {"type": "RootMeanSquaredError"}, {"type": "CosineSimilarity"}],
        "batch_size": 7,
        "validation_split": 0.2,
        "data": {"target": steps},
    }
    return config, {"x": [[f"x{i}" for i in range(8)], x]}, [steps, y]


def masked_words(rng):
    """The number 0 stands for no word; the others are to be told apart, place by place."""
    x = rng.integers(0, 6, (40, 5)).astype(np.int32)
    y = np.float32(x[:, ::-1] % 3)[..., None]
    places = [f"y{i}" for i in range(5)]
    config = {
        "layers": [
            {"type": "Embedding", "input_dim": 6, "output_dim": 4, "mask_zero": True, "input_shape": [5]},
            {"type": "Dense", "units": 5, "activation": "relu"},
            {"type": "Dense", "units": 1, "activation": "sigmoid"},
        ],
        "optimizer": {"type": "SGD", "learning_rate": 0.5},
        "loss": {"type": "BinaryCrossentropy", "label_smoothing": 0.1},
        "metrics": ["binary_accuracy", "mse"],
        "batch_size": 7,
        "validation_split": 0.2,
        "data": {"target": places},
    }
    return config, {"x": [[f"x{i}" for i in range(5)], x]}, [places, np.float32(y > 1)]


def spectral(rng):
    """Kernels that each step first divides by their largest singular value."""
    x = numbers(rng, (40, 4), -1.0, 1.0)
    y = np.round(3 * x[:, :1] - 2 * x[:, 1:2] * x[:, 2:3] + noise(rng, (40, 1), 0.1), 4)
    inside = {"type": "Dense", "units": 6, "activation": "tanh", "kernel_regularizer": "l2"}
    config = {
        "layers": [
            {"type": "SpectralNormalization", "layer": inside, "power_iterations": 2, "input_shape": [4]},
            {"type": "SpectralNormalization", "layer": {"type": "Dense", "units": 5, "activation": "relu"}},
            {"type": "Dense", "units": 1},
        ],
        "optimizer": {"type": "SGD", "learning_rate": 0.1, "momentum": 0.9},
        "loss": "mse",
        "metrics": ["mae"],
        "batch_size": 7,
        "validation_split": 0.2,
    }
    return config, {"x": [[f"x{i}" for i in range(4)], x]}, [["y"], np.float32(y)]


def adapted(rng):
    """Layers that learn from the training rows before training begins, one of them from what another makes."""
    x = numbers(rng, (50, 3)) * np.float32([1.0, 10.0, 0.125]) + np.float32([0.5, -3.0, 2.0])
    y = np.round(np.abs(x[:, :1]) + 0.1 * x[:, 1:2] + noise(rng, (50, 1), 0.1), 4)
    config = {
        "layers": [
            {"type": "Input", "name": "x", "shape": [3]},
            {"type": "Rescaling", "name": "smaller", "scale": 0.5, "offset": 1.0},
            {"type": "Normalization", "name": "normal"},
            {"type": "Discretization", "num_bins": 4, "output_mode": "multi_hot", "name": "bins", "inputs": ["normal"]},
            {"type": "Concatenate", "inputs": ["normal", "bins"]},
            {"type": "Dense", "units": 6, "activation": "tanh"},
            {"type": "Dense", "units": 1},
        ],
        "optimizer": {"type": "SGD", "learning_rate": 0.05},
        "loss": "mse",
        "metrics": ["mae"],
        "batch_size": 7,
        "validation_split": 0.3,
    }
    return config, {"x": [["x0", "x1", "x2"], np.float32(x)]}, [["y"], np.float32(y)]


SEEDS = {masked: 1, masked_words: 2, spectral: 3, adapted: 4}
