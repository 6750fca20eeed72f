"""What cases are made of: a few small jobs, and a case for each set of options of a component."""

import re


def dense(units=1, activation=None, **more):
    return {"type": "Dense", "units": units} | ({"activation": activation} if activation else {}) | more


SGD = {"type": "SGD", "learning_rate": 0.1}


def job(layers, target="y0", loss="mse", features=("x0", "x1", "x2"), shape=None, optimizer=SGD, metrics=[], **more):
    """Three epochs over data.csv (../data.py), in batches of 5."""
    data = {"features": list(features)} | ({"shape": list(shape)} if shape else {}) | {"target": target}
    config = {"layers": list(layers), "optimizer": optimizer, "loss": loss, "metrics": metrics}
    config |= {"epochs": 3, "batch_size": 5, "shuffle": False, "validation_split": 0.2, "data": data}
    return config | more


def hidden(**more):
    """A number from three, through four units."""
    return dense(4, "tanh", input_shape=[3], **more)


def numbers(**more):
    return job([hidden(), dense()], **{"metrics": ["mae"]} | more)


def several(activation=None, target=("y0", "y1"), loss="mse", **more):
    """Two numbers, or three for three targets."""
    return job([hidden(), dense(len(target), activation)], target=list(target), loss=loss, **more)


# Optimizers that divide by 1 - β^t compute it in the width of the floats: 6e-6 apart in the first steps, which is no rounding.
POWERS = {"differs": {"float64": "1 - beta^t is another number in double"}}

POSITIVE, SHARES, VECTOR, LABELS = ("p0", "p1"), ("q0", "q1", "q2"), ("k0", "k1", "k2"), ("b0", "b1", "b2")


def classes(activation="softmax", target="c", loss="sparse_categorical_crossentropy", **more):
    """One of three, as a number or as a vector."""
    return job([hidden(), dense(3, activation)], target=target, loss=loss, **more)


def yes_no(activation="sigmoid", target="b0", loss="binary_crossentropy", **more):
    return job([hidden(), dense(1, activation)], target=target, loss=loss, **more)


def rows_of(*layers, target="y0", shape=(2, 3), **more):
    """Two rows of three numbers each."""
    first, *rest = layers
    return job([first | {"input_shape": list(shape)}, *rest], target, features=[f"x{i}" for i in range(6)], shape=shape, **more)


def weighted(config, column="w"):
    """Rows that count differently."""
    return config | {"data": config["data"] | {"sample_weight": column}}


FLATTEN = {"type": "Flatten"}


# ---- cases ----------------------------------------------------------------------------------------------------------


def words(value):
    if isinstance(value, dict):
        return "_".join([value.get("type", ""), *(f"{key}_{words(each)}" for key, each in value.items() if key != "type")])
    if isinstance(value, (list, tuple)):
        return "_".join(map(words, value))
    return str(value).replace("-", "minus_")


def name_of(kind, options, hide=()):
    """adam_amsgrad_true"""
    parts = [kind, *(f"{key}_{words(value)}" for key, value in options.items() if key not in hide)]
    return re.sub("[^a-z0-9]+", "_", "_".join(parts).lower()).strip("_")


def each(make, kind, *options, hide=(), common=None, prefix="", **about):
    """A case for each dict of options, beside `common` ones: make({"type": kind, ...}) is its config."""
    for own in options or ({},):
        config = make({"type": kind} | (common or {}) | own)
        yield {"name": name_of(prefix + kind, own, hide), "config": config} | about


def case(name, config, **about):
    return {"name": name, "config": config} | about
