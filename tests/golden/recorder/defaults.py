"""defaults.json: every constructor argument with its default, by inspection."""

import inspect

from recorder.common import keras

NAMES = {
    "layers": [
        "InputLayer", "Dense", "Activation", "ReLU", "LeakyReLU", "ELU", "Softmax", "Dropout", "Flatten", "Reshape",
        "BatchNormalization", "LayerNormalization", "Add", "Multiply", "Concatenate", "Embedding",
        "Subtract", "Average", "Maximum", "Minimum", "Dot", "Permute", "RepeatVector", "Identity", "Rescaling", "PReLU",
        "UnitNormalization", "RMSNormalization", "GroupNormalization", "ActivityRegularization",
        "AlphaDropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout", "Normalization", "Discretization",
        "CategoryEncoding", "EinsumDense", "SpectralNormalization",
        "Masking",
    ],
    "activations": [
        "linear", "relu", "sigmoid", "tanh", "softmax", "elu", "selu", "gelu", "silu", "softplus", "softsign",
        "leaky_relu", "exponential", "relu6", "hard_sigmoid", "hard_silu", "hard_tanh", "hard_shrink", "soft_shrink",
        "tanh_shrink", "threshold", "celu", "log_sigmoid", "log_softmax", "mish", "sparse_plus", "sparse_sigmoid",
        "squareplus", "glu", "sparsemax",
    ],
    "losses": [
        "MeanSquaredError", "MeanAbsoluteError", "BinaryCrossentropy", "CategoricalCrossentropy",
        "SparseCategoricalCrossentropy", "MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "Huber",
        "LogCosh", "CosineSimilarity", "Poisson", "BinaryFocalCrossentropy", "CategoricalFocalCrossentropy",
        "CategoricalGeneralizedCrossEntropy", "KLDivergence", "Hinge", "SquaredHinge", "CategoricalHinge", "Dice",
        "Tversky", "mean_squared_error", "mean_absolute_error", "binary_crossentropy",
        "categorical_crossentropy", "sparse_categorical_crossentropy",
    ],
    "metrics": [
        "BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy", "MeanSquaredError", "MeanAbsoluteError",
        "RootMeanSquaredError", "Precision", "Recall", "AUC", "TopKCategoricalAccuracy",
        "SparseTopKCategoricalAccuracy", "TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives",
        "SensitivityAtSpecificity", "SpecificityAtSensitivity", "PrecisionAtRecall", "RecallAtPrecision", "F1Score",
        "FBetaScore", "IoU", "BinaryIoU", "MeanIoU", "OneHotIoU", "OneHotMeanIoU", "MeanAbsolutePercentageError",
        "MeanSquaredLogarithmicError", "LogCoshError", "CosineSimilarity", "R2Score", "PearsonCorrelation",
        "ConcordanceCorrelation", "Poisson", "KLDivergence", "Hinge", "SquaredHinge", "CategoricalHinge",
    ],
    "optimizers": [
        "SGD", "RMSprop", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion", "Lamb", "Adafactor",
        "Muon", "ScheduleFreeAdamW", "MultiOptimizer",
    ],
    "initializers": [
        "Zeros", "Ones", "Constant", "GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform",
        "LecunNormal", "RandomUniform", "RandomNormal", "TruncatedNormal", "Orthogonal", "VarianceScaling", "Identity",
    ],
    "regularizers": ["L1", "L2", "L1L2", "OrthogonalRegularizer"],
    "constraints": ["MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm"],
    "callbacks": [
        "EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau", "LearningRateScheduler", "CSVLogger", "TerminateOnNaN",
        "TensorBoard", "SwapEMAWeights", "BackupAndRestore",
    ],
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
    result["schedules"] = {
        name: arguments_of(getattr(keras.optimizers.schedules, name))
        for name in dir(keras.optimizers.schedules)
        if name.endswith(("Decay", "Restarts"))
    }
    result["names"] = {  # what may stand as a string
        "activations": sorted(keras.src.activations.ALL_OBJECTS_DICT),
        "initializers": sorted(keras.src.initializers.ALL_OBJECTS_DICT),
        "regularizers": sorted(keras.src.regularizers.ALL_OBJECTS_DICT),
        "constraints": sorted(keras.src.constraints.ALL_OBJECTS_DICT),
    }
    result["functions"] = {
        "Input": arguments_of(keras.Input),
        "Model.compile": arguments_of(keras.Model.compile),
        "Model.fit": arguments_of(keras.Model.fit),
        "Model.evaluate": arguments_of(keras.Model.evaluate),
    }
    result["backend"] = {"epsilon": keras.config.epsilon(), "floatx": keras.config.floatx()}
    return result
