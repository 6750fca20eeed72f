"""Every schedule with each option, under SGD and under an optimizer that reads its rate elsewhere."""

from recorder.parity_cases.base import POWERS, each, numbers


def under_sgd(schedule):
    return numbers(optimizer={"type": "SGD", "learning_rate": schedule})


def under_adam(schedule):
    return numbers(optimizer={"type": "Adam", "learning_rate": schedule})


def cases():
    for make, prefix, about in ((under_sgd, "", {}), (under_adam, "adam_", POWERS)):

        def some(kind, common, *options, make=make, prefix=prefix, about=about):
            return each(make, kind, {}, *options, common=common, prefix=prefix, **about)

        decay = {"initial_learning_rate": 0.2, "decay_steps": 4, "decay_rate": 0.6}
        yield from some("ExponentialDecay", decay, {"staircase": True})
        yield from some("InverseTimeDecay", decay, {"staircase": True})
        yield from some("PiecewiseConstantDecay", {"boundaries": [3, 8], "values": [0.2, 0.05, 0.1]})
        decay = {"initial_learning_rate": 0.2, "decay_steps": 6}
        yield from some("PolynomialDecay", decay, {"end_learning_rate": 0.05}, {"power": 2.0}, {"cycle": True})
        decay = {"initial_learning_rate": 0.1, "decay_steps": 9}
        yield from some("CosineDecay", decay, {"alpha": 0.3}, {"warmup_target": 0.2, "warmup_steps": 4})
        decay = {"initial_learning_rate": 0.2, "first_decay_steps": 4}
        yield from some("CosineDecayRestarts", decay, {"m_mul": 0.5}, {"alpha": 0.2})
        # No restart after a whole number of steps: there back ends round to either side.
        yield from each(make, "CosineDecayRestarts", decay | {"first_decay_steps": 3, "t_mul": 1.5}, prefix=prefix, **about)
