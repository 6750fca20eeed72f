"""defaults.json: every constructor argument with its default, by inspection."""

import inspect

from recorder.common import keras

NAMES = {
    "layers": [
        "InputLayer", "Dense", "Activation", "ReLU", "LeakyReLU", "ELU", "Softmax", "Dropout", "Flatten", "Reshape",
        "BatchNormalization", "LayerNormalization", "Add", "Multiply", "Concatenate", "Embedding",
    ],
    "activations": [
        "linear", "relu", "sigmoid", "tanh", "softmax", "elu", "selu", "gelu", "silu", "softplus", "softsign",
        "leaky_relu", "exponential",
    ],
    "losses": [
        "MeanSquaredError", "MeanAbsoluteError", "BinaryCrossentropy", "CategoricalCrossentropy",
        "SparseCategoricalCrossentropy", "mean_squared_error", "mean_absolute_error", "binary_crossentropy",
        "categorical_crossentropy", "sparse_categorical_crossentropy",
    ],
    "metrics": [
        "BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy", "MeanSquaredError", "MeanAbsoluteError",
        "RootMeanSquaredError", "Precision", "Recall", "AUC",
    ],
    "optimizers": ["SGD", "RMSprop", "Adam", "AdamW"],
    "initializers": [
        "Zeros", "Ones", "Constant", "GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform",
        "LecunNormal", "RandomUniform", "RandomNormal", "TruncatedNormal", "Orthogonal", "VarianceScaling",
    ],
    "regularizers": ["L1", "L2", "L1L2"],
    "callbacks": ["EarlyStopping"],
}  # fmt: skip


def arguments_of(function):
    """In order; what has no default is {"required": true}; `**kwargs` of the base class are left out."""
    found = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD) or parameter.name == "self":
            continue
        required = parameter.default is parameter.empty
        found[parameter.name] = {"required": True} if required else parameter.default
    return found


def record():
    result = {
        module: {name: arguments_of(getattr(getattr(keras, module), name)) for name in names}
        for module, names in NAMES.items()
    }
    result["functions"] = {
        "Input": arguments_of(keras.Input),
        "Model.compile": arguments_of(keras.Model.compile),
        "Model.fit": arguments_of(keras.Model.fit),
        "Model.evaluate": arguments_of(keras.Model.evaluate),
    }
    result["backend"] = {"epsilon": keras.config.epsilon(), "floatx": keras.config.floatx()}
    return result
