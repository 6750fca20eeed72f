"""data.csv, the rows of every case, and its columns as a config's "data" makes tensors of them."""

import csv
import io

import numpy as np

ROWS = 29  # 23 to train on and 6 to validate on, with a split of 0.2: no batch of 5 comes out even


def columns():
    """Names and values, all of few digits."""
    rng = np.random.default_rng(15)
    x = np.round(rng.uniform(-1, 1, (ROWS, 6)), 2)
    ids = rng.integers(0, 5, (ROWS, 3))
    kind = np.argmax(x[:, :3] @ rng.normal(size=(3, 3)) + rng.normal(0, 0.3, (ROWS, 3)), axis=1)
    labels = (x[:, :3] + rng.normal(0, 0.4, (ROWS, 3)) > 0).astype(int)
    shares = np.round(rng.dirichlet([1, 1, 1], ROWS), 2)
    shares[:, 2] = np.round(1 - shares[:, 0] - shares[:, 1], 2)
    value = np.round(np.stack([2 * x[:, 0] - x[:, 1] * x[:, 2], x[:, 1] + 0.5], 1) + rng.normal(0, 0.1, (ROWS, 2)), 2)
    yield from ((f"x{i}", x[:, i]) for i in range(6))  # inputs
    yield from ((f"i{i}", ids[:, i]) for i in range(3))  # whole numbers below 5
    yield from ((f"y{i}", value[:, i]) for i in range(2))  # numbers to find
    yield from ((f"p{i}", np.round(np.exp(value[:, i] / 2), 2)) for i in range(2))  # positive ones
    yield from ((f"b{i}", labels[:, i]) for i in range(3))  # yes or no
    yield "s", 2 * labels[:, 0] - 1  # 1 or -1
    yield "c", kind  # a class of three
    yield from ((f"k{i}", (kind == i).astype(int)) for i in range(3))  # the same as a vector
    yield from ((f"q{i}", np.abs(shares[:, i])) for i in range(3))  # shares that sum to 1
    yield "w", np.round(rng.uniform(0.2, 2, ROWS), 2)  # weights of the rows


def text():
    names, values = zip(*columns())
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(names)
    for row in zip(*values):
        rows.writerow([str(value).removesuffix(".0") for value in row])
    return out.getvalue()


def take(names):
    """The columns side by side, as float32 from the text."""
    table = dict(columns())
    return np.stack([np.float32(table[name]) for name in ([names] if isinstance(names, str) else names)], axis=1)


def arrays_of(config, model):
    """Inputs, targets and weights of rows in the order of the model's."""
    section = config["data"]
    if "inputs" in section:
        inputs = [take(section["inputs"][each.name]) for each in model._inputs]
    else:
        inputs = [take(section["features"])]
    if "shape" in section:
        inputs = [each.reshape(-1, *section["shape"]) for each in inputs]
    target = section["target"]
    targets = [take(target[name]) for name in model.output_names] if isinstance(target, dict) else [take(target)]
    if target == "c":  # as a column of a table comes: (n), which one loss does not take as (n, 1)
        targets = [targets[0][:, 0]]
    for number, output in enumerate(model.outputs):
        shape = output.shape[1:]
        if len(shape) > 1 and targets[number][0].size == np.prod(shape):
            targets[number] = targets[number].reshape(-1, *shape)
    weights = section.get("sample_weight", [])
    names = [weights[name] for name in model.output_names if name in weights] if isinstance(weights, dict) else weights and [weights]
    return inputs, targets, [take(name)[:, 0] for name in names]
