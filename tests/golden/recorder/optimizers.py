"""optimizers.json: two variables of different shape under twelve steps of given gradients."""

import numpy as np

from recorder.common import as_numpy, keras, numbers, optimizer_of, tensor

STEPS = 12
DECAY = {"weight_decay": 0.02}
CLIPPING = [{"clipnorm": 0.5}, {"clipvalue": 0.3}, {"global_clipnorm": 0.5}]


def cases():
    for name in ("sgd", "rmsprop", "adam", "adamw"):
        yield f"{name}_by_name", name
    for kind, own in {
        "SGD": [
            {"learning_rate": 0.1},
            {"learning_rate": 0.1, "momentum": 0.9},
            {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
            {"learning_rate": 0.1, "nesterov": True},
        ],
        "RMSprop": [
            {"learning_rate": 0.01},
            {"learning_rate": 0.01, "rho": 0.5},
            {"learning_rate": 0.01, "momentum": 0.9},
            {"learning_rate": 0.01, "centered": True},
            {"learning_rate": 0.01, "momentum": 0.8, "centered": True, "rho": 0.95},
            {"learning_rate": 0.01, "epsilon": 0.01},
        ],
        "Adam": [
            {"learning_rate": 0.01},
            {"learning_rate": 0.01, "amsgrad": True},
            {"learning_rate": 0.01, "beta_1": 0.5, "beta_2": 0.9},
            {"learning_rate": 0.01, "beta_1": 0.0},
            {"learning_rate": 0.01, "epsilon": 0.1},
        ],
        "AdamW": [
            {"learning_rate": 0.01},
            {"learning_rate": 0.01, "weight_decay": 0.1},
            {"learning_rate": 0.01, "amsgrad": True},
            {"learning_rate": 0.01, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-4},
        ],
    }.items():
        for arguments in own:
            yield name_of(kind, arguments), {"type": kind, **arguments}
        rate = {"learning_rate": own[0]["learning_rate"]}
        for extra in CLIPPING + ([] if kind == "AdamW" else [DECAY, DECAY | {"clipnorm": 0.5}]):
            yield name_of(kind, rate | extra), {"type": kind, **rate, **extra}
    both = {"momentum": 0.9, "nesterov": True, "weight_decay": 0.02, "global_clipnorm": 0.5}
    yield "sgd_everything", {"type": "SGD", "learning_rate": 0.1, **both}


def name_of(kind, arguments):
    return "_".join([kind.lower(), *(f"{key}_{value}" for key, value in arguments.items() if key != "learning_rate")])


def record_case(number, name, spec):
    rng = np.random.default_rng(4000 + number)
    start = [numbers(rng, (3, 2)), numbers(rng, (4,))]
    steps = [[numbers(rng, (3, 2), -1, 1), numbers(rng, (4,), -1, 1)] for _ in range(STEPS)]
    steps[3] = [np.zeros_like(each) for each in steps[3]]
    steps[4] = [each * np.float32(0.125) for each in steps[4]]
    keras.utils.clear_session(free_memory=False)
    variables = [keras.Variable(each.astype(keras.config.floatx()), name=f"v{i}") for i, each in enumerate(start)]
    optimizer = keras.optimizers.get(optimizer_of(spec))
    optimizer.build(variables)
    after = []
    for gradients in steps:
        optimizer.apply([tensor(each) for each in gradients], variables)
        after.append([as_numpy(each).copy() for each in variables])
    return {
        "name": name,
        "optimizer": spec,
        "weights": start,
        "gradients": steps,
        "weights_after_step": after,
        "variables": {each.path: list(each.shape) for each in optimizer.variables},
    }


def record():
    return [record_case(number, *case) for number, case in enumerate(cases())]
