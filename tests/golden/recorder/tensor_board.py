"""tensor_board.json: the events that Keras' TensorBoard writes of the trajectory `binary_classifier`, and histograms of some numbers.

Needs the package tensorboard beside TensorFlow.
"""

import tempfile
from pathlib import Path

import numpy as np

from recorder import trajectories
from recorder.common import keras, numbers

SEVERAL = {
    "type": "MultiOptimizer",
    "optimizer_map": {
        "default_optimizer": {"type": "SGD", "learning_rate": {"type": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5}},
        "optimizer_map": {"dense/.*": {"type": "Adam", "learning_rate": 0.02}, "dense_1/.*": {"type": "Adam", "learning_rate": 0.01}},
    },
}
JOBS = {  # options, and what the job has besides
    "defaults": ({}, {}),
    "everything": ({"histogram_freq": 2, "write_images": True, "update_freq": "batch"}, {}),
    "every_second_step": ({"update_freq": 2, "write_graph": False}, {}),
    "gathering": ({"update_freq": "batch"}, {"optimizer": {"type": "SGD", "learning_rate": 0.1, "gradient_accumulation_steps": 3}}),
    "several_optimizers": ({}, {"optimizer": SEVERAL}),
}


def values_of(path):
    import tensorflow as tf
    from tensorflow.core.util import event_pb2

    for record in tf.data.TFRecordDataset(str(path)):
        event = event_pb2.Event.FromString(record.numpy())
        for value in event.summary.value:
            plugin, array = value.metadata.plugin_data.plugin_name, tf.make_ndarray(value.tensor)
            if plugin == "images":
                array = [tf.io.decode_png(each).numpy()[:, :, 0].tolist() for each in array[2:]]
            elif plugin == "graph_keras_model":
                continue  # Keras' own JSON of the model
            yield {"tag": value.tag, "step": event.step, "plugin": plugin, "value": array}


def record_job(name, options, changes):
    job = trajectories.binary_classifier
    rng = np.random.default_rng(8000 + trajectories.JOBS.index(job))
    config, inputs, *targets = job(rng)
    config |= {"epochs": 3, "shuffle": False} | changes
    (_, x), *_ = inputs.values()
    model = trajectories.compiled(config, [x])
    model.set_weights(list(trajectories.initial_weights(rng, model)))
    with tempfile.TemporaryDirectory() as folder:
        model.fit(
            x,
            targets[0][1],
            batch_size=config["batch_size"],
            epochs=config["epochs"],
            shuffle=False,
            validation_split=config["validation_split"],
            verbose=0,
            callbacks=[keras.callbacks.TensorBoard(folder, **options)],
        )
        found = {part: [each for path in Path(folder, part).iterdir() for each in values_of(path)] for part in ("train", "validation")}
    return {"name": name, "options": options, **({"changes": changes} if changes else {}), **found}


def histograms():
    """Numbers, and the buckets that a histogram of them has."""
    import tensorflow as tf

    rng = np.random.default_rng(9000)
    samples = {
        "kernel": numbers(rng, (40,)),
        "normal": np.float32(rng.normal(size=200)),
        "two": np.float32([1.0, 2.0]),
        "equal": np.float32([0.25] * 7),
        "one": np.float32([-3.0]),
        "tiny": np.float32([1e-30, 2e-30, 3e-30]),
    }
    for name, sample in samples.items():
        with tempfile.TemporaryDirectory() as folder:
            writer = tf.summary.create_file_writer(folder)
            with writer.as_default():
                tf.summary.histogram(name, sample, step=0)
            writer.close()
            (path,) = Path(folder).iterdir()
            (found,) = values_of(path)
        yield {"name": name, "values": sample, "buckets": found["value"]}


def record():
    return {"jobs": [record_job(name, *each) for name, each in JOBS.items()], "histograms": list(histograms())}
