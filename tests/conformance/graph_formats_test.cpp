// Every layer and activation as TensorFlow's SavedModel and as TensorFlow Lite: small jobs that were trained (tests/golden/parity), exported,
// and read again by the formats' libraries. That they compute the same is tests/interop's, by TensorFlow and LiteRT themselves.
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <set>

#include "exchange/format.h"
#include "exchange/saved_model.pb.h"
#include "exchange/tflite_generated.h"
#include "support/parity.h"
#include "support/temporary_folder.h"

namespace nntrain::test {
namespace {

ForeignFile exported(const Model& model, std::string_view format, const std::string& path) {
  ExportFiles files(path);
  format_to_write(format, path).write(model, {}, files);
  files.finish();
  return {path, read_file(path)};
}

// What only a training reads is not in the file.
bool is_of_training(const std::string& weight) {
  for (const char* name : {"/count", "/moving_stddev", "/renorm_mean", "/renorm_stddev"})
    if (weight.ends_with(name)) return true;
  return false;
}

// The numbers of each weight that a prediction takes, row-major, stand in one of the lists of bytes.
void expect_weights(const Model& model, const std::multiset<std::string>& found, const std::string& name) {
  for (const NamedTensor& weight : model.weights) {
    if (is_of_training(weight.name)) continue;
    const std::string bytes(reinterpret_cast<const char*>(weight.values.data()), weight.values.size() * sizeof(float));
    EXPECT_TRUE(found.contains(bytes)) << name << ": " << weight.name;
  }
}

const tensorflow::AttrValue* attribute(const tensorflow::Node& node, const std::string& key) {
  for (const tensorflow::Node::Attr& attr : node.attr())
    if (attr.key() == key) return &attr.value();
  return nullptr;
}

class GraphFormats : public testing::TestWithParam<std::string> {};

TEST_P(GraphFormats, SavedModelIsAGraphInOrder) {
  const TemporaryFolder folder;
  int checked = 0;
  for (const Json& each : parity_cases(GetParam())) {
    const std::string name = each["name"].get<std::string>();
    const Model model = train_case(each);
    const ForeignFile file = exported(model, "saved_model", "saved_model.pb");
    EXPECT_EQ(format_of(file).name, "saved_model") << name;
    saved_model::SavedModel read;
    ASSERT_TRUE(read.ParseFromString(file.bytes)) << name;
    EXPECT_EQ(read.SerializeAsString(), file.bytes) << name;
    ASSERT_EQ(read.meta_graphs_size(), 1);
    const saved_model::MetaGraph& meta = read.meta_graphs(0);

    std::set<std::string> known;  // nodes so far
    std::multiset<std::string> constants;
    for (const tensorflow::Node& node : meta.graph_def().node()) {
      for (const std::string& input : node.input()) EXPECT_TRUE(known.contains(input)) << name << ": " << node.name() << " takes " << input;
      EXPECT_TRUE(known.insert(node.name()).second) << name << ": " << node.name() << " twice";
      EXPECT_EQ(node.name().find_first_of("[]() "), std::string::npos) << name << ": " << node.name();
      if (node.op() != "Const") continue;
      const tensorflow::Tensor& tensor = attribute(node, "value")->tensor();
      std::int64_t size = 4;
      for (const auto& dim : tensor.tensor_shape().dim()) size *= dim.size();
      EXPECT_EQ(static_cast<std::int64_t>(tensor.tensor_content().size()), size) << name << ": " << node.name();
      constants.insert(tensor.tensor_content());
    }
    ASSERT_EQ(meta.signature_def_size(), 1);
    const saved_model::Signature& signature = meta.signature_def(0).value();
    EXPECT_EQ(signature.inputs_size(), static_cast<int>(model.columns.inputs.size())) << name;
    EXPECT_EQ(signature.outputs_size(), static_cast<int>(model.columns.targets.size())) << name;
    for (const auto* arguments : {&signature.inputs(), &signature.outputs()})
      for (const saved_model::Signature::Argument& argument : *arguments) {
        const std::string& tensor = argument.value().name();  // "dense/BiasAdd:0"
        EXPECT_TRUE(known.contains(tensor.substr(0, tensor.size() - 2))) << name << ": " << tensor;
      }
    if (each.dump().find("SpectralNormalization") == std::string::npos)  // it divides the kernel
      expect_weights(model, constants, name);
    ++checked;
  }
  EXPECT_GT(checked, 10);
}

TEST_P(GraphFormats, TfliteIsAGraphInOrder) {
  const TemporaryFolder folder;
  int checked = 0;
  for (const Json& each : parity_cases(GetParam())) {
    const std::string name = each["name"].get<std::string>();
    const Model model = train_case(each);
    const ForeignFile file = exported(model, "tflite", "model.tflite");
    EXPECT_EQ(format_of(file).name, "tflite") << name;
    flatbuffers::Verifier verifier(reinterpret_cast<const std::uint8_t*>(file.bytes.data()), file.bytes.size());
    ASSERT_TRUE(tflite::VerifyModelBuffer(verifier)) << name;
    const tflite::Model& read = *tflite::GetModel(file.bytes.data());
    ASSERT_EQ(read.subgraphs()->size(), 1u);
    const tflite::SubGraph& graph = *read.subgraphs()->Get(0);

    std::vector<bool> known(graph.tensors()->size());  // given, or made by the operators so far
    std::set<std::string> names;
    for (flatbuffers::uoffset_t t = 0; t < graph.tensors()->size(); ++t) {
      const tflite::Tensor& tensor = *graph.tensors()->Get(t);
      EXPECT_TRUE(names.insert(tensor.name()->str()).second) << name << ": " << tensor.name()->str() << " twice";
      const auto* data = read.buffers()->Get(tensor.buffer())->data();
      known[t] = data != nullptr;
      if (!data) continue;
      std::uint64_t size = 4;
      for (const std::int32_t dim : *tensor.shape()) size *= static_cast<std::uint64_t>(dim);
      EXPECT_EQ(data->size(), size) << name << ": " << tensor.name()->str();
      EXPECT_EQ((reinterpret_cast<const char*>(data->data()) - file.bytes.data()) % 16, 0) << name << ": numbers that readers map want 16 bytes";
    }
    for (const std::int32_t input : *graph.inputs()) known[static_cast<std::size_t>(input)] = true;
    for (const tflite::Operator* each_operator : *graph.operators()) {
      ASSERT_LT(each_operator->opcode_index(), read.operator_codes()->size());
      for (const std::int32_t input : *each_operator->inputs())
        EXPECT_TRUE(input == -1 || known.at(static_cast<std::size_t>(input))) << name << ": tensor " << input << " is not there yet";
      for (const std::int32_t output : *each_operator->outputs()) known.at(static_cast<std::size_t>(output)) = true;
    }
    for (const std::int32_t output : *graph.outputs()) EXPECT_TRUE(known.at(static_cast<std::size_t>(output))) << name;
    EXPECT_EQ(read.signature_defs()->Get(0)->inputs()->size(), model.columns.inputs.size()) << name;
    EXPECT_EQ(read.signature_defs()->Get(0)->outputs()->size(), model.columns.targets.size()) << name;
    ++checked;
  }
  EXPECT_GT(checked, 10);
}

// A dense layer's kernel stands the other way round: (units, inputs).
TEST(GraphFormats, TfliteHasTransposedKernels) {
  const TemporaryFolder folder;
  for (const Json& each : parity_cases("graphs")) {
    if (each["name"] != "two_inputs") continue;
    const Model model = train_case(each);
    const ForeignFile file = exported(model, "tflite", "model.tflite");
    const Description found = format_of(file).describe(file);
    std::map<std::string, std::vector<std::int64_t>> shapes;
    for (const Description::Tensor& tensor : found.tensors) shapes[tensor.name] = tensor.shape;
    for (const NamedTensor& weight : model.weights)
      if (weight.name.ends_with("/kernel"))
        EXPECT_EQ(shapes[weight.name + "_transposed"], (std::vector<std::int64_t>{weight.shape[1], weight.shape[0]})) << weight.name;
      else
        EXPECT_EQ(shapes[weight.name], weight.shape) << weight.name;
    return;
  }
  FAIL() << "no such case";
}

INSTANTIATE_TEST_SUITE_P(Golden, GraphFormats, testing::Values("layers", "activations", "graphs"), [](const auto& test) { return test.param; });

}  // namespace
}  // namespace nntrain::test
