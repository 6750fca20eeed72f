"""Records keras_files/: small models that the real Keras has trained a little and saved, with rows and outputs, for tests of import.

    KERAS_BACKEND=torch python -W ignore tests/golden/record_keras_files.py
"""

import json
from pathlib import Path

import keras
import numpy as np
from keras import layers

FOLDER = Path(__file__).parent / "keras_files"


def chain():
    return keras.Sequential([
        keras.Input((4,)), layers.Normalization(), layers.Dense(5, activation="gelu"), layers.BatchNormalization(), layers.Dropout(0.2),
        layers.PReLU(), layers.SpectralNormalization(layers.Dense(4, activation="tanh")), layers.Dense(1)])


def graph():
    """Two inputs, two outputs, a layer that is called twice, a model inside that is called twice, layers of one class on two ways."""
    a, b = keras.Input((4,), name="a"), keras.Input((3,), dtype="int32", name="b")
    shared = layers.Dense(4, activation="tanh", name="shared")
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(4), layers.LayerNormalization(), layers.BatchNormalization()], name="inner")
    inside = keras.Input((4,))
    encoder = keras.Model(inside, layers.Add()([layers.Dense(4)(inside), inside]), name="encoder")
    x = layers.BatchNormalization()(layers.Dense(6, activation="relu")(a))
    y = layers.Concatenate()([x, layers.Flatten()(layers.Embedding(5, 2)(b)), shared(a), inner(a), shared(inner(encoder(a)))])
    return keras.Model([a, b], [layers.Dense(3, activation="softmax", name="class")(y), layers.Dense(1, name="number")(y)], name="pair")


def bare():
    return keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(2, activation="softmax")])


def record(name, model, inputs, targets, loss):
    """loss: None: the model is saved as it was made, never compiled."""
    if loss:
        model.compile(keras.optimizers.Adam(0.01), loss, metrics=["mae"] if isinstance(loss, str) else None)
        model.fit(inputs, targets, epochs=2, batch_size=8, verbose=0)
    for ending in ["keras", "h5"]:
        model.save(FOLDER / f"{name}.{ending}")
    if name == "chain":
        model.save_weights(FOLDER / f"{name}.weights.h5")
    inputs = inputs if isinstance(inputs, list) else [inputs]
    few = [each[:4] for each in inputs]
    outputs = model.predict(few if len(few) > 1 else few[0], verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    return {"name": name, "compiled": bool(loss), "inputs": [each.tolist() for each in few], "outputs": [each.tolist() for each in outputs]}


def main():
    FOLDER.mkdir(exist_ok=True)
    keras.utils.set_random_seed(1)
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(40, 4)).astype(np.float32)
    places = rng.integers(0, 5, (40, 3)).astype(np.int32)
    values = rng.normal(size=(40, 1)).astype(np.float32)
    sequential = chain()
    sequential.layers[0].adapt(numbers)
    cases = [
        record("chain", sequential, numbers, values, "mse"),
        record("graph", graph(), [numbers, places], [rng.integers(0, 3, (40, 1)), values], ["sparse_categorical_crossentropy", "mse"]),
        record("bare", bare(), numbers, None, None),
    ]
    (FOLDER / "outputs.json").write_text(json.dumps(cases, indent=0) + "\n")


if __name__ == "__main__":
    main()
