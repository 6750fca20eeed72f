"""The models of the matrix, as jobs for nntrain."""

# Activations that Keras has had since 2.2, of the same formula; then the rest of them, but glu: Keras 3
# takes its result for as wide as its operand, and so cannot build what stands behind it.
SINCE_KERAS_2 = ["relu", "sigmoid", "tanh", "softplus", "softsign", "elu", "selu", "exponential", "linear"]
SINCE_KERAS_3 = ["leaky_relu", "relu6", "celu", "gelu", "silu", "hard_silu", "mish", "hard_sigmoid", "sparse_sigmoid", "log_sigmoid", "hard_tanh", "tanh_shrink",
                 "log_softmax", "sparsemax", "sparse_plus", "squareplus", "hard_shrink", "soft_shrink"]
IRIS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]


def dense(name, units, activation=None):
    return {"type": "Dense", "name": name, "units": units, **({"activation": activation} if activation else {})}


def chain(activations):
    """A layer for each, with a Dense in front of it that keeps numbers small."""
    return [dense(f"{activation}_layer", 8, activation) for activation in activations]


def of_iris(layers):
    return {"layers": layers, "optimizer": "adam", "loss": "sparse_categorical_crossentropy", "epochs": 5, "data": {"target": "species"}}, "data/iris.csv"


MODELS = {
    "mlp": ("MLP", of_iris([dense("hidden", 16, "relu"), dense("species", 3, "softmax")])),
    "batch_norm": ("with BatchNormalization, Dropout", of_iris([
        dense("first", 16), {"type": "BatchNormalization", "name": "norm"}, {"type": "Activation", "name": "positive", "activation": "relu"},
        {"type": "Dropout", "name": "drop", "rate": 0.2}, dense("species", 3, "softmax")])),
    "activations": ("every activation of Keras 2.2", of_iris(
        chain(SINCE_KERAS_2) + [{"type": "LeakyReLU", "name": "leaky"}, {"type": "PReLU", "name": "learned"}, {"type": "ELU", "name": "elu"},
                                {"type": "ReLU", "name": "cut", "max_value": 3}, dense("species", 3, "softmax")])),
    "all_activations": ("every other one", of_iris(chain(SINCE_KERAS_3) + [dense("species", 3, "softmax")])),
    "embedding": ("embedding, text columns", ({
        "layers": [dense("hidden", 16, "relu"), dense("chance", 1, "sigmoid")],
        "optimizer": "adam", "loss": "binary_crossentropy", "epochs": 3,
        "data": {"target": "survived", "columns": {
            "name": "ignored", "age": {"type": "number", "missing": "median", "indicator": True, "treatment": "z_score"},
            "passengerClass": {"type": "category", "treatment": {"type": "embedding", "output_dim": 2}}}}}, "data/titanic.csv")),
    "graph": ("two inputs, two outputs", ({
        "layers": [
            {"type": "Input", "name": "sepal"}, {"type": "Input", "name": "petal"},
            {**dense("of_sepal", 8, "tanh"), "inputs": ["sepal"]}, {**dense("of_petal", 8, "relu"), "inputs": ["petal"]},
            {"type": "Add", "name": "sum", "inputs": ["of_sepal", "of_petal"]}, {"type": "Concatenate", "name": "both", "inputs": ["sum", "of_petal"]},
            {**dense("kind", 3, "softmax"), "inputs": ["both"]}, {**dense("width", 1), "inputs": ["sum"]}],
        "optimizer": "adam", "loss": {"kind": "sparse_categorical_crossentropy", "width": "mse"}, "epochs": 5,
        "data": {"inputs": {"sepal": IRIS[:2], "petal": IRIS[2:3]}, "target": {"kind": ["species"], "width": IRIS[3:]}}}, "data/iris.csv")),
}

# Ending of the file that is opened, by format.
ENDINGS = {"h5": ".h5", "keras": ".keras", "onnx": ".onnx", "npz": ".npz", "pt": ".pt", "safetensors": ".safetensors", "mxnet": "-symbol.json", "caffe": ".prototxt",
           "saved_model": "/saved_model.pb", "tflite": ".tflite"}


def case(name, model, file):
    """What an opener is told of an exported model: rows and outputs are those that the model file keeps as its proof."""
    shapes = [each["shape"] for each in model["columns"]["inputs"]]
    layers = model["config"]["layers"]
    given = {each["name"] for each in layers if each["type"] in ("Input", "InputLayer")}
    names = [each["layer"] + ("" if each["layer"] in given else "_input") for each in model["columns"]["inputs"]]
    return {"file": file, "layers": MODELS[name][1][0]["layers"], "output_names": [each["layer"] for each in model["columns"]["targets"]], "outputs": model["proof"]["outputs"],
            "inputs": [{"name": name, "shape": shape, "values": values} for name, shape, values in zip(names, shapes, model["proof"]["inputs"])]}
