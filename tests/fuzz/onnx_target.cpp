// An ONNX file: recognized, described, imported.
#include "exchange/format.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nntrain;
  return fuzz::expect_clean_errors(data, size, [](std::string bytes) {
    const ForeignFile file{"model.onnx", std::move(bytes)};
    const Format& format = format_to_write("onnx", file.path);
    format.recognizes(file);
    format.describe(file);
    format.read(file, {});
  });
}
