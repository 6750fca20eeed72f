#!/usr/bin/env python3
"""Exported ONNX files, opened by the real thing: onnx.checker and ONNX Runtime, or another reader. Needs: pip install onnx onnxruntime numpy;
for the others: openvino, opencv-python-headless, onnx2torch.

usage: onnx_files.py [--reader onnxruntime|openvino|opencv|onnx2torch] NNTRAIN [NAME...]    NAME: only jobs whose name holds one of these

Each job of tests/golden/parity (every layer, activation, graphs) and of configs/ is trained shortly, exported, checked and run beside
`nntrain predict`; those of configs/ also from the raw columns (--with-preprocessing). Prints the worst difference of each; exit code 1 where
one is above 1e-5 (relative to the largest answer, at least 1)."""
import argparse, json, sys

import numpy as np
import onnx
import onnxruntime

import exported

parser = argparse.ArgumentParser()
parser.add_argument("--reader", default="onnxruntime", choices=["onnxruntime", "openvino", "opencv", "onnx2torch"])
parser.add_argument("nntrain")
parser.add_argument("only", nargs="*")
OPTIONS = parser.parse_args()
NNTRAIN, READER = exported.Nntrain(OPTIONS.nntrain), OPTIONS.reader


def session(path):
    onnx.checker.check_model(onnx.load(path), full_check=True)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def outputs_of(path, ort, feed):
    """By name. The other readers are asked for graphs of one input and one output alone; None for what else there is."""
    if READER == "onnxruntime":
        return dict(zip([o.name for o in ort.get_outputs()], ort.run(None, feed)))
    if len(feed) > 1 or len(ort.get_outputs()) > 1:
        return None
    x = next(iter(feed.values()))
    if READER == "openvino":
        import openvino
        core = openvino.Core()
        model = core.compile_model(core.read_model(path), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
        return {"": np.array(model([x])[model.output(0)])}
    if READER == "opencv":
        import cv2
        net = cv2.dnn.readNetFromONNX(path)
        net.setInput(x)
        return {"": net.forward()}
    import onnx2torch, torch
    return {"": onnx2torch.convert(path).eval()(torch.tensor(x)).detach().numpy()}


def check(config, data, preprocessing, folder):
    model_path, onnx_path = NNTRAIN.trained(config, data, folder), str(folder / "model.onnx")
    NNTRAIN("export", model_path, "-o", onnx_path, *(["--with-preprocessing"] if preprocessing else []))
    header, rows = exported.read_csv(data.read_text())
    ort = session(onnx_path)
    answers = NNTRAIN.answers(model_path, data)
    if preprocessing:
        kept = [i for i, row in enumerate(answers) if row[0] != "NA"]
        feed = {}
        for value in ort.get_inputs():
            cells = [rows[i][header.index(value.name)].strip() for i in kept]
            if value.type == "tensor(string)":
                feed[value.name] = np.array(cells, object).reshape(-1, 1)
            else:
                feed[value.name] = np.array([np.nan if c in exported.MISSING else float(c) for c in cells], np.float32).reshape(-1, 1)
        answers = [answers[i] for i in kept]
    else:
        inputs = exported.encoded_inputs(json.loads(model_path.read_text()), rows, header)
        if inputs is None:
            return None
        feed = {value.name: array for value, array in zip(ort.get_inputs(), inputs)}
    outputs = outputs_of(onnx_path, ort, feed)
    if outputs is None:
        return None
    texts = [v for v in outputs.values() if v.dtype == object]
    numbers = [v for v in outputs.values() if v.dtype != object]
    if preprocessing and len(numbers) > 1:
        numbers = numbers[1:]  # the answer in the user's unit
    if texts:
        _, classes = exported.read_csv(NNTRAIN("predict", model_path, data))
        if list(texts[0].ravel()) != [classes[i][0] for i in kept]:
            return float("inf")
    return exported.distance(numbers, answers)


def jobs():
    for job in exported.parity_jobs():
        yield *job, False
    for name, config, data in exported.config_jobs():
        yield name, config, data, False
        if READER == "onnxruntime":
            yield name + " --with-preprocessing", config, data, True


sys.exit(exported.compare(jobs(), check, OPTIONS.only, f"{READER}, onnx {onnx.__version__}, ONNX Runtime {onnxruntime.__version__}"))
