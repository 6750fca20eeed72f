// Every layer and activation as MXNet's symbol and as Caffe's network: small jobs that were trained (tests/golden/parity), exported, said again as
// ONNX by what each of their layers means, and computed beside the network itself. The real systems: tests/interop.
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "containers/hdf5.h"
#include "exchange/caffe.pb.h"
#include "exchange/format.h"
#include "exchange/op_graph.h"
#include "formats/model_file.h"
#include "support/example_rows.h"
#include "support/onnx_evaluator.h"
#include "support/parity.h"
#include "support/symbol_translation.h"
#include "support/temporary_folder.h"
#include "train/predict.h"

namespace nntrain::test {
namespace {

class SymbolFormats : public testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(SymbolFormats, ComputeWhatTheNetworkDoes) {
  const TemporaryFolder folder;
  const auto [format_name, group] = GetParam();
  const Format& format = format_to_write(format_name, "");
  int checked = 0, refused = 0;
  for (const Json& each : parity_cases(group)) {
    const std::string name = each["name"].get<std::string>();
    const Model model = train_case(each);
    ExportFiles files(format_name == "mxnet" ? "model-symbol.json" : "model.prototxt");
    try {
      format.write(model, {}, files);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind, ErrorKind::config);
      EXPECT_TRUE(error.message.starts_with(format.title) && !error.where.empty()) << error.message;
      ++refused;
      continue;
    }
    files.finish();
    Translation translation;
    std::vector<Matrix> inputs;
    std::map<std::string, OnnxValue> values;
    const std::vector<std::string> names = OpGraph(model).input_names();
    for (std::size_t k = 0; k < names.size(); ++k) {
      const InputColumns& input = model.columns.inputs[k];
      inputs.push_back(example_rows(input, 5));
      Dims dims{1};
      dims.insert(dims.end(), input.shape.begin(), input.shape.end());
      translation.input(names[k], dims);
      dims[0] = 5;
      values[names[k]] = {dims, {inputs.back().values.begin(), inputs.back().values.end()}, {}};
    }
    if (format_name == "mxnet") from_mxnet(translation);
    else from_caffe(translation, model);
    const std::vector<Matrix> expected = Predictor(model, 1).predict(inputs);
    const auto outputs = evaluate_onnx(translation.model, values);
    ASSERT_EQ(translation.model.graph().output_size(), static_cast<int>(expected.size())) << name;
    for (std::size_t k = 0; k < expected.size(); ++k) {
      const std::vector<double>& is = outputs.at(translation.model.graph().output(static_cast<int>(k)).name()).numbers;
      ASSERT_EQ(is.size(), expected[k].values.size()) << name;
      for (std::size_t i = 0; i < is.size(); ++i) {
        const auto was = static_cast<double>(expected[k].values[i]);
        EXPECT_TRUE(std::fabs(is[i] - was) <= 1e-5 * std::max(1.0, std::fabs(was)) || is[i] == was) << name << ": number " << i << " is " << is[i] << ", expected " << was;
      }
    }
    ++checked;
  }
  EXPECT_GT(checked, 10);
  EXPECT_LE(refused, format_name == "mxnet" ? 0 : checked / 3);
  RecordProperty("refused", refused);
}

// As Caffe's Net::CopyTrainedLayersFromHDF5 looks for them: each group in "data" is the name of a layer, each dataset "0", "1", … in it a blob of the layer's shape.
TEST(CaffeInHdf5, HasTheNetworkAndTheArraysOfTheOtherFile) {
  const TemporaryFolder folder;
  std::size_t arrays = 0;
  for (const Json& each : parity_cases("layers")) {
    const Model model = train_case(each);
    try {
      for (const char* path : {"as_message.caffemodel", "as_hdf5.caffemodel.h5"}) {
        ExportFiles files(path);
        format_to_write("", path).write(model, {}, files);
        files.finish();
      }
    } catch (const Error& error) {
      EXPECT_EQ(error.kind, ErrorKind::config);
      continue;
    }
    EXPECT_EQ(read_file("as_message.prototxt"), read_file("as_hdf5.prototxt"));
    caffe::Net net;
    ASSERT_TRUE(net.ParseFromString(read_file("as_message.caffemodel")));
    const Hdf5File hdf5 = read_hdf5(read_file("as_hdf5.caffemodel.h5"), "as_hdf5.caffemodel.h5");
    std::size_t count = 0;
    for (const caffe::Layer& layer : net.layer()) {
      EXPECT_EQ(layer.name().find('/'), std::string::npos);
      EXPECT_TRUE(hdf5.has_group("data/" + layer.name()));
      for (int k = 0; k < layer.blobs_size(); ++k, ++count) {
        const Hdf5File::Dataset* found = hdf5.dataset("data/" + layer.name() + "/" + std::to_string(k));
        ASSERT_TRUE(found) << layer.name();
        EXPECT_EQ(found->type, "float32");
        EXPECT_EQ(found->shape, Dims(layer.blobs(k).shape().dim().begin(), layer.blobs(k).shape().dim().end()));
        EXPECT_EQ(found->values, std::vector<float>(layer.blobs(k).data().begin(), layer.blobs(k).data().end()));
      }
    }
    EXPECT_EQ(hdf5.datasets.size(), count);
    arrays += count;
  }
  EXPECT_GT(arrays, 50u);
}

INSTANTIATE_TEST_SUITE_P(Golden, SymbolFormats, testing::Combine(testing::Values("mxnet", "caffe"), testing::Values("layers", "activations", "graphs")),
                         [](const auto& test) { return std::get<0>(test.param) + "_" + std::get<1>(test.param); });

}  // namespace
}  // namespace nntrain::test
