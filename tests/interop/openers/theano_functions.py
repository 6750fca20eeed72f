"""Theano alone, which has no model files: an MLP written over the weights of .npz."""
import numpy as np
import opener
import theano
import theano.tensor as T


def predict(job, inputs):
    weights, x = np.load(job["file"]), T.fmatrix()
    y = x
    for layer in job["layers"]:
        y = T.dot(y, weights[layer["name"] + "/kernel"]) + weights[layer["name"] + "/bias"]
        y = {"relu": T.nnet.relu, "softmax": T.nnet.softmax}[layer["activation"]](y)
    return theano.function([x], y)(inputs[0])


opener.run("Theano " + theano.__version__, predict)
