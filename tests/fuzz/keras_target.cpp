// What Keras' model.to_json() prints: made a config.
#include "formats/keras_json.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nntrain;
  return fuzz::expect_clean_errors(data, size, [](std::string text) {
    Diagnostics diagnostics({"keras.json", std::move(text), {}});
    config_from_keras(diagnostics);
  });
}
