// TensorFlow's files, a SavedModel or a TensorFlow Lite model: recognized, described.
#include "exchange/format.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nntrain;
  return fuzz::expect_clean_errors(data, size, [](const std::string& bytes) {
    const ForeignFile file{"model", bytes};
    const Format& tflite = format_to_write("tflite", file.path);
    const Format& saved_model = format_to_write("saved_model", file.path);
    saved_model.recognizes(file);
    (tflite.recognizes(file) ? tflite : saved_model).describe(file);
  });
}
