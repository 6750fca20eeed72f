"""LiteRT, which was TensorFlow Lite: .tflite"""
import ai_edge_litert
import opener
from ai_edge_litert.interpreter import Interpreter


def predict(job, inputs):
    answers = Interpreter(job["file"]).get_signature_runner("serving_default")(**{each["name"]: x for each, x in zip(job["inputs"], inputs)})
    return [answers[name] for name in job["output_names"]]


opener.run("LiteRT " + ai_edge_litert.__version__, predict)
