"""optimizers.json: some variables of different shape under twelve steps of given gradients."""

import contextlib

import numpy as np

from recorder.common import as_numpy, keras, numbers, optimizer_of, tensor

STEPS = 12
TWO = {"v0": (3, 2), "v1": (4,)}
MATRICES = TWO | {"wide/kernel": (2, 5), "embedding/embeddings": (4, 3), "v2": (2, 3, 2)}  # by path
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
    yield from newer_cases()


def newer_cases():
    yield "muon_by_name", "muon", MATRICES
    for arguments in [
        {},
        {"adam_beta_1": 0.5, "adam_beta_2": 0.9},
        {"adam_weight_decay": 0.5},
        {"adam_weight_decay": None},
        {"weight_decay": 0.5},
        {"weight_decay": None},
        {"epsilon": 0.1},
        {"exclude_layers": ["wide", "v0"]},
        {"exclude_layers": ["v[0-9]$"]},
        {"exclude_embeddings": False},
        {"muon_a": 3.0, "muon_b": -3.2, "muon_c": 1.2},
        {"adam_lr_ratio": 0.1},
        {"momentum": 0.5},
        {"ns_steps": 1},
        {"nesterov": False},
        {"rms_rate": None},
        {"rms_rate": 0.5},
        {"global_clipnorm": 0.5},
        {"exclude_from_weight_decay": ["v1", "kernel"], "weight_decay": 0.5, "adam_weight_decay": 0.3},
    ]:
        yield name_of("Muon", arguments), {"type": "Muon", "learning_rate": 0.1, **arguments}, MATRICES
    yield "schedulefreeadamw_by_name", "schedulefreeadamw"
    for arguments in [
        {},
        {"beta_1": 0.5, "beta_2": 0.9},
        {"epsilon": 0.1},
        {"warmup_steps": 5},
        DECAY,
        {"clipnorm": 0.5},
    ]:
        spec = {"type": "ScheduleFreeAdamW", "learning_rate": 0.1, **arguments}
        yield name_of("ScheduleFreeAdamW", arguments), spec
    yield from common_cases()


KINDS = [
    "SGD", "RMSprop", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion", "Lamb", "Adafactor", "Muon",
    "ScheduleFreeAdamW",
]  # fmt: skip


def common_cases():
    """Each option of all optimizers with one of them, and several together with all."""
    rate = {"learning_rate": 0.1}
    for arguments in [
        DECAY | {"exclude_from_weight_decay": ["v1"]},
        DECAY | {"exclude_from_weight_decay": ["x", "v[2-9]", "^v0"]},
        {"use_ema": True},
        {"use_ema": True, "ema_momentum": 0.0},
        {"use_ema": True, "ema_momentum": 1.0},
        {"use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 1},
        {"use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 4},
        {"ema_momentum": 0.6, "ema_overwrite_frequency": 4},
        {"loss_scale_factor": 8.0},
        {"loss_scale_factor": 0.3},
        {"gradient_accumulation_steps": 2},
        {"gradient_accumulation_steps": 5},
        {"gradient_accumulation_steps": 3, "clipnorm": 0.3},
        {"gradient_accumulation_steps": 3, "clipvalue": 0.2},
        {"gradient_accumulation_steps": 3, "global_clipnorm": 0.3, **DECAY},
        {"gradient_accumulation_steps": 3, "use_ema": True, "ema_momentum": 0.6},
        {"gradient_accumulation_steps": 3, "use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 2},
        {"gradient_accumulation_steps": 2, "loss_scale_factor": 4.0},
        {"name": "mine"},
    ]:
        yield name_of("SGD", arguments), {"type": "SGD", "momentum": 0.9, **rate, **arguments}
    decay = {"type": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 4, "decay_rate": 0.5}
    warm_up = {"type": "CosineDecay", "initial_learning_rate": 0.01, "decay_steps": 6, "alpha": 0.2}
    warm_up |= {"warmup_target": 0.1, "warmup_steps": 3}
    average = {"use_ema": True, "ema_momentum": 0.7, "ema_overwrite_frequency": 3, "loss_scale_factor": 2.0}
    gather = {"gradient_accumulation_steps": 3, "weight_decay": 0.02, "exclude_from_weight_decay": ["v1"]}
    for kind in KINDS:
        name = kind.lower()
        yield f"{name}_averaged", {"type": kind, **rate, **average}
        yield f"{name}_gathered", {"type": kind, "learning_rate": decay, **gather}
        everything = average | gather | {"gradient_accumulation_steps": 2, "clipnorm": 0.5}
        yield f"{name}_averaged_and_gathered", {"type": kind, "learning_rate": warm_up, **everything}
    yield from multi_cases()
    yield "adafactor_epsilon_1_0.1", {"type": "Adafactor", **rate, "epsilon_1": 0.1}


def multi_cases():
    shapes = {"encoder/kernel": (3, 2), "encoder/bias": (2,), "head/kernel": (2, 4), "v0": (3,)}
    sgd = {"type": "SGD", "learning_rate": 0.1, "momentum": 0.9, "global_clipnorm": 0.5}
    adam = {"type": "Adam", "learning_rate": 0.05, "use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 5}
    decay = {"type": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 4, "decay_rate": 0.5}
    lion = {"type": "Lion", "learning_rate": decay, "weight_decay": 0.1, "loss_scale_factor": 3.0}
    gather = {"gradient_accumulation_steps": 3}
    for name, default, by_path, own in [
        ("default_alone", "sgd", {}, {}),
        ("two", "adam", {"encoder/.*": sgd}, {}),
        ("exact_before_pattern", sgd, {"encoder/.*": adam, "encoder/bias": lion}, {"loss_scale_factor": 2.0}),
        ("gathered", adam | gather, {".*/kernel": sgd | gather, "v[0-9]": lion | gather}, {"name": "many"}),
    ]:
        optimizer_map = {"default_optimizer": default, "optimizer_map": by_path}
        yield f"multioptimizer_{name}", {"type": "MultiOptimizer", "optimizer_map": optimizer_map, **own}, shapes


def name_of(kind, arguments):
    return "_".join([kind.lower(), *(f"{key}_{value}" for key, value in arguments.items() if key != "learning_rate")])


def variable_of(path, values):
    *scopes, name = path.split("/")
    with keras.name_scope(*scopes) if scopes else contextlib.nullcontext():
        variable = keras.Variable(values.astype(keras.config.floatx()), name=name)
    assert variable.path == path, (variable.path, path)
    return variable


def record_case(number, name, spec, shapes=TWO):
    rng = np.random.default_rng(4000 + number)
    start = [numbers(rng, shape) for shape in shapes.values()]
    steps = [[numbers(rng, shape, -1, 1) for shape in shapes.values()] for _ in range(STEPS)]
    steps[3] = [np.zeros_like(each) for each in steps[3]]
    steps[4] = [each * np.float32(0.125) for each in steps[4]]
    keras.utils.clear_session(free_memory=False)
    variables = [variable_of(path, each) for path, each in zip(shapes, start)]
    optimizer = keras.optimizers.get(optimizer_of(spec))
    optimizer.build(variables)
    after = []
    for gradients in steps:
        optimizer.apply([tensor(each) for each in gradients], variables)
        after.append([as_numpy(each).copy() for each in variables])
    final = {}
    if any(each.use_ema for each in getattr(optimizer, "optimizers", [optimizer])):  # what training ends with
        optimizer.finalize_variable_values(variables)
        final["final_weights"] = [as_numpy(each).copy() for each in variables]
    return {
        "name": name,
        "optimizer": spec,
        "names": list(shapes),
        "weights": start,
        "gradients": steps,
        "weights_after_step": after,
        **final,
        "variables": {each.path: list(each.shape) for each in optimizer.variables},
    }


def record():
    return [record_case(number, *case) for number, case in enumerate(cases())]
