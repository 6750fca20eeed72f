// Every layer and graph that was trained in tests/golden/parity, written to each format that holds arrays and read again: the weights are the same,
// and what is written then has the same bytes.
#include "base/error.h"
#include "config/config.h"
#include "containers/hdf5_library.h"
#include "exchange/format.h"
#include "exchange/imported.h"
#include "support/golden.h"
#include "support/temporary_folder.h"

namespace nntrain::test {
namespace {

// The case's network with the weights that it had in the end.
Model model_of(const Json& recorded) {
  Diagnostics diagnostics({"config.json", recorded["config"].dump(), {}});
  Spec spec = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  std::vector<NamedTensor> weights;
  for (const Json& weight : recorded["weights"]) {
    const std::vector<double> values = flat(weight["end"]);
    weights.push_back({weight["name"], weight["shape"], {values.begin(), values.end()}});
  }
  return imported_model(std::move(spec), std::move(weights), "parity");
}

const Format& format_named(std::string_view name) { return format_to_write(name, ""); }

std::string written(const Format& format, const Model& model, const std::string& path) {
  ExportFiles files(path);
  format.write(model, {}, files);
  files.finish();
  return read_file(path);
}

void expect_round_trip(const Format& format, const Model& model, const std::string& path, const std::string& what) {
  const std::string first = written(format, model, path);
  EXPECT_TRUE(first == written(format, model, path)) << what;
  const ForeignFile file{path, first};
  ASSERT_EQ(&format_of(file), &format) << what;
  const Model again = format.read(file, {.config = model.spec});
  EXPECT_TRUE(again.weights == model.weights) << what;
  EXPECT_TRUE(first == written(format, again, path)) << what;
}

class ArrayFormats : public testing::TestWithParam<const char*> {};

TEST_P(ArrayFormats, HoldEveryNetwork) {
  const TemporaryFolder folder;  // the working directory
  hdf5_symbol("H5open");  // once, not in each process that reads or writes a file
  int count = 0;
  for (const char* group : {"parity/layers.json", "parity/graphs.json"})
    for (const Json& recorded : golden_cases(group)) {
      const std::string name = recorded["name"];
      if (recorded["config"].dump().find("num_bins") != std::string::npos) continue;  // boundaries are learnt from rows, which are not here
      const Model model = model_of(recorded);
      expect_round_trip(format_named(GetParam()), model, "model", name);
      ++count;
    }
  EXPECT_GT(count, 120);
}

INSTANTIATE_TEST_SUITE_P(All, ArrayFormats, testing::Values("keras", "weights.h5", "h5", "npz", "safetensors", "pt"));

}  // namespace
}  // namespace nntrain::test
