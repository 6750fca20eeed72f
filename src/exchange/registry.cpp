// Every format, in the order in which they are tried on a file: those that their first bytes tell come first.
#include "exchange/format.h"

namespace nntrain {

extern const Format keras_format, keras_h5_format, keras_weights_format, torch_format, npz_format, safetensors_format, c_format, tflite_format, saved_model_format, onnx_format,
    mxnet_format, caffe_format, model_json_format;

std::span<const Format* const> formats() {
  static constexpr const Format* all[] = {&keras_format,        &torch_format, &npz_format,   &keras_h5_format, &tflite_format,        &c_format,         &safetensors_format,
                                          &saved_model_format, &onnx_format,  &mxnet_format, &caffe_format,    &keras_weights_format, &model_json_format};
  return all;
}

}  // namespace nntrain
