"""TensorFlow 1 and 2: SavedModel, a folder that holds a file of that name"""
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import opener
import tensorflow as tf


def predict(job, inputs):
    path, feed = os.path.dirname(job["file"]), {each["name"]: x for each, x in zip(job["inputs"], inputs)}
    if tf.__version__.startswith("1."):
        with tf.compat.v1.Session(graph=tf.Graph()) as session:
            signature = tf.compat.v1.saved_model.loader.load(session, ["serve"], path).signature_def["serving_default"]
            return session.run([signature.outputs[name].name for name in job["output_names"]], {signature.inputs[name].name: x for name, x in feed.items()})
    answers = tf.saved_model.load(path).signatures["serving_default"](**{name: tf.constant(x) for name, x in feed.items()})
    return [answers[name].numpy() for name in job["output_names"]]


opener.run("TensorFlow " + tf.__version__, predict)
