"""models.json: layers that are called several times, and models that stand as layers; as layers.json."""

from recorder.layers import on, record_case

TWO_IN_TWO_OUT = [
    {"type": "Input", "name": "left", "shape": [3]},
    {"type": "Input", "name": "right", "shape": [2]},
    {"type": "Dense", "units": 3, "name": "short", "inputs": ["left"]},
    {"type": "Dense", "units": 4, "activation": "tanh", "name": "long", "inputs": ["right"]},
    {"type": "Dense", "units": 3},
    {"type": "Add", "name": "sum", "inputs": ["short", "dense"]},
    {"type": "Multiply", "name": "product", "inputs": ["short", "dense"]},
]


def cases():
    """(name, layers, training) of every case. New ones stand at the end: their random numbers come from their place."""
    ab = [{"type": "Input", "name": "a", "shape": [3]}, {"type": "Input", "name": "b", "shape": [3]}]
    yield "shared_dense", [
        *ab,
        {"type": "Dense", "units": 3, "activation": "tanh", "name": "both", "inputs": ["a"]},
        {"shared": "both", "inputs": ["b"]},
        {"type": "Subtract", "inputs": ["both", "both[1]"]},
    ], False
    for training in (True, False):
        mode = "training" if training else "inference"
        yield f"shared_batch_normalization_{mode}", [
            *ab,
            {"type": "BatchNormalization", "momentum": 0.7, "name": "normal", "inputs": ["a"]},
            {"shared": "normal", "name": "of_b", "inputs": ["b"]},
            {"type": "Dense", "units": 3, "inputs": ["of_b"]},
            {"shared": "normal", "name": "again"},
            {"type": "Concatenate", "inputs": ["normal", "again"]},
        ], training
    yield "shared_at_two_depths", [
        *ab,
        {"type": "Dense", "units": 3, "name": "beside", "inputs": ["b"]},
        {"type": "Dense", "units": 3, "activation": "sigmoid", "name": "twice", "inputs": ["a"]},
        {"type": "Dense", "units": 3, "name": "between"},
        {"shared": "twice", "name": "later"},
        {"type": "Add", "inputs": ["later", "beside"]},
        {"type": "Dense", "units": 1},
    ], False
    yield "shared_activity_regularizer", [
        *ab,
        {"type": "Dense", "units": 2, "activity_regularizer": "l2", "kernel_regularizer": "l2", "inputs": ["a"]},
        {"shared": "dense", "inputs": ["b"]},
        {"type": "Dot", "axes": 1, "inputs": ["dense", "dense[1]"]},
    ], False
    for training in (True, False):
        mode = "training" if training else "inference"
        yield f"sequential_inside_{mode}", on(
            [4],
            {"type": "Dense", "units": 3},
            {
                "type": "Sequential",
                "name": "encoder",
                "layers": [
                    {"type": "Dense", "units": 5, "activation": "relu"},
                    {"type": "BatchNormalization"},
                    {"type": "Dense", "units": 2, "name": "code"},
                ],
            },
            {"type": "Dense", "units": 3},
        ), training
    yield "sequential_inside_frozen", on(
        [4],
        {
            "type": "Sequential",
            "trainable": False,
            "layers": [
                {"type": "Input", "shape": [4]},
                {"type": "Dense", "units": 3, "kernel_regularizer": "l2"},
                {"type": "BatchNormalization"},
                {"type": "Sequential", "layers": [{"type": "Dense", "units": 2}, {"type": "Dropout", "rate": 0.5}]},
            ],
        },
        {"type": "Dense", "units": 2},
    ), True
    yield "sequential_shared_inside", on(
        [3],
        {
            "type": "Sequential",
            "layers": [{"type": "Dense", "units": 3, "activation": "tanh", "name": "step"}, {"shared": "step"}],
        },
    ), False
    yield "functional_inside", [
        *ab[:1],
        {"type": "Input", "name": "c", "shape": [2]},
        {"type": "Functional", "name": "twin", "layers": TWO_IN_TWO_OUT, "inputs": ["a", "c"]},
        {"type": "Dense", "units": 2, "name": "of_sum", "inputs": ["twin/sum"]},
        {"type": "Concatenate", "inputs": ["twin", "of_sum"]},
        {"type": "Dense", "units": 1},
    ], False
    yield "functional_shared", [
        *ab,
        {"type": "Input", "name": "c", "shape": [2]},
        {"type": "Functional", "name": "twin", "layers": TWO_IN_TWO_OUT, "inputs": ["a", "c"]},
        {"shared": "twin", "name": "again", "inputs": ["twin/sum", "c"]},
        {"shared": "twin", "inputs": ["b", "c"]},
        {"type": "Add", "name": "total", "inputs": ["again", "twin[2]/product"]},
        {"type": "Dense", "units": 2, "inputs": ["total"]},
    ], False
    yield "functional_in_functional", on(
        [3],
        {
            "type": "Model",
            "name": "outer",
            "outputs": ["deep", "first"],
            "layers": [
                {"type": "Input", "shape": [3]},
                {"type": "Dense", "units": 2, "name": "first"},
                {
                    "type": "Model",
                    "name": "inner",
                    "layers": [{"type": "Input", "shape": [2]}, {"type": "Dense", "units": 4}, {"type": "Softmax"}],
                },
                {"type": "Dense", "units": 2, "name": "deep"},
            ],
        },
        {"type": "Add"},
    ), False


def record():
    """One entry per case."""
    return [record_case(6000 + number, *case, {}) for number, case in enumerate(cases())]
