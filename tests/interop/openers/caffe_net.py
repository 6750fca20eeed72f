"""Caffe 1.0 itself: .prototxt with .caffemodel.h5, or with .caffemodel. Where its Python module lies says PYTHONPATH."""
import os

os.environ.setdefault("GLOG_minloglevel", "2")
import caffe
import opener


def predict(job, inputs):
    stem = job["file"].removesuffix(".h5").removesuffix(".caffemodel").removesuffix(".prototxt")
    net = caffe.Net(stem + ".prototxt", caffe.TEST)
    net.copy_from(job["file"] if job["file"].endswith(".h5") else stem + ".caffemodel")  # the ending tells it which of the two
    for each, x in zip(job["inputs"], inputs):
        net.blobs[each["name"]].reshape(*x.shape)
        net.blobs[each["name"]].data[...] = x
    net.forward()
    return [net.blobs[name].data.copy() for name in job["output_names"]]


caffe.set_mode_cpu()
opener.run("Caffe " + caffe.__version__, predict)
