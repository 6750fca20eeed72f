"""inventory.json: what each module of Keras exports, and the strings its get() takes.

By module: `names`, every class (activations: function) with the other names it is exported under; `strings`, what get()
makes of each text that it takes.
"""

import inspect

from recorder.common import keras

MODULES = {
    "layers": keras.layers,
    "activations": keras.activations,
    "initializers": keras.initializers,
    "regularizers": keras.regularizers,
    "constraints": keras.constraints,
    "optimizers": keras.optimizers,
    "schedules": keras.optimizers.schedules,
    "losses": keras.losses,
    "metrics": keras.metrics,
    "callbacks": keras.callbacks,
}
HELPERS = {"get", "serialize", "deserialize"}


def exported(module, wanted):
    return {name: each for name, each in vars(module).items() if wanted(each) and name not in HELPERS and name[0] != "_"}


def things_of(kind, module):
    """Classes that components derive from are none themselves: Keras calls them as its module."""
    if kind == "activations":
        return exported(module, inspect.isfunction)
    bases = {"InputSpec", "Wrapper", "LearningRateSchedule", kind.removesuffix("s").title(), "Loss"}
    return {name: each for name, each in exported(module, inspect.isclass).items() if each.__name__ not in bases}


def snake_case(name):
    return keras.src.utils.naming.to_snake_case(name)


def strings_of(kind, module, things):
    """Every spelling that get() might take, tried."""
    if not hasattr(module, "get") or kind == "layers":
        return {}
    tried = set(things) | set(exported(module, inspect.isfunction))
    known = getattr(getattr(keras.src, kind), "ALL_OBJECTS_DICT", {})
    tried |= {each for each in known if isinstance(each, str)}
    tried |= {each.upper() for each in tried} | {each.lower() for each in tried} | {snake_case(each) for each in tried}
    wrapped = {}
    if kind == "losses":  # get() of a loss gives a function: which class wraps it?
        for each in things.values():
            try:
                wrapped[each().fn] = each.__name__
            except (TypeError, AttributeError):
                continue
    found = {}
    tried -= {"accuracy", "Accuracy", "ACCURACY"}  # compile chooses by shape instead
    for each in sorted(tried):
        try:
            made = module.get(each)
        except (ValueError, TypeError, KeyError):
            continue
        made = made if inspect.isclass(made) or inspect.isfunction(made) else type(made)
        found[each] = wrapped.get(made) or made.__name__
    return found


def record():
    found = {}
    for kind, module in MODULES.items():
        things = things_of(kind, module)
        names = {}
        for name, each in sorted(things.items()):
            others = names.setdefault(each.__name__, [])
            if name != each.__name__:
                others.append(name)
        found[kind] = {"names": dict(sorted(names.items())), "strings": strings_of(kind, module, things)}
    return found
