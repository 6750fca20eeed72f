"""Layers of several inputs, branches, several inputs and outputs of the network."""

from recorder.parity_cases.base import FLATTEN, case, dense, each, hidden, job

X = {"type": "Input", "name": "x", "shape": [3]}
ROWS = {"type": "Input", "name": "x", "shape": [2, 3]}
SLOW = {"type": "SGD", "learning_rate": 0.02}  # where rounding would grow
SIX = [f"x{i}" for i in range(6)]


def branch(name, units=4, inputs=("x",), activation="tanh", **more):
    return dense(units, activation, name=name, inputs=list(inputs), **more)


def merged(*branches, **more):
    """What a layer makes of branches from one input."""
    return lambda layer: job([X, *branches, layer | {"inputs": [each["name"] for each in branches]}, dense()], **more)


def merged_rows(layer):
    layers = [ROWS, branch("a"), branch("b"), layer | {"inputs": ["a", "b"]}, FLATTEN, dense()]
    return job(layers, features=SIX, shape=[2, 3], optimizer=SLOW)


def two_heads(**more):
    layers = [X, branch("shared"), dense(1, name="value", inputs=["shared"]), dense(3, "softmax", name="kind", inputs=["shared"])]
    loss = {"value": "mse", "kind": "sparse_categorical_crossentropy"}
    return job(layers, **{"target": {"value": ["y0"], "kind": ["c"]}, "loss": loss} | more)


def two_inputs():
    layers = [
        {"type": "Input", "name": "ids", "shape": [3]},
        {"type": "Input", "name": "x", "shape": [2]},
        {"type": "Embedding", "input_dim": 5, "output_dim": 2, "inputs": ["ids"]},
        FLATTEN,
        branch("wide", 3),
        {"type": "Concatenate", "inputs": ["flatten", "wide"]},
        dense(),
    ]
    config = job(layers)
    config["data"] = {"inputs": {"ids": ["i0", "i1", "i2"], "x": ["x0", "x1"]}, "target": "y0"}
    return config


def cases():
    two, three = merged(branch("a"), branch("b")), merged(branch("a"), branch("b"), branch("c"))
    for kind in ("Add", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"):
        yield from each(two, kind)
        yield from each(three, kind, prefix="three_")
    yield from each(two, "Subtract")
    yield from each(merged(branch("a"), branch("b"), optimizer=SLOW), "Dot", {"axes": 1}, {"axes": 1, "normalize": True})
    yield from each(merged_rows, "Dot", {"axes": [2, 2]}, {"axes": [1, 1], "normalize": True})
    yield from each(merged_rows, "Concatenate", {"axis": 1}, {"axis": -1})
    yield from each(merged(branch("a"), branch("b", 1)), "Add", prefix="broadcast_")
    both = {"value": ["mae"], "kind": ["accuracy"]}
    yield case("two_outputs", two_heads())
    yield case("two_outputs_metrics", two_heads(metrics=both))
    yield case("two_outputs_loss_weights", two_heads(loss_weights={"value": 0.7, "kind": 1.5}))
    yield case("two_inputs", two_inputs())
    skip = [X, branch("a"), dense(4, "relu"), {"type": "Add", "inputs": ["a", "dense"]}, dense(4, "relu")]
    yield case("residual", job([*skip, {"type": "Add", "inputs": ["add", "dense_1"]}, dense()]))
    yield from models_inside()


def models_inside():
    """Models as layers, layers called twice, outputs that are taken too."""
    stack = {"type": "Sequential", "layers": [dense(3, "relu"), dense(2, "tanh")]}
    yield case("sequential", job([hidden(), stack, dense()]))
    yield case("sequential_not_trainable", job([hidden(), stack | {"trainable": False}, dense()]))
    inside = [{"type": "Input", "name": "z", "shape": [4]}, dense(3, "tanh", name="p"), dense(2, "relu", name="q", inputs=["z"])]
    joined = {"type": "Functional", "layers": [*inside, {"type": "Concatenate", "inputs": ["p", "q"]}]}
    yield case("functional", job([hidden(), joined, dense()]))
    both = {"type": "Functional", "name": "body", "layers": inside, "outputs": ["q", "p"], "inputs": ["a"]}
    yield case("functional_outputs", job([X, branch("a"), both, {"type": "Concatenate", "inputs": ["body"]}, dense()]))
    twice = [branch("s", 3), {"shared": "s", "inputs": ["s"]}, {"type": "Add", "inputs": ["s", "s[1]"]}, dense()]
    yield case("shared", job([X, *twice]))
    again = [branch("below"), stack | {"name": "body"}, dense(4, "tanh"), {"shared": "body"}, dense()]
    yield case("shared_model", job([X, *again]))
    layers = [X, branch("shared"), dense(1, name="value"), dense(1, name="later")]
    loss = {"value": "mse", "later": "mae"}
    target = {"value": ["y0"], "later": ["y1"]}
    yield case("outputs", job(layers, target=target, loss=loss, outputs=["later", "value"]))
