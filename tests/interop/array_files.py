"""Opens what nntrain exports by the programs that it is for, and prints the worst difference of each cell.

    KERAS_BACKEND=jax array_files.py BINARY [job ...]      (or tensorflow, torch)

Every job of tests/golden/parity that trains a layer, a graph or an optimizer is trained by BINARY and exported to each format. A
file's outputs must agree with the outputs that the model file keeps of a few rows (its proof) to 1e-5.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
logging.getLogger("absl").setLevel("ERROR")  # that metrics of a model that was read are not built yet
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

HERE = Path(__file__).parent
PARITY = HERE.parent / "golden" / "parity"
KINDS = ["layers", "graphs", "optimizers", "losses", "metrics"]
LIMIT = 1e-5


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def proof_of(model):
    """The rows and outputs that the model file keeps."""
    rows = [np.array(each, np.float32) for each in model["proof"]["inputs"]]
    outputs = [np.array(each, np.float32) for each in model["proof"]["outputs"]]
    shapes = [each["shape"] for each in model["columns"]["inputs"]]
    return [each.reshape(len(each), *shape) for each, shape in zip(rows, shapes)], outputs


def difference(found, wanted):
    found = found if isinstance(found, (list, tuple)) else [found]
    assert len(found) == len(wanted), (len(found), len(wanted))
    return max(float(np.max(np.abs(np.asarray(f).reshape(len(w), -1) - w) / np.maximum(1, np.abs(w)))) for f, w in zip(found, wanted))


def comes_back(binary, folder, source):
    """Keras loads our .keras, saves it in its own way, we import that: its outputs here against Keras' there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # there is no optimizer's state in it; .h5 is legacy
        model = keras.saving.load_model(folder / "model.keras")
        model.save(folder / source)
    run(binary, "import", str(folder / source), "-o", str(folder / "imported.json"))
    inputs, outputs = proof_of(json.loads((folder / "imported.json").read_text()))
    return difference(model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0), outputs)


def same_again(binary, folder, file):
    """Export, import, export: 0 if the bytes are the same."""
    network = [] if file in ("model.keras", "model.h5") else ["--config", str(folder / "config.json")]  # the others hold nothing but weights
    run(binary, "import", str(folder / file), "-o", str(folder / "again.json"), *network)
    run(binary, "export", str(folder / "again.json"), "-o", str(folder / f"again.{file}"))
    return 0.0 if (folder / f"again.{file}").read_bytes() == (folder / file).read_bytes() else 1.0


def by_numpy(model, path, inputs, outputs):
    arrays = np.load(path)
    return max(float(np.max(np.abs(arrays[each["name"]] - np.array(each["values"], np.float32)))) for each in model["weights"])


def torch_module(layers):
    """The chain as PyTorch's users would write it; None if it has a layer that is not tried."""
    import torch

    activations = {"linear": torch.nn.Identity, "relu": torch.nn.ReLU, "tanh": torch.nn.Tanh, "sigmoid": torch.nn.Sigmoid}
    modules, made, width = [], {}, layers[0].get("input_shape", [None])[-1]  # as the job says it
    for layer in layers:
        activation = layer.get("activation", "linear")
        if "inputs" in layer or not isinstance(activation, str) or activation not in activations or len(layer.get("input_shape", [1])) > 1:
            return None
        if layer["type"] == "Dense":
            module = torch.nn.Linear(width, layer["units"], bias=layer.get("use_bias", True))
            width = layer["units"]
        elif layer["type"] == "BatchNormalization" and set(layer) <= {"type", "epsilon", "momentum", "name", "trainable"}:
            module = torch.nn.BatchNorm1d(width, eps=layer.get("epsilon", 1e-3))
        elif layer["type"] == "PReLU":
            module = torch.nn.PReLU(width)
        elif layer["type"] == "LayerNormalization" and set(layer) <= {"type", "epsilon", "name"}:
            module = torch.nn.LayerNorm(width, eps=layer.get("epsilon", 1e-3))
        else:
            return None
        kind = {"Dense": "dense", "BatchNormalization": "batch_normalization", "PReLU": "p_re_lu", "LayerNormalization": "layer_normalization"}[layer["type"]]
        count = made.get(kind, 0)
        made[kind] = count + 1
        modules += [(layer.get("name", kind + (f"_{count}" if count else "")), module), (f"activation{len(modules)}", activations[activation]())]
    import collections

    return torch.nn.Sequential(collections.OrderedDict(modules)).eval()


def by_torch(model, path, inputs, outputs):
    import safetensors.torch
    import torch

    module = torch_module(model["job"]["layers"])
    state = torch.load(path, weights_only=True) if path.endswith(".pt") else safetensors.torch.load_file(path)
    if module is None:
        return None
    module.load_state_dict(state)  # strict: every name, every shape
    with torch.no_grad():
        return difference([module(torch.tensor(inputs[0])).numpy()], outputs)


def data_of(model, part):
    """The job's rows as Keras takes them, if its columns are plain numbers; else None."""
    columns = model["columns"]
    layers = columns["inputs"] + columns["targets"]
    if any(set(column) - {"name", "type", "indicator"} or column["indicator"] or column["type"] != "number" for each in layers for column in each.get("columns", [])):
        return None
    if any(each["encoding"] == "one_hot" and len(each.get("columns", [])) == 1 or "sample_weight" in each for each in columns["targets"]):
        return None
    names = (PARITY / "data.csv").read_text().split("\n")[0].split(",")
    table = np.loadtxt(PARITY / "data.csv", delimiter=",", skiprows=1, dtype=np.float32, usecols=range(len(names)))
    take = lambda each: table[:, [names.index(column["name"]) for column in each.get("columns", [])]]
    # One class number a row as (rows,): of (rows, 1) Keras' CategoricalGeneralizedCrossEntropy holds each row against all classes of its batch.
    target = lambda each: take(each).reshape(-1) if each["encoding"] == "class_index" and len(each["columns"]) == 1 else take(each)
    rows = int(len(table) * (1 - part))
    shaped = [take(each).reshape(-1, *each["shape"])[:rows] for each in columns["inputs"]]
    targets = [target(each)[:rows] for each in columns["targets"]]
    return shaped, targets


def next_epoch(model, data, config):
    """What Keras logs of the last epoch of the config."""
    inputs, targets = data
    targets = [each.reshape(-1, *model.outputs[i].shape[1:]) if each.ndim > 1 and each.shape[1] == np.prod(model.outputs[i].shape[1:]) else each for i, each in enumerate(targets)]
    one = lambda values: values if len(values) > 1 else values[0]
    return model.fit(one(inputs), one(targets), batch_size=config["batch_size"], shuffle=False, verbose=0, initial_epoch=config["epochs"] - 1, epochs=config["epochs"]).history


def largest_difference(history, wanted):
    """Of the last epoch, relative, over all that both log."""
    logged = [key for key in wanted if not key.startswith("val_") and key in history]
    assert "loss" in logged
    return max(abs(history[key][-1] - wanted[key][-1]) / max(1, abs(wanted[key][-1])) for key in logged)


def history_of(model):
    return json.loads(model.read_text())["history"]


def goes_on(job, binary, folder, here):
    """The last epoch after an export of all before it, trained by Keras, against nntrain's of a whole run; here: trained by nntrain after an import of what Keras has
    saved, against Keras' own. None: not tried."""
    config = job["config"]
    text = json.dumps(config["layers"])
    if config.get("shuffle", True) or "class_weight" in config or "callbacks" in config or "Dropout" in text or "Noise" in text:
        return None
    fit = ["fit", str(folder / "config.json"), str(PARITY / "data.csv"), "--log", "quiet", "-o"]
    before = config["epochs"] - 1
    part, last = folder / "part.json", folder / "last.json"
    run(binary, *fit, str(part), "--set", f"epochs={before}", "--include-optimizer")
    run(binary, "export", str(part), "-o", str(folder / "part.keras"))
    data = data_of(json.loads(part.read_text()), config.get("validation_split", 0))
    if data is None:
        return None
    model = keras.saving.load_model(folder / "part.keras")
    if here:
        model.save(folder / "theirs.keras")
        run(binary, "import", str(folder / "theirs.keras"), "-o", str(folder / "imported.json"))
        run(binary, *fit, str(last), "--set", f"initial_epoch={before}", "--initial-model", str(folder / "imported.json"))
    else:
        run(binary, *fit, str(last))
    return largest_difference(next_epoch(model, data, config), history_of(last))


def by_keras(model, path, inputs, outputs):
    loaded = keras.saving.load_model(path)
    return difference(loaded.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0), outputs)


def by_keras_weights(model, path, inputs, outputs):
    if not os.path.exists(path.replace(".weights.h5", ".keras")):  # refused
        return None
    loaded = keras.saving.load_model(path.replace(".weights.h5", ".keras"))
    loaded.set_weights([np.zeros_like(each) for each in loaded.get_weights()])
    loaded.load_weights(path)
    return difference(loaded.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0), outputs)


FILES = ["model.keras", "model.h5", "model.weights.h5", "model.npz", "model.safetensors", "model.pt"]
READERS = {"model.keras": by_keras, "model.weights.h5": by_keras_weights, "model.h5": by_keras, "model.npz": by_numpy, "model.pt": by_torch, "model.safetensors": by_torch}


def is_as_keras_trains(job):
    """Whether this back end of Keras trains the job as nntrain does, and as a run that was not interrupted does."""
    if keras.backend.backend() != job["follows"] and keras.backend.backend() not in job["spread"]:
        return False
    return "use_ema" not in json.dumps(job["config"])  # a run ends with the averages in the place of the weights, and goes on from there


def refuses(error):
    """What Keras has no place for is told by name."""
    return any(text in str(error) for text in ["Keras' JSON has no place for", "Keras keeps the state of the optimizer", "has no way to write", " out of an .h5 file"])


class Table:
    """Worst differences of each cell, by job."""

    def __init__(self):
        self.cells, self.refused, self.failed = {}, {}, 0

    def attempt(self, cell, name, measure):
        keras.utils.clear_session(free_memory=False)
        try:
            found = measure()
            if found is None:
                return
            self.cells.setdefault(cell, {})[name] = found
            if not found <= LIMIT:
                raise RuntimeError(f"differs by {found}")
        except Exception as error:  # all are tried
            if refuses(error):
                self.refused[cell] = self.refused.get(cell, 0) + 1
                return
            self.failed += 1
            print(f"{name}: {cell}: {type(error).__name__}: {error}"[:600])

    def show(self):
        print(f"Keras {keras.__version__} on {keras.backend.backend()}")
        for cell, found in self.cells.items():
            name = max(found, key=found.get)
            print(f"{cell:20} {len(found)} models, {self.refused.get(cell, 0)} refused, worst difference {found[name]:.1e} ({name})")
        print(f"{self.failed} failed")


def check(name, job, binary, folder, table):
    config, model = folder / "config.json", folder / "model.json"
    config.write_text(json.dumps(job["config"]))
    run(binary, "fit", str(config), str(PARITY / "data.csv"), "-o", str(model), "--log", "quiet", "--include-optimizer")
    text = json.loads(model.read_text()) | {"job": job["config"]}
    inputs, outputs = proof_of(text)

    def measure(file, reader):
        run(binary, "export", str(model), "-o", str(folder / file))
        return reader(text, str(folder / file), inputs, outputs)

    for file, reader in READERS.items():
        table.attempt(file, name, lambda: measure(file, reader))
    run(binary, "fit", str(config), str(PARITY / "data.csv"), "-o", str(model), "--log", "quiet")  # an import leaves the optimizer's state
    for file in FILES:
        try:
            run(binary, "export", str(model), "-o", str(folder / file))
        except RuntimeError as error:
            if refuses(error):
                return
            raise
        table.attempt(f"again {file}", name, lambda: same_again(binary, folder, file))
    for source in ["theirs.keras", "theirs.h5"]:
        table.attempt(f"import {source}", name, lambda: comes_back(binary, folder, source))
    if is_as_keras_trains(job):
        table.attempt("the next epoch", name, lambda: goes_on(job, binary, folder, False))
        table.attempt("the next epoch here", name, lambda: goes_on(job, binary, folder, True))


def main(arguments):
    binary, *wanted = arguments
    table = Table()
    warnings.simplefilter("error")  # such as: the optimizer's state is skipped
    warnings.filterwarnings("ignore", message="The structure of `inputs`")  # one tensor instead of a list of one
    warnings.filterwarnings("ignore", message="Explicitly requested dtype")  # JAX has no int64
    warnings.filterwarnings("ignore", message="Argument `alpha` is deprecated")  # the name that all versions know
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    for kind in KINDS:
        for job in json.loads((PARITY / f"{kind}.json").read_text()):
            if not wanted or kind in wanted or job["name"] in wanted:
                with tempfile.TemporaryDirectory() as folder:
                    check(f"{kind}/{job['name']}", job, binary, Path(folder), table)
    table.show()
    return table.failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
