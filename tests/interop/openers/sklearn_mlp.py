"""scikit-learn: an MLP of .npz as an MLPClassifier that was fitted."""
import numpy as np
import opener
import sklearn
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import LabelBinarizer


def predict(job, inputs):
    weights = np.load(job["file"])
    kernels = [weights[layer["name"] + "/kernel"] for layer in job["layers"]]
    model = MLPClassifier([kernel.shape[1] for kernel in kernels[:-1]], activation="relu")
    model.coefs_, model.intercepts_ = kernels, [weights[layer["name"] + "/bias"] for layer in job["layers"]]
    model.n_layers_, model.n_outputs_, model.out_activation_ = len(kernels) + 1, kernels[-1].shape[1], "softmax"
    model.classes_ = np.arange(model.n_outputs_)
    model._label_binarizer = LabelBinarizer().fit(model.classes_)
    model.n_features_in_ = kernels[0].shape[0]
    return model.predict_proba(inputs[0])


opener.run("scikit-learn " + sklearn.__version__, predict)
