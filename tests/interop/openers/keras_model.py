"""Keras 2.2 to 3, on the back end that KERAS_BACKEND says: .h5, .keras."""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import opener

BACKEND = keras.backend.backend()


def predict(job, inputs):
    model = keras.models.load_model(job["file"])
    if BACKEND == "mxnet":
        model.compile("sgd", "mse")  # it predicts by compiled models only
    return model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)


opener.run("Keras %s on %s %s" % (keras.__version__, BACKEND, __import__(BACKEND).__version__), predict)
