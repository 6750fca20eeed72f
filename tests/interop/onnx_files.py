#!/usr/bin/env python3
"""Exported ONNX files, opened by the real thing: onnx.checker and ONNX Runtime, or another reader. Needs: pip install onnx onnxruntime numpy;
for the others: openvino, opencv-python-headless, onnx2torch.

usage: onnx_files.py [--reader onnxruntime|openvino|opencv|onnx2torch] NNTRAIN [NAME...]    NAME: only jobs whose name holds one of these

Each job of tests/golden/parity (every layer, activation, graphs) and of configs/ is trained shortly, exported, checked and run beside
`nntrain predict`; those of configs/ also from the raw columns (--with-preprocessing). Prints the worst difference of each; exit code 1 where
one is above 1e-5 (relative to the largest answer, at least 1)."""
import argparse, csv, json, pathlib, subprocess, sys, tempfile

import numpy as np
import onnx
import onnxruntime

ROOT = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--reader", default="onnxruntime", choices=["onnxruntime", "openvino", "opencv", "onnx2torch"])
parser.add_argument("nntrain")
parser.add_argument("only", nargs="*")
OPTIONS = parser.parse_args()
NNTRAIN, ONLY, READER = OPTIONS.nntrain, OPTIONS.only, OPTIONS.reader
MISSING = {"", "NA", "N/A", "na", "nan", "NaN", "null", "NULL", "None", "?"}


def nntrain(*arguments):
    done = subprocess.run([NNTRAIN, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"nntrain {' '.join(map(str, arguments))}: {done.stderr.strip()}")
    return done.stdout


def read_csv(text):
    rows = list(csv.reader(text.splitlines(), skipinitialspace=True))
    return rows[0], rows[1:]


def as_numbers(rows):
    return np.array([[float(x) for x in row] for row in rows], np.float64)


def distance(is_, was):
    if is_.shape != was.shape:
        return float("inf")
    return float(np.max(np.abs(is_ - was) / np.maximum(1, np.abs(was)), initial=0))


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


def encoded_inputs(model, rows, header):
    """The inputs of a network that takes numbers as they are; None where it does not."""
    inputs = []
    for source in model["columns"]["inputs"]:
        if any(column["type"] != "number" or column.get("treatment") or column.get("missing") for column in source["columns"]):
            return None
        places = [header.index(column["name"]) for column in source["columns"]]
        try:
            numbers = np.array([[float(row[p]) for p in places] for row in rows], np.float32)
        except ValueError:  # rows that are left out
            return None
        inputs.append(numbers.reshape([len(rows), *source["shape"]]))
    return inputs


def check(config, data, folder, preprocessing):
    job, model_path, onnx_path = folder / "job.json", folder / "model.json", str(folder / "model.onnx")
    if isinstance(config, dict):
        job.write_text(json.dumps(config))
    nntrain("fit", job if isinstance(config, dict) else config, data, "--set", "epochs=2", "--log", "quiet", "-o", model_path)
    nntrain("export", model_path, "-o", onnx_path, *(["--with-preprocessing"] if preprocessing else []))
    model = json.loads(model_path.read_text())
    header, rows = read_csv(data.read_text())
    ort = session(onnx_path)
    try:
        answers = read_csv(nntrain("predict", model_path, data, "--probabilities"))[1]
    except RuntimeError:  # margins
        answers = read_csv(nntrain("predict", model_path, data))[1]
    if preprocessing:
        kept = [i for i, row in enumerate(answers) if row[0] != "NA"]
        feed = {}
        for value in ort.get_inputs():
            cells = [rows[i][header.index(value.name)].strip() for i in kept]
            if value.type == "tensor(string)":
                feed[value.name] = np.array(cells, object).reshape(-1, 1)
            else:
                feed[value.name] = np.array([np.nan if c in MISSING else float(c) for c in cells], np.float32).reshape(-1, 1)
        answers = [answers[i] for i in kept]
    else:
        inputs = encoded_inputs(model, rows, header)
        if inputs is None:
            return None
        feed = {value.name: array for value, array in zip(ort.get_inputs(), inputs)}
    outputs = outputs_of(onnx_path, ort, feed)
    if outputs is None:
        return None
    texts = {k: v for k, v in outputs.items() if v.dtype == object}
    numbers = [v.reshape(len(v), -1) for v in outputs.values() if v.dtype != object]
    worst = 0.0
    if preprocessing and len(numbers) > 1:
        numbers = numbers[1:]  # the answer in the user's unit
    got = np.concatenate(numbers, axis=1).astype(np.float64)
    expected = as_numbers(answers)
    if expected.shape[1] == got.shape[1] * 2 and got.shape[1] == 1:  # yes or no
        got = np.concatenate([1 - got, got], axis=1)
    worst = distance(got, expected)
    if texts:
        _, classes = read_csv(nntrain("predict", model_path, data))
        classes = [classes[i][0] for i in kept]
        if [t for t in next(iter(texts.values())).ravel()] != classes:
            worst = float("inf")
    return worst


def jobs():
    parity = ROOT / "tests/golden/parity"
    for group in ("layers", "activations", "graphs"):
        for case in json.loads((parity / f"{group}.json").read_text()):
            yield f"{group}/{case['name']}", case["config"], parity / "data.csv", False
    for name in ("iris", "digits", "diabetes", "breast_cancer", "penguins", "penguins_graph", "titanic"):
        data = ROOT / "data" / f"{name.removesuffix('_graph')}.csv"
        for preprocessing in (False, True) if READER == "onnxruntime" else (False,):
            yield f"configs/{name}{' --with-preprocessing' if preprocessing else ''}", ROOT / "configs" / f"{name}.json", data, preprocessing


failed, checked, most = [], 0, 0.0
for name, config, data, preprocessing in jobs():
    if ONLY and not any(word in name for word in ONLY):
        continue
    with tempfile.TemporaryDirectory() as folder:
        try:
            worst = check(config, data, pathlib.Path(folder), preprocessing)
        except Exception as error:
            worst = float("inf")
            print(f"{name}: {str(error)[:300]}")
    if worst is None:
        continue
    checked, most = checked + 1, max(most, worst)
    if not worst <= 1e-5:
        failed.append(name)
        print(f"{name}: {worst:.2g}")
print(f"{READER}, onnx {onnx.__version__}, ONNX Runtime {onnxruntime.__version__}: {checked} models, worst difference {most:.2g}, {len(failed)} failed")
sys.exit(bool(failed))
