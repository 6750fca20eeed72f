"""The systems of the matrix: the environment that each needs, who opens the files, and which files it opens.

An environment is a Python and the packages in it: versions that work together, which is not what their own requirements say. Where a version is open,
the newest is meant."""

OLD_H5PY = ["h5py==2.10.0", "scipy<1.6"]  # Keras up to 2.3 reads no texts by h5py 3

# name: (Python, packages)
ENVIRONMENTS = {
    "k22tf1": ("3.6", ["keras==2.2.4", "tensorflow==1.12.3", "protobuf==3.19.6", "numpy<1.17", *OLD_H5PY]),
    "k23tf1": ("3.7", ["keras==2.3.1", "tensorflow==1.15.5", "protobuf==3.20.3", "numpy<1.19", *OLD_H5PY]),
    "theano": ("3.7", ["keras==2.3.1", "theano==1.0.5", "numpy<1.20", *OLD_H5PY]),
    "cntk": ("3.6", ["keras==2.3.1", "cntk==2.7.post2", "numpy<1.19", "onnx==1.8.1", "protobuf==3.19.6", *OLD_H5PY]),
    "kmx": ("3.7", ["keras-mxnet==2.2.4.3", "mxnet==1.6.0", "numpy<1.19", *OLD_H5PY]),
    "mx": ("3.8", ["mxnet==1.9.1", "onnx==1.12.0", "numpy<1.24"]),
    "caffe2": ("3.7", ["torch==1.8.1", "future", "onnx==1.8.1", "protobuf==3.20.3", "numpy<1.22"]),
    "tf215": ("3.10", ["tensorflow-cpu==2.15.1", "numpy<2", "opencv-python-headless==4.10.0.84", "onnx==1.16.2", "protobuf==4.25.9"]),
    "keras3": ("3.11", ["keras==3.15.1", "tensorflow-cpu==2.21.0", "jax", "scipy", "onnx", "onnxruntime"]),
    "torch": ("3.11", ["torch==2.15.0", "onnx", "onnx2torch==1.5.15", "safetensors", "keras==3.15.1", "h5py"]),
    "rt": ("3.11", ["numpy", "h5py", "onnx", "onnxruntime", "openvino", "ai-edge-litert", "safetensors", "opencv-python-headless", "scikit-learn"]),
    "light": (None, ["keras==3.15.1", "jax==0.10.2", "onnxruntime==1.32.0"]),  # None: the Python that runs this
}

# Theano is told to interpret: by a compiler, every new graph takes it seconds.
# name: (title, environment, opener, variables of its environment, {file: models}). None: all models.
PLAIN = ["mlp", "batch_norm"]  # chains that a user of PyTorch would write again
SYSTEMS = {
    "keras2.2-tensorflow": ("Keras 2.2 on TensorFlow 1", "k22tf1", "keras_model", {"KERAS_BACKEND": "tensorflow"}, {"h5": None}),
    "keras2.3-tensorflow": ("Keras 2.3 on TensorFlow 1", "k23tf1", "keras_model", {"KERAS_BACKEND": "tensorflow"}, {"h5": None}),
    "keras2.3-theano": ("Keras 2.3 on Theano", "theano", "keras_model", {"KERAS_BACKEND": "theano", "THEANO_FLAGS": "cxx="}, {"h5": None}),
    "keras2.3-cntk": ("Keras 2.3 on CNTK", "cntk", "keras_model", {"KERAS_BACKEND": "cntk"}, {"h5": None}),
    "keras2.2-mxnet": ("Keras 2.2 on MXNet", "kmx", "keras_model", {"KERAS_BACKEND": "mxnet"}, {"h5": None}),
    "tf.keras-1": ("tf.keras of TensorFlow 1", "k23tf1", "tf_keras", {}, {"h5": None}),
    "tf.keras-2": ("tf.keras of TensorFlow 2", "tf215", "tf_keras", {}, {"h5": None}),
    "tensorflow-1": ("TensorFlow 1", "k23tf1", "tensorflow_graph", {}, {"saved_model": None}),
    "tensorflow-2": ("TensorFlow 2", "keras3", "tensorflow_graph", {}, {"saved_model": None}),
    "litert": ("LiteRT", "rt", "litert_model", {}, {"tflite": None}),
    "keras3-tensorflow": ("Keras 3 on TensorFlow", "keras3", "keras_model", {"KERAS_BACKEND": "tensorflow"}, {"h5": None, "keras": None}),
    "keras3-jax": ("Keras 3 on JAX", "keras3", "keras_model", {"KERAS_BACKEND": "jax"}, {"h5": None, "keras": None}),
    "keras3-torch": ("Keras 3 on PyTorch", "torch", "keras_model", {"KERAS_BACKEND": "torch"}, {"h5": None, "keras": None}),
    "cntk": ("CNTK", "cntk", "cntk_function", {}, {"onnx": None}),
    "mxnet": ("MXNet and Gluon", "mx", "mxnet_symbol", {}, {"mxnet": None, "onnx": None}),
    "mxnet-1.6": ("MXNet and Gluon", "kmx", "mxnet_symbol", {}, {"mxnet": None}),
    "caffe": ("Caffe's files in OpenCV 4", "tf215", "opencv_net", {}, {"caffe": None}),
    "caffe2": ("Caffe2", "caffe2", "caffe2_net", {}, {"onnx": None}),
    "pytorch": ("PyTorch", "torch", "torch_module", {}, {"pt": PLAIN, "safetensors": PLAIN, "onnx": None}),
    "theano": ("Theano", "theano", "theano_functions", {"THEANO_FLAGS": "cxx="}, {"npz": ["mlp"]}),
    "onnxruntime": ("ONNX Runtime", "rt", "onnx_runtime", {}, {"onnx": None}),
    "openvino": ("OpenVINO", "rt", "openvino_model", {}, {"onnx": None}),
    "opencv": ("OpenCV 5", "rt", "opencv_net", {}, {"onnx": None}),
    "scikit-learn": ("scikit-learn", "rt", "sklearn_mlp", {}, {"npz": ["mlp"]}),
}

# What takes a minute and one environment.
LIGHT = ["onnxruntime", "keras3-jax"]

# Why a cell is not tried, by (system, file, model); None: any. All else must agree.
LIMITS = [
    (("keras2.2-tensorflow", "keras2.3-tensorflow", "keras2.3-theano", "keras2.3-cntk", "keras2.2-mxnet", "tf.keras-1", "tf.keras-2"), None, "all_activations",
     "these activations came with Keras 3"),
    (("keras2.2-mxnet",), "h5", "batch_norm", "Keras on MXNet takes the gamma of a BatchNormalization for 1, a bug of its own"),
    (("keras2.2-mxnet",), "h5", "embedding", "Keras on MXNet loses the width of what an Embedding makes: its Dense expects 5 numbers where 7 come"),
    (("cntk", "mxnet"), "onnx", "all_activations", "CNTK and MXNet read no Erf of ONNX, which gelu needs"),
    (("pytorch",), "onnx", "all_activations", "onnx2torch does not convert TopK of opset 9, which sparsemax needs"),
    (("caffe",), "caffe", "embedding", "OpenCV does not read Caffe's layer Embed"),
]


def limit_of(system, file, model):
    return next((why for systems, a_file, a_model, why in LIMITS if system in systems and a_file in (None, file) and a_model in (None, model)), None)
