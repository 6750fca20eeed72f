"""The Keras inside of TensorFlow 1 and 2: .h5, .keras."""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import opener
import tensorflow as tf


def predict(job, inputs):
    return tf.keras.models.load_model(job["file"]).predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)


opener.run("tf.keras of TensorFlow " + tf.__version__, predict)
