#!/usr/bin/env python3
"""Exports --with-preprocessing, opened by the real thing and asked about the cells of a CSV file as they stand there. Needs: pip install numpy and keras with a
back end, tensorflow-cpu, ai-edge-litert or onnxruntime.

usage: columns_files.py [--reader keras|tensorflow|litert|onnxruntime] NNTRAIN [NAME...]    NAME: only jobs whose name holds one of these

Every config that has a file in data/, and a job for each column type and treatment, are trained shortly, exported, and compared with `nntrain predict` row by row:
numbers, and but for Keras also the classes' names, and that a row is NaN where predict refuses it. Jobs whose columns the format cannot say are left out, and so are texts
on a back end that has none. Prints the worst difference of each; exit code 1 where one is above 1e-5 (relative to the answer, at least 1)."""
import argparse, json, os, pathlib, sys, tempfile

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np

import exported

parser = argparse.ArgumentParser()
parser.add_argument("--reader", default="keras", choices=["keras", "tensorflow", "litert", "onnxruntime"])
parser.add_argument("nntrain")
parser.add_argument("only", nargs="*")
OPTIONS = parser.parse_args()
NNTRAIN, READER = exported.Nntrain(OPTIONS.nntrain), OPTIONS.reader
ROOT = exported.ROOT
DENSE = [{"type": "Dense", "units": 8, "activation": "tanh"}]
CLASSES = {"layers": [*DENSE, {"type": "Dense", "units": 1, "activation": "sigmoid"}], "loss": "binary_crossentropy"}
NUMBERS = {"layers": [*DENSE, {"type": "Dense", "units": 1}], "loss": "mse"}
BAGS = """said,colour,y
good day to you,red,1
a bad day,blue,2
Good; very good!,green,3
nothing to say,red,4
"""


def columns_of(**columns):
    return {"data": {"columns": columns}}


def of_titanic(**columns):
    return CLASSES | {"data": {"ignore": ["name"], "columns": columns}}


def treated(*treatments, **more):
    return {"type": "number", "treatment": list(treatments), **more}


JOBS = {
    "z_score": ("diabetes", NUMBERS | columns_of(bmi=treated("z_score"))),
    "robust, min_max": ("diabetes", NUMBERS | columns_of(bmi=treated("robust"), bp=treated({"type": "min_max", "low": -1}))),
    "power, log1p, clip": ("concrete", NUMBERS | columns_of(cement=treated("power"), age=treated("log1p", "z_score"), water=treated({"type": "clip", "low": 150, "high": 200}, "z_score"))),
    "quantile_bins": ("concrete", NUMBERS | columns_of(cement=treated({"type": "quantile_bins", "bins": 4}), age=treated({"type": "quantile_bins", "bins": 3}, "one_hot"))),
    "a target that is treated": ("concrete", NUMBERS | columns_of(compressive_strength=treated("log1p", "z_score"), cement=treated("z_score"))),
    "gaps": ("titanic", of_titanic(age=treated("z_score", missing="mean", indicator=True), sex={"type": "category", "missing": "constant", "fill": "male", "indicator": True})),
    "boolean": ("titanic", of_titanic(sex={"type": "boolean", "true_values": ["female"], "false_values": ["male"]}, age={"type": "ignored"})),
    "ordinal": ("titanic", of_titanic(passengerClass={"type": "category", "treatment": "ordinal", "vocabulary": ["1st", "2nd"]}, age=treated(missing="median"))),
    "most_frequent": ("titanic", of_titanic(passengerClass={"type": "category", "unknown": "most_frequent", "vocabulary": ["2nd", "3rd"]}, age=treated(missing="median"))),
    "hashing": ("titanic", of_titanic(sex={"type": "category", "treatment": {"type": "hashing", "num_bins": 5}}, age=treated(missing="median"))),
    "embedding": ("titanic", of_titanic(passengerClass={"type": "category", "treatment": {"type": "embedding", "output_dim": 3}}, age=treated(missing="median"))),
    "text": (BAGS, NUMBERS | columns_of(said={"type": "text"})),
    "text, tf_idf": (BAGS, NUMBERS | columns_of(said={"type": "text", "output_mode": "tf_idf", "standardize": "lower"}, colour={"type": "ignored"})),
    "text, int": (
        BAGS,
        {"layers": [{"type": "Embedding", "input_dim": 30, "output_dim": 4}, {"type": "Flatten"}, {"type": "Dense", "units": 1}], "loss": "mse"}
        | columns_of(said={"type": "text", "output_mode": "int"}, colour={"type": "ignored"}),
    ),
    "text, count, characters": (BAGS, NUMBERS | columns_of(said={"type": "text", "output_mode": "count", "split": "character"})),
}


def feed_of(types, header, rows):
    """types: whether it is text, by column."""
    feed = {}
    for name, is_text in types.items():
        cells = [row[header.index(name)].strip() for row in rows]
        values = ["" if c in exported.MISSING else c for c in cells] if is_text else [np.nan if c in exported.MISSING else float(c) for c in cells]
        feed[name] = np.array(values, object if is_text else np.float32).reshape(-1, 1)
    return feed


# Of each reader: the outputs by name, or in order.


def by_keras(path, header, rows):
    keras.utils.clear_session()
    model = keras.saving.load_model(path)
    types = {name: tensor.dtype == "string" for name, tensor in model.input.items()}
    if any(types.values()) and keras.backend.backend() != "tensorflow":
        return None
    feed = feed_of(types, header, rows)
    found = model.predict({name: tensorflow.constant(x.tolist()) if types[name] else x for name, x in feed.items()}, verbose=0, batch_size=256)
    return [np.asarray(each) for each in (found if isinstance(found, list) else [found])]


def by_tensorflow(path, header, rows):
    function = tensorflow.saved_model.load(path).signatures["serving_default"]
    types = {name: spec.dtype == tensorflow.string for name, spec in function.structured_input_signature[1].items()}
    feed = feed_of(types, header, rows)
    found = function(**{name: tensorflow.constant(x.tolist()) if types[name] else tensorflow.constant(x) for name, x in feed.items()})
    return {name: value.numpy() for name, value in found.items()}


def by_litert(path, header, rows):
    run = Interpreter(path).get_signature_runner("serving_default")
    types = {name: detail["dtype"] == np.bytes_ for name, detail in run.get_input_details().items()}
    feed = feed_of(types, header, rows)
    return run(**{name: np.array([[cell.encode() for cell in row] for row in x], np.bytes_) if types[name] else x for name, x in feed.items()})


def by_onnxruntime(path, header, rows):
    session = onnxruntime.InferenceSession(path)
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, feed_of({each.name: "string" in each.type for each in session.get_inputs()}, header, rows))))


if READER == "keras":
    import keras
    if keras.backend.backend() == "tensorflow":
        import tensorflow
    version = f"Keras {keras.__version__} on {keras.backend.backend()}"
elif READER == "tensorflow":
    import tensorflow
    version = f"TensorFlow {tensorflow.__version__}"
elif READER == "litert":
    import ai_edge_litert
    from ai_edge_litert.interpreter import Interpreter
    version = f"LiteRT {ai_edge_litert.__version__}"
else:
    import onnxruntime
    version = f"ONNX Runtime {onnxruntime.__version__}"
OPEN, PATH = {"keras": (by_keras, "model.keras"), "tensorflow": (by_tensorflow, "saved/"), "litert": (by_litert, "model.tflite"), "onnxruntime": (by_onnxruntime, "model.onnx")}[READER]


def numbers_and_names(found, targets):
    """Of outputs by name: those in the user's unit in the place of the network's, and of classes the names."""
    numbers, names = [], []
    for target in targets:
        number, column = found[target["layer"]], target["columns"][0]["name"]
        answer = found.get(target["layer"] + "_answer" if column == target["layer"] else column)
        is_text = answer is not None and answer.dtype.kind in "OS"
        numbers.append(number if answer is None or is_text else answer)
        if is_text:
            names.append([cell.decode() if isinstance(cell, bytes) else cell for cell in answer.ravel()])
    return numbers, names


def check(config, data, folder):
    model = NNTRAIN.trained(config, data, folder)
    path = f"{folder}/{PATH}"
    try:
        NNTRAIN("export", model, "-o", path, "--with-preprocessing")
    except RuntimeError as error:
        if " has no form of " in str(error):
            return None
        raise
    header, rows = exported.read_csv(data.read_text())
    answers = NNTRAIN.answers(model, data)
    kept = [i for i, row in enumerate(answers) if row[0] != "NA"]
    found = OPEN(path, header, [rows[i] for i in kept] if READER == "keras" else rows)
    if found is None:
        return None
    if READER != "keras":
        found, names = numbers_and_names(found, json.loads(model.read_text())["columns"]["targets"])
        refused = sorted(set(range(len(rows))) - set(kept))
        assert np.isnan(np.concatenate([each.reshape(len(rows), -1) for each in found], axis=1)[refused]).all(), "an answer where predict has none"
        said = exported.read_csv(NNTRAIN("predict", model, data))[1]
        for column in names:
            assert all(column[i] == "" for i in refused), "a name where predict has none"
            assert any([column[i] for i in kept] == [said[i][k] for i in kept] for k in range(len(said[0]))), "other names than predict's"
        found = [each[kept] for each in found]
    return exported.distance(found, [answers[i] for i in kept])


def jobs(folder):
    for name in ("iris", "digits", "diabetes", "breast_cancer", "penguins", "penguins_graph", "titanic"):
        yield f"configs/{name}", ROOT / "configs" / f"{name}.json", ROOT / "data" / f"{name.removesuffix('_graph')}.csv"
    for name, (data, config) in JOBS.items():
        (folder / "job.json").write_text(json.dumps(config))
        if "\n" in data:
            (folder / "data.csv").write_text(data)
        yield name, folder / "job.json", folder / "data.csv" if "\n" in data else ROOT / "data" / f"{data}.csv"


with tempfile.TemporaryDirectory() as folder:
    sys.exit(exported.compare(jobs(pathlib.Path(folder)), check, OPTIONS.only, version))
