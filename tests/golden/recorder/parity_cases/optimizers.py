"""Every optimizer with its defaults and with each option, its own and the common ones."""

from recorder.parity_cases.base import POWERS, case, each, numbers

COMMON = [
    {"weight_decay": 0.1},
    {"clipnorm": 0.2}, {"clipvalue": 0.1}, {"global_clipnorm": 0.3},
    {"use_ema": True}, {"use_ema": True, "ema_momentum": 0.7}, {"use_ema": True, "ema_momentum": 0.7, "ema_overwrite_frequency": 4},
    {"gradient_accumulation_steps": 4}, {"loss_scale_factor": 8.0},
]  # fmt: skip
EXCLUDED = {"weight_decay": 0.2, "exclude_from_weight_decay": ["bias"]}

# learning rate, own options
OWN = {
    "SGD": (0.1, [{"momentum": 0.9}, {"nesterov": True}, {"momentum": 0.8, "nesterov": True}]),
    "RMSprop": (0.02, [{"rho": 0.5}, {"momentum": 0.9}, {"epsilon": 0.01}, {"centered": True}]),
    "Adam": (0.05, [{"beta_1": 0.5}, {"beta_2": 0.9}, {"epsilon": 0.01}, {"amsgrad": True}]),
    "AdamW": (0.05, [{"beta_1": 0.5}, {"beta_2": 0.9}, {"epsilon": 0.01}, {"amsgrad": True}]),
    "Adagrad": (0.1, [{"initial_accumulator_value": 0.5}, {"epsilon": 0.01}]),
    "Adadelta": (1.0, [{"rho": 0.5}, {"epsilon": 0.01}]),
    "Adamax": (0.05, [{"beta_1": 0.5}, {"beta_2": 0.9}, {"epsilon": 0.01}]),
    "Nadam": (0.05, [{"beta_1": 0.5}, {"beta_2": 0.9}, {"epsilon": 0.01}]),
    "Ftrl": (0.1, [
        {"learning_rate_power": -0.3}, {"initial_accumulator_value": 0.5}, {"l1_regularization_strength": 0.1},
        {"l2_regularization_strength": 0.1}, {"l2_shrinkage_regularization_strength": 0.1}, {"beta": 0.5},
    ]),
    "Lion": (0.02, [{"beta_1": 0.5}, {"beta_2": 0.5}]),
    "Lamb": (0.05, [{"beta_1": 0.5}, {"beta_2": 0.9}, {"epsilon": 0.01}]),
    "Adafactor": (0.1, [
        {"beta_2_decay": -0.5}, {"epsilon_1": 1e-3}, {"epsilon_2": 0.5}, {"clip_threshold": 0.3}, {"relative_step": False},
    ]),
    "Muon": (0.05, [
        {"adam_beta_1": 0.5}, {"adam_beta_2": 0.9}, {"adam_weight_decay": 0.2}, {"epsilon": 0.01},
        {"exclude_layers": ["dense_1"]}, {"exclude_embeddings": False}, {"muon_a": 3.0}, {"muon_b": -4.5}, {"muon_c": 1.2},
        {"adam_lr_ratio": 0.1}, {"momentum": 0.5}, {"ns_steps": 2}, {"nesterov": False}, {"rms_rate": 0.5},
    ]),
    "ScheduleFreeAdamW": (0.05, [{"beta_1": 0.5}, {"beta_2": 0.9}, {"epsilon": 0.01}, {"warmup_steps": 6}]),
}  # fmt: skip

def under(optimizer):
    return numbers(optimizer=optimizer)


def about(kind, own):
    differs = dict(POWERS["differs"]) if kind != "Lion" and any("beta_2" in options for options in own) else {}
    if kind == "Muon":  # its biases follow Adam
        differs |= POWERS["differs"]
    if kind == "ScheduleFreeAdamW":
        differs["jax"] = "takes the momentum from before the step, which the others have already changed in place"
    return {"differs": differs} if differs else {}


def shared_out():
    """Weights that follow several optimizers."""
    by_path = {"dense/.*": {"type": "Adam", "learning_rate": 0.02}, "dense_1/bias": {"type": "SGD", "momentum": 0.9}}
    both = {"default_optimizer": {"type": "RMSprop", "learning_rate": 0.01}, "optimizer_map": by_path}
    return {"type": "MultiOptimizer", "optimizer_map": both}


def cases():
    for kind, (rate, own) in OWN.items():
        options = about(kind, own)
        yield from each(under, kind, **options)
        yield from each(under, kind, {"learning_rate": rate}, **options)
        yield from each(under, kind, *own, *COMMON, common={"learning_rate": rate}, **options)
        if "jax" in options.get("differs", {}):
            unseen = {"tensorflow": "does not see the names of weights that are excluded"}
            options = {"differs": options["differs"] | unseen}
        yield from each(under, kind, EXCLUDED, common={"learning_rate": rate}, **options)
    yield case("multioptimizer", under(shared_out()), **POWERS)
    yield case("multioptimizer_loss_scale_factor", under(shared_out() | {"loss_scale_factor": 4.0}), **POWERS)
