"""Caffe 1.0 itself: .prototxt with .caffemodel. Where its Python module lies says PYTHONPATH."""
import os

os.environ.setdefault("GLOG_minloglevel", "2")
import caffe
import opener


def predict(job, inputs):
    net = caffe.Net(job["file"], job["file"].replace(".prototxt", ".caffemodel"), caffe.TEST)
    for each, x in zip(job["inputs"], inputs):
        net.blobs[each["name"]].reshape(*x.shape)
        net.blobs[each["name"]].data[...] = x
    net.forward()
    return [net.blobs[name].data.copy() for name in job["output_names"]]


caffe.set_mode_cpu()
opener.run("Caffe " + caffe.__version__, predict)
