"""OpenCV's dnn: .onnx, and .prototxt with .caffemodel (up to OpenCV 4)."""
import cv2
import opener


def predict(job, inputs):
    is_caffe = job["file"].endswith(".prototxt")
    net = cv2.dnn.readNetFromCaffe(job["file"], job["file"].replace(".prototxt", ".caffemodel")) if is_caffe else cv2.dnn.readNetFromONNX(job["file"])

    def of_a_row(row):
        for each, x in zip(job["inputs"], row):
            net.setInput(x, each["name"])
        return net.forward(job["output_names"])

    return opener.by_rows(of_a_row, inputs)


opener.run("OpenCV " + cv2.__version__, predict)
