// A model file of another program, as it lies on a disk: recognized, described, and imported into its own network or a given one.
#include "config/config.h"
#include "containers/hdf5_library.h"
#include "exchange/format.h"
#include "target.h"

namespace {

// The network of the seeds that hold nothing but weights.
constexpr const char* network = R"({"layers": [{"type": "Dense", "units": 2, "activation": "relu", "input_shape": [3]}, {"type": "BatchNormalization"},
                                               {"type": "Dense", "units": 1}], "loss": "mse"})";

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nntrain;
  hdf5_symbol("H5open");  // once, not in each process that reads a file
  return fuzz::expect_clean_errors(data, size, [](std::string bytes) {
    const ForeignFile file{"model", std::move(bytes)};
    const Format& format = format_of(file);
    if (format.describe) format.describe(file);
    Diagnostics diagnostics({"config.json", network, {}});
    if (format.read) format.read(file, {.config = read_config<Spec>(diagnostics)});
  });
}
