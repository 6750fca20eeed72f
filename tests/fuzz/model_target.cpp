// A model file: read, and its proof replayed.
#include "formats/model_file.h"
#include "target.h"
#include "train/predict.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nntrain;
  return fuzz::expect_clean_errors(data, size, [](std::string text) { check_proof(parse_model(std::move(text), "model.json")); });
}
