"""PyTorch: .pt and .safetensors into a module that its user would write; .onnx by onnx2torch."""
import collections

import opener
import torch

ACTIVATIONS = {"relu": torch.nn.ReLU, "softmax": lambda: torch.nn.Softmax(-1)}


def module_of(layers, width):
    """A chain of Dense, BatchNormalization, Activation and Dropout."""
    modules = collections.OrderedDict()
    for number, layer in enumerate(layers):
        if layer["type"] == "Dense":
            modules[layer["name"]] = torch.nn.Linear(width, layer["units"])
            width = layer["units"]
        elif layer["type"] == "BatchNormalization":
            modules[layer["name"]] = torch.nn.BatchNorm1d(width, eps=1e-3)
        elif layer["type"] == "Dropout":
            modules[layer["name"]] = torch.nn.Dropout(layer["rate"])
        if layer.get("activation"):
            modules["activation%d" % number] = ACTIVATIONS[layer["activation"]]()
    return torch.nn.Sequential(modules)


def predict(job, inputs):
    path = job["file"]
    if path.endswith(".onnx"):
        import onnx
        import onnx2torch

        module = onnx2torch.convert(onnx.load(path))
    else:
        module = module_of(job["layers"], inputs[0].shape[1])
        if path.endswith(".pt"):
            state = torch.load(path)  # weights alone, since PyTorch 2.6
        else:
            import safetensors.torch

            state = safetensors.torch.load_file(path)
        missing, extra = module.load_state_dict(state, strict=False)
        assert not extra and all(name.endswith("num_batches_tracked") for name in missing), (missing, extra)
    with torch.no_grad():
        answers = module.eval()(*[torch.tensor(x) for x in inputs])
    return [each.numpy() for each in (answers if isinstance(answers, (list, tuple)) else [answers])]


opener.run("PyTorch " + torch.__version__.split("+")[0], predict)
