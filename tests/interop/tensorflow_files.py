#!/usr/bin/env python3
"""Exported SavedModels and TFLite files, opened by the real thing. Needs: pip install tensorflow-cpu keras numpy; for litert: ai-edge-litert;
for openvino: openvino.

usage: tensorflow_files.py [--reader tensorflow|tensorflow1|keras|openvino|litert|openvino-tflite] NNTRAIN [NAME...]    NAME: only jobs whose name holds one of these

Each job of tests/golden/parity (every layer, activation, graphs) and of configs/ is trained shortly, exported, and run beside `nntrain predict`:
a SavedModel by tf.saved_model.load, by TensorFlow 1's loader, by Keras' TFSMLayer or by OpenVINO; a TFLite file by LiteRT or by OpenVINO (which is asked for one input and
output alone). Prints the worst difference of each; exit code 1 where one is above 1e-5 (relative to the largest answer, at least 1)."""
import argparse, json, os, sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import numpy as np

import exported

parser = argparse.ArgumentParser()
parser.add_argument("--reader", default="tensorflow", choices=["tensorflow", "tensorflow1", "keras", "openvino", "litert", "openvino-tflite"])
parser.add_argument("nntrain")
parser.add_argument("only", nargs="*")
OPTIONS = parser.parse_args()
NNTRAIN, READER = exported.Nntrain(OPTIONS.nntrain), OPTIONS.reader


def by_tensorflow(path, feed, outputs):
    function = tensorflow.saved_model.load(path).signatures["serving_default"]
    got = function(**{name: tensorflow.constant(x) for name, x in feed.items()})
    return [got[name].numpy() for name in outputs]


def by_tensorflow1(path, feed, outputs):
    with tensorflow.compat.v1.Session(graph=tensorflow.Graph()) as session:
        signature = tensorflow.compat.v1.saved_model.loader.load(session, ["serve"], path).signature_def["serving_default"]
        return session.run([signature.outputs[name].name for name in outputs], {signature.inputs[name].name: x for name, x in feed.items()})


def by_keras(path, feed, outputs):
    layer = keras.layers.TFSMLayer(path, call_endpoint="serving_default")
    first, *others = sorted(feed)  # the order in which TensorFlow takes them without names
    got = layer(tensorflow.constant(feed[first]), **{name: tensorflow.constant(feed[name]) for name in others})
    return [got[name].numpy() for name in outputs]


def by_litert(path, feed, outputs):
    """Twice: another number of rows must do, too."""
    interpreter = Interpreter(path)
    run = interpreter.get_signature_runner("serving_default")
    first = run(**{name: x[:1] for name, x in feed.items()})
    got = run(**feed)
    for name in outputs:
        np.testing.assert_allclose(first[name], got[name][:1], rtol=1e-5, atol=1e-6)
    return [got[name] for name in outputs]


def by_openvino(path, feed, outputs):
    if len(feed) > 1 or len(outputs) > 1:
        return None
    core = openvino.Core()
    model = core.compile_model(core.read_model(path), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return [np.array(model(list(feed.values()))[model.output(0)])]


if READER in ("tensorflow", "tensorflow1", "keras"):
    import tensorflow
    version = f"TensorFlow {tensorflow.__version__}"
    if READER == "keras":
        import keras
        version += f", Keras {keras.__version__}"
elif READER == "litert":
    import ai_edge_litert
    from ai_edge_litert.interpreter import Interpreter
    version = f"LiteRT {ai_edge_litert.__version__}"
else:
    import openvino
    version = f"{READER} {openvino.__version__}"
OPEN = {"tensorflow": by_tensorflow, "tensorflow1": by_tensorflow1, "keras": by_keras, "litert": by_litert, "openvino": by_openvino, "openvino-tflite": by_openvino}[READER]


def names_in(path, kind):
    """Of the file's inputs or outputs, in order, as inspect shows them."""
    lines = NNTRAIN("inspect", path).splitlines()
    return [line[len(kind) + 1:].split(": float32 (")[0] for line in lines if line.startswith(kind + " ")]


def check(config, data, folder):
    model = NNTRAIN.trained(config, data, folder)
    path = f"{folder}/model.tflite" if READER in ("litert", "openvino-tflite") else f"{folder}/saved/"
    NNTRAIN("export", model, "-o", path)
    header, rows = exported.read_csv(data.read_text())
    inputs = exported.encoded_inputs(json.loads(model.read_text()), rows, header)
    if inputs is None:
        return None
    outputs = OPEN(path, dict(zip(names_in(path, "input"), inputs)), names_in(path, "output"))
    return None if outputs is None else exported.distance(outputs, NNTRAIN.answers(model, data))


def jobs():
    yield from exported.parity_jobs()
    yield from exported.config_jobs()


sys.exit(exported.compare(jobs(), check, OPTIONS.only, version))
