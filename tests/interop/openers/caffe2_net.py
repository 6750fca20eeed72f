"""Caffe2, inside of PyTorch 1.8: .onnx"""
import caffe2.python.onnx.backend as backend
import onnx
import opener
import torch


def predict(job, inputs):
    return list(backend.prepare(onnx.load(job["file"])).run(inputs))


opener.run("Caffe2 in PyTorch " + torch.__version__.split("+")[0], predict)
