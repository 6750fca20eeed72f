"""OpenVINO: .onnx"""
import opener
import openvino


def predict(job, inputs):
    model = openvino.Core().compile_model(job["file"], "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    answers = model(inputs)
    return [answers[output] for output in model.outputs]


opener.run("OpenVINO " + openvino.__version__.split("-")[0], predict)
