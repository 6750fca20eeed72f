// Every format, in the order in which they are tried on a file.
#include "exchange/format.h"

namespace nntrain {

extern const Format c_format, onnx_format, model_json_format;

std::span<const Format* const> formats() {
  static constexpr const Format* all[] = {&c_format, &onnx_format, &model_json_format};
  return all;
}

}  // namespace nntrain
