// Every layer and activation as ONNX: small jobs that were trained (tests/golden/parity), exported, and computed as
// ONNX says beside the network itself. The same by ONNX Runtime: tests/interop.
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "exchange/format.h"
#include "exchange/onnx_file.h"
#include "formats/model_file.h"
#include "support/example_rows.h"
#include "support/onnx_evaluator.h"
#include "support/parity.h"
#include "support/temporary_folder.h"
#include "train/predict.h"

namespace nntrain::test {
namespace {

ForeignFile exported(const Model& model, bool with_preprocessing = false) {
  ExportFiles files("model.onnx");
  format_to_write("", files.path()).write(model, {with_preprocessing}, files);
  files.finish();
  return {files.path(), read_file(files.path())};
}

void expect_near(std::span<const double> is, std::span<const float> was, const std::string& what) {
  ASSERT_EQ(is.size(), was.size()) << what;
  for (std::size_t i = 0; i < is.size(); ++i) {
    const auto expected = static_cast<double>(was[i]);
    EXPECT_TRUE(std::fabs(is[i] - expected) <= 1e-5 * std::max(1.0, std::fabs(expected)) || is[i] == expected)
        << what << ": number " << i << " is " << is[i] << ", expected " << expected;
  }
}

class OnnxExport : public testing::TestWithParam<std::string> {};

TEST_P(OnnxExport, ComputesWhatTheNetworkDoes) {
  const TemporaryFolder folder;
  int checked = 0;
  for (const Json& each : parity_cases(GetParam())) {
    const std::string name = each["name"].get<std::string>();
    const Model model = train_case(each);
    const onnx::Model file = parse_onnx(exported(model));
    std::vector<Matrix> inputs;
    std::map<std::string, OnnxValue> values;
    for (const InputColumns& input : model.columns.inputs) {
      inputs.push_back(example_rows(input, 5));
      std::vector<Index> dims{5};
      dims.insert(dims.end(), input.shape.begin(), input.shape.end());
      values[file.graph().input(static_cast<int>(values.size())).name()] = {
          dims, {inputs.back().values.begin(), inputs.back().values.end()}, {}};
    }
    const std::vector<Matrix> expected = Predictor(model, 1).predict(inputs);
    const auto outputs = evaluate_onnx(file, values);
    for (std::size_t k = 0; k < expected.size(); ++k)
      expect_near(outputs.at(file.graph().output(static_cast<int>(k)).name()).numbers,
                  {expected[k].values.data(), expected[k].values.size()}, name);
    ++checked;
  }
  EXPECT_GT(checked, 10);
}

// What is imported again is the same model, and what is exported of that the same file.
TEST_P(OnnxExport, ComesBackAsItWas) {
  const TemporaryFolder folder;
  for (const Json& each : parity_cases(GetParam())) {
    const Model model = train_case(each);
    const ForeignFile file = exported(model);
    const Model back = read_onnx(file, {});
    EXPECT_EQ(model_text(back), model_text(model)) << each["name"];
    EXPECT_EQ(exported(back).bytes, file.bytes) << each["name"];
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, OnnxExport, testing::Values("layers", "activations", "graphs"),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace nntrain::test
