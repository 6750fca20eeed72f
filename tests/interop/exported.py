"""What the scripts here share that open exported files with the real thing: jobs that are trained, rows and answers of nntrain's, and the
comparison."""
import csv, json, pathlib, subprocess, tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
MISSING = {"", "NA", "N/A", "na", "nan", "NaN", "null", "NULL", "None", "?"}  # data.missing_values, as a config has them


class Nntrain:
    def __init__(self, path):
        self.path = path

    def __call__(self, *arguments):
        done = subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"nntrain {' '.join(map(str, arguments))}: {done.stderr.strip()}")
        return done.stdout

    def trained(self, config, data, folder):
        """The path of the model that a shortened job makes. config: a path, or what stands in the file."""
        model = folder / "model.json"
        if isinstance(config, dict):
            (folder / "job.json").write_text(json.dumps(config))
            config = folder / "job.json"
        self("fit", config, data, "--set", "epochs=2", "--log", "quiet", "-o", model)
        return model

    def answers(self, model, data):
        """Rows of texts: probabilities, or what else the model answers with."""
        try:
            return read_csv(self("predict", model, data, "--probabilities"))[1]
        except RuntimeError:  # margins
            return read_csv(self("predict", model, data))[1]


def read_csv(text):
    rows = list(csv.reader(text.splitlines(), skipinitialspace=True))
    return rows[0], rows[1:]


def as_numbers(rows):
    return np.array([[float(x) for x in row] for row in rows], np.float64)


def encoded_inputs(model, rows, header):
    """The inputs of a network that takes numbers as they are; None where it does not. model: the content of a model file."""
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


def distance(outputs, answers):
    """The largest difference, relative to the answer, at least 1. outputs: arrays; answers: rows of texts."""
    got = np.concatenate([np.asarray(v).reshape(len(v), -1) for v in outputs], axis=1).astype(np.float64)
    expected = as_numbers(answers)
    if expected.shape[1] == got.shape[1] * 2 and got.shape[1] == 1:  # yes or no
        got = np.concatenate([1 - got, got], axis=1)
    if got.shape != expected.shape:
        return float("inf")
    return float(np.max(np.abs(got - expected) / np.maximum(1, np.abs(expected)), initial=0))


def parity_jobs():
    """Each job of tests/golden/parity that is about layers, activations and graphs: name, config, data."""
    parity = ROOT / "tests/golden/parity"
    for group in ("layers", "activations", "graphs"):
        for case in json.loads((parity / f"{group}.json").read_text()):
            yield f"{group}/{case['name']}", case["config"], parity / "data.csv"


def config_jobs():
    """Those of configs/."""
    for name in ("iris", "digits", "diabetes", "breast_cancer", "penguins", "penguins_graph", "titanic"):
        yield f"configs/{name}", ROOT / "configs" / f"{name}.json", ROOT / "data" / (name.replace("_graph", "") + ".csv")


def compare(jobs, check, only, reader):
    """Prints the worst difference of check(*job, folder) over jobs whose name holds one of the words, where it is not None; 1 where one is above 1e-5."""
    failed, checked, most = [], 0, 0.0
    for name, *job in jobs:
        if only and not any(word in name for word in only):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                worst = check(*job, pathlib.Path(folder))
            except Exception as error:
                worst = float("inf")
                print(f"{name}: {str(error)[:300]}")
        if worst is None:
            continue
        checked, most = checked + 1, max(most, worst)
        if not worst <= 1e-5:
            failed.append(name)
            print(f"{name}: {worst:.2g}")
    print(f"{reader}: {checked} models, worst difference {most:.2g}, {len(failed)} failed")
    return int(bool(failed))
