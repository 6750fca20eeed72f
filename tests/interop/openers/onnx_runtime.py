"""ONNX Runtime: .onnx"""
import onnxruntime
import opener


def predict(job, inputs):
    session = onnxruntime.InferenceSession(job["file"], providers=["CPUExecutionProvider"])
    return session.run(None, dict(zip([each.name for each in session.get_inputs()], inputs)))


opener.run("ONNX Runtime " + onnxruntime.__version__, predict)
