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
    yield from more_cases()


def more_cases():
    rate = {"learning_rate": 0.1}
    for kind, own in {
        "Adagrad": [{}, {"initial_accumulator_value": 0.0}, {"initial_accumulator_value": 1.0, "epsilon": 0.01}],
        "Adadelta": [{}, {"rho": 0.5}, {"epsilon": 0.01}],
        "Adamax": [{}, {"beta_1": 0.5, "beta_2": 0.9}, {"epsilon": 0.1}],
        "Nadam": [{}, {"beta_1": 0.5, "beta_2": 0.9}, {"epsilon": 0.1}],
        "Ftrl": [
            {},
            {"learning_rate_power": -0.3},
            {"learning_rate_power": 0.0},
            {"l1_regularization_strength": 0.5},
            {"l2_regularization_strength": 0.5, "initial_accumulator_value": 1.0},
            {"l2_shrinkage_regularization_strength": 0.1, "beta": 0.5},
        ],
        "Lion": [{}, {"beta_1": 0.5}, {"beta_2": 0.5}],
        "Lamb": [{}, {"beta_1": 0.5, "beta_2": 0.9}, {"epsilon": 0.1}],
    }.items():
        if kind != "Lamb":  # which Keras does not find by name
            yield f"{kind.lower()}_by_name", kind.lower()
        for arguments in own + [DECAY, {"global_clipnorm": 0.5}]:
            yield name_of(kind, arguments), {"type": kind, **rate, **arguments}
    yield from scheduled_cases()


def scheduled_cases():
    decay = {"type": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 4, "decay_rate": 0.5}
    warm_up = {"type": "CosineDecay", "initial_learning_rate": 0.0, "decay_steps": 6}
    warm_up |= {"warmup_target": 0.1, "warmup_steps": 3}
    for kind in ("SGD", "Adam", "Nadam"):
        yield f"{kind.lower()}_exponential_decay", {"type": kind, "learning_rate": decay}
    yield "adamw_warm_up", {"type": "AdamW", "learning_rate": warm_up, "weight_decay": 0.1}
    yield "adafactor_by_name", "adafactor"
    own = [{}, {"beta_2_decay": -0.5}, {"clip_threshold": 0.3}, {"epsilon_2": 0.9}, {"relative_step": False}]
    for arguments in own + [DECAY, {"global_clipnorm": 0.5}]:
        yield name_of("Adafactor", arguments), {"type": "Adafactor", "learning_rate": 0.1, **arguments}


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
