"""MXNet and Gluon: -symbol.json with -0000.params, by both of its ways; .onnx likewise."""
import mxnet as mx
import numpy as np
import opener
from mxnet.contrib import onnx as mx_onnx


def by_module(symbol, arguments, auxiliary, names, inputs):
    module = mx.mod.Module(symbol, data_names=names, label_names=None)
    module.bind(for_training=False, data_shapes=[(name, x.shape) for name, x in zip(names, inputs)])
    module.set_params(arguments, auxiliary, allow_missing=True, allow_extra=True)
    module.forward(mx.io.DataBatch([mx.nd.array(x) for x in inputs]), is_train=False)
    return [each.asnumpy() for each in module.get_outputs()]


def by_gluon(net, inputs):
    answers = net(*[mx.nd.array(x) for x in inputs])
    return [each.asnumpy() for each in (answers if isinstance(answers, (list, tuple)) else [answers])]


def predict(job, inputs):
    names = [each["name"] for each in job["inputs"]]
    if job["file"].endswith(".onnx"):
        outputs = by_gluon(mx_onnx.import_to_gluon(job["file"], mx.cpu()), inputs)
        again = by_module(*mx_onnx.import_model(job["file"]), names, inputs)
    else:
        prefix = job["file"].replace("-symbol.json", "")
        outputs = by_gluon(mx.gluon.SymbolBlock.imports(job["file"], names, prefix + "-0000.params", ctx=mx.cpu()), inputs)
        again = by_module(*mx.model.load_checkpoint(prefix, 0), names, inputs)
    assert max(np.abs(x - y).max() for x, y in zip(outputs, again)) < 1e-6, "Gluon and Module differ"
    return outputs


opener.run("MXNet and Gluon " + mx.__version__, predict)
