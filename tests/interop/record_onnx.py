#!/usr/bin/env python3
"""Writes tests/golden/onnx: small ONNX files as PyTorch and Keras export them, with inputs and what their programs make of these, for the
test of `nntrain import`. Needs: pip install torch onnx onnxscript keras tensorflow-cpu tf2onnx. Keras' back end is KERAS_BACKEND's.

usage: record_onnx.py torch|keras"""
import json, os, pathlib, sys

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "golden/onnx"
FOLDER.mkdir(exist_ok=True)
X = np.round(np.random.RandomState(0).randn(6, 4), 3).astype(np.float32)


def record(name, outputs):
    path = FOLDER / "expected.json"
    cases = json.loads(path.read_text()) if path.exists() else {}
    cases[name] = {"inputs": X.tolist(), "outputs": [[float(f"{v:.8g}") for v in row] for row in np.asarray(outputs, np.float64)]}
    lines = [f"{json.dumps(key)}: {json.dumps(cases[key])}" for key in sorted(cases)]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def with_torch():
    import torch
    from torch import nn

    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b, self.c, self.norm = nn.Linear(4, 8), nn.Linear(8, 8), nn.Linear(16, 3), nn.LayerNorm(8)

        def forward(self, x):
            h = torch.relu(self.a(x))
            g = self.norm(nn.functional.silu(self.b(h)) + h)
            return torch.softmax(self.c(torch.cat([g, h], 1)), -1)

    torch.manual_seed(0)
    activations = [nn.LeakyReLU(0.2), nn.ELU(), nn.SELU(), nn.Tanh(), nn.Sigmoid(), nn.Softplus(), nn.ReLU6(), nn.PReLU(), nn.Hardswish(),
                   nn.Hardsigmoid(), nn.Softsign(), nn.GELU(), nn.GELU(approximate="tanh"), nn.SiLU(), nn.Mish(), nn.ELU(0.5)]
    layers = [nn.Linear(4, 6)]
    for activation in activations:
        layers += [activation, nn.Linear(6, 6)]
    norm = nn.Sequential(nn.Linear(4, 8, bias=False), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(), nn.Linear(8, 3))
    for _ in range(5):
        norm(torch.randn(32, 4) * 2 + 1)
    mlp = nn.Sequential(nn.Flatten(), nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3), nn.Softmax(-1))
    for name, net, opset, dynamo in [
        ("torch_mlp_9", mlp, 9, False), ("torch_mlp_18", mlp, 18, True), ("torch_activations_13", nn.Sequential(*layers, nn.LogSoftmax(-1)), 13, False),
        ("torch_activations_18", nn.Sequential(*layers, nn.LogSoftmax(-1)), 18, True), ("torch_activations_20", nn.Sequential(*layers), 20, False),
        ("torch_batch_norm_13", norm, 13, False), ("torch_residual_17", Residual(), 17, False)]:
        net.eval()
        path = str(FOLDER / f"{name}.onnx")
        if dynamo:
            torch.onnx.export(net, (torch.zeros(2, 4),), path, dynamo=True, opset_version=opset, dynamic_shapes=({0: "N"},), verbose=False, external_data=False)
            import onnx
            model = onnx.load(path)  # without the paths and the source that the exporter notes down
            del model.metadata_props[:], model.graph.metadata_props[:], model.graph.value_info[:]
            for node in model.graph.node:
                del node.metadata_props[:]
                node.doc_string = ""
            onnx.save(model, path)
        else:
            torch.onnx.export(net, torch.zeros(2, 4), path, dynamo=False, opset_version=opset, input_names=["x"], output_names=["y"],
                              dynamic_axes={"x": {0: "N"}, "y": {0: "N"}})
        record(name, net(torch.tensor(X)).detach().numpy())


def with_keras():
    import keras
    from keras import layers as L

    keras.utils.set_random_seed(1)
    names = ["tanh", "sigmoid", "elu", "selu", "softplus", "softsign", "gelu", "silu", "hard_sigmoid", "relu6", "leaky_relu", "mish", "hard_silu",
             "log_sigmoid", "hard_tanh"]
    nets = {
        "mlp": [L.Dense(8, activation="relu"), L.Dense(3, activation="softmax")],
        "activations": [L.Dense(6, activation=name) for name in names] + [L.Dense(2)],
        "batch_norm": [L.Dense(8), L.BatchNormalization(), L.Activation("relu"), L.Dropout(0.2), L.Flatten(), L.Dense(1)],
    }
    for name, layers in nets.items():
        model = keras.Sequential([keras.Input((4,)), *layers])
        outputs = model.predict(X, verbose=0)
        model(X)
        name = f"keras_{keras.backend.backend()}_{name}"
        model.export(str(FOLDER / f"{name}.onnx"), format="onnx", verbose=False)
        record(name, outputs)


{"torch": with_torch, "keras": with_keras}[sys.argv[1]]()
