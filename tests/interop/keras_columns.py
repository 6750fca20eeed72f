#!/usr/bin/env python3
"""Exports with `.keras --with-preprocessing`, opened by the real Keras and asked about the cells of a CSV file as they stand there.

    KERAS_BACKEND=tensorflow keras_columns.py NNTRAIN [NAME...]     NAME: only jobs whose name holds one of these; torch or jax: jobs without texts

Every config that has a file in data/, and a job for each column type and treatment, are trained shortly, exported, and compared with
`nntrain predict` row by row. Prints the worst difference of each; exit code 1 where one is above 1e-5 (relative to the answer, at least 1)."""
import csv, json, os, pathlib, subprocess, sys, tempfile

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

import exported

ROOT = pathlib.Path(__file__).resolve().parents[2]
NNTRAIN, *ONLY = sys.argv[1:]
MISSING = {"", "NA", "N/A", "na", "nan", "NaN", "null", "NULL", "None", "?"}
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


def nntrain(*arguments):
    done = subprocess.run([NNTRAIN, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"nntrain {' '.join(map(str, arguments))}: {done.stderr.strip()}")
    return done.stdout


def read_csv(text):
    rows = list(csv.reader(text.splitlines(), skipinitialspace=True))
    return rows[0], rows[1:]


def feed_of(model, header, rows):
    feed = {}
    for name, tensor in model.input.items():
        cells = [row[header.index(name)].strip() for row in rows]
        if tensor.dtype == "string":
            import tensorflow

            feed[name] = tensorflow.constant(["" if c in MISSING else c for c in cells], shape=(len(cells), 1))
        else:
            feed[name] = np.array([np.nan if c in MISSING else float(c) for c in cells], np.float32).reshape(-1, 1)
    return feed


def check(config, data, folder):
    keras.utils.clear_session()
    model_path, keras_path = folder / "model.json", folder / "model.keras"
    nntrain("fit", config, data, "--set", "epochs=2", "--log", "quiet", "-o", model_path)
    nntrain("export", model_path, "-o", keras_path, "--with-preprocessing")
    header, rows = read_csv(data.read_text())
    try:
        answers = read_csv(nntrain("predict", model_path, data, "--probabilities"))[1]
    except RuntimeError:  # they are numbers
        answers = read_csv(nntrain("predict", model_path, data))[1]
    kept = [i for i, row in enumerate(answers) if row[0] != "NA"]
    model = keras.saving.load_model(keras_path)
    if keras.backend.backend() != "tensorflow" and any(tensor.dtype == "string" for tensor in model.input.values()):
        return None
    found = model.predict(feed_of(model, header, [rows[i] for i in kept]), verbose=0, batch_size=256)
    found = np.concatenate([np.asarray(each).reshape(len(kept), -1) for each in (found if isinstance(found, list) else [found])], axis=1).astype(np.float64)
    wanted = np.array([[float(x) for x in answers[i]] for i in kept])
    if wanted.shape[1] == 2 and found.shape[1] == 1:  # yes or no
        found = np.concatenate([1 - found, found], axis=1)
    assert found.shape == wanted.shape, (found.shape, wanted.shape)
    return float(np.max(np.abs(found - wanted) / np.maximum(1, np.abs(wanted))))


def jobs(folder):
    for name in ("iris", "digits", "diabetes", "breast_cancer", "penguins", "penguins_graph", "titanic"):
        yield f"configs/{name}", ROOT / "configs" / f"{name}.json", ROOT / "data" / f"{name.removesuffix('_graph')}.csv"
    for name, (data, config) in JOBS.items():
        (folder / "job.json").write_text(json.dumps(config))
        if "\n" in data:
            (folder / "data.csv").write_text(data)
        yield name, folder / "job.json", folder / "data.csv" if "\n" in data else ROOT / "data" / f"{data}.csv"


with tempfile.TemporaryDirectory() as folder:
    sys.exit(exported.compare(jobs(pathlib.Path(folder)), check, ONLY, f"Keras {keras.__version__} on {keras.backend.backend()}"))
