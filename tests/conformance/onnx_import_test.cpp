// Files that PyTorch and Keras have exported (tests/golden/onnx) predict here what they predict there.
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "exchange/onnx_file.h"
#include "formats/model_file.h"
#include "support/golden.h"
#include "train/predict.h"

namespace nntrain::test {
namespace {

ForeignFile file_of(const std::string& name) {
  const std::string path = std::string(NNTRAIN_SOURCE_DIR) + "/tests/golden/onnx/" + name + ".onnx";
  return {path, read_file(path)};
}

TEST(OnnxImport, PredictsWhatTheOthersDo) {
  const Json cases = golden("onnx/expected.json");
  EXPECT_GT(cases.size(), 10u);
  for (const auto& [name, expected] : cases.items()) {
    const Model model = read_onnx(file_of(name), {});
    Matrix inputs{4, {}};
    for (const double x : flat(expected["inputs"])) {
      const auto number = static_cast<float>(x);
      inputs.values.append(&number, &number + 1);
    }
    const Matrix outputs = Predictor(model, 1).predict(std::span(&inputs, 1))[0];
    const std::vector<double> were = flat(expected["outputs"]);
    ASSERT_EQ(outputs.values.size(), were.size()) << name;
    for (std::size_t i = 0; i < were.size(); ++i)
      EXPECT_NEAR(static_cast<double>(outputs.values[i]), were[i], 2e-6 * std::max(1.0, std::fabs(were[i])))
          << name << ", number " << i;
    EXPECT_EQ(model_text(parse_model(model_text(model), name)), model_text(model)) << name;  // it is a whole model file
  }
}

// y + gelu(y), spelled out, of a Dense y: the activation must not become the Dense's own. And a sigmoid of what has two
// names.
TEST(OnnxImport, LeavesTheOutputOfALayerToAllWhoTakeIt) {
  ForeignFile file = file_of("torch_mlp_9");
  onnx::Model model = parse_onnx(file);
  onnx::Graph& graph = *model.mutable_graph();
  while (graph.node(graph.node_size() - 1).op_type() != "Gemm") graph.mutable_node()->RemoveLast();
  while (graph.node_size() > 2) graph.mutable_node()->RemoveLast();
  const std::string y = graph.node(graph.node_size() - 1).output(0);
  const auto add = [&](const char* op, const std::string& output, std::initializer_list<std::string> inputs) {
    onnx::Node& node = *graph.add_node();
    node.set_op_type(op);
    node.add_output(output);
    for (const std::string& input : inputs) node.add_input(input);
  };
  add("Softplus", "a", {y});
  add("Tanh", "b", {"a"});
  add("Mul", "c", {"b", y});
  add("Add", "d", {"c", y});
  add("Identity", "e", {y});
  add("Sigmoid", "f", {"e"});
  add("Sub", "g", {"d", "f"});
  graph.mutable_output(0)->set_name("g");
  file.bytes = model.SerializeAsString();
  const Model read = read_onnx(file, {});
  const std::vector<float> kernel = read.weights[0].values, bias = read.weights[1].values;
  Matrix inputs{4, {0.5f, -1.0f, 2.0f, 0.25f}};
  const Matrix outputs = Predictor(read, 1).predict(std::span(&inputs, 1))[0];
  for (std::size_t u = 0; u < bias.size(); ++u) {
    double h = static_cast<double>(bias[u]);
    for (std::size_t i = 0; i < 4; ++i)
      h += static_cast<double>(inputs.values[i]) * static_cast<double>(kernel[i * bias.size() + u]);
    const double expected = h * std::tanh(std::log1p(std::exp(h))) + h - 1 / (1 + std::exp(-h));
    EXPECT_NEAR(static_cast<double>(outputs.values[u]), expected, 1e-6);
  }
}

// What is wrong with a graph is told by node.
std::string message_of(const std::function<void(onnx::Graph&)>& change) {
  ForeignFile file = file_of("torch_mlp_9");
  onnx::Model model = parse_onnx(file);
  change(*model.mutable_graph());
  file.bytes = model.SerializeAsString();
  try {
    read_onnx(file, {});
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::model_file);
    EXPECT_EQ(error.where, file.path);
    return error.message;
  }
  return "";
}

TEST(OnnxImport, NamesWhatItDoesNotTake) {
  const auto is = [](const std::string& message, const std::string& part) {
    EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  is(message_of([](onnx::Graph& graph) { graph.mutable_node(2)->set_op_type("Conv"); }), "Conv, is not imported");
  is(message_of([](onnx::Graph& graph) { graph.mutable_node(2)->set_op_type("Erf"); }),
     "computes a function that is no activation of Keras");
  is(message_of([](onnx::Graph& graph) { graph.mutable_node(2)->set_input(0, "nobody"); }),
     "takes \"nobody\", which nothing before it makes");
  is(message_of([](onnx::Graph& graph) { graph.mutable_node(1)->mutable_attribute(0)->set_f(2); }),
     "that no Dense has");
  is(message_of([](onnx::Graph& graph) { graph.mutable_initializer(0)->set_dims(0, 7); }),
     "has 32 numbers; its shape wants 28");
  is(message_of([](onnx::Graph& graph) { graph.mutable_initializer(0)->set_dims(0, -7); }), "impossible");
  is(message_of([](onnx::Graph& graph) { graph.mutable_initializer(0)->set_data_type(10); }),
     "expected float32 or float64");
  is(message_of([](onnx::Graph& graph) { graph.mutable_initializer(0)->set_data_location(1); }),
     "lies in another file");
  is(message_of(
         [](onnx::Graph& graph) { graph.mutable_input(0)->mutable_type()->mutable_tensor_type()->clear_shape(); }),
     "expected a batch of samples");
  is(message_of([](onnx::Graph& graph) { graph.mutable_output(0)->set_name("nobody"); }),
     "no node makes the output \"nobody\"");
  is(message_of([](onnx::Graph& graph) { graph.mutable_node()->Clear(); }), "no node makes the output");
  is(message_of([](onnx::Graph& graph) {
       for (int i = 0; i < 300; ++i) {  // each takes what the one before it makes
         onnx::Node& node = *graph.add_node();
         node.set_op_type("Neg");
         node.add_input(graph.node(graph.node_size() - 2).output(0));
         node.add_output("n" + std::to_string(i));
       }
     }),
     "an expression of more than 200 nodes");
}

}  // namespace
}  // namespace nntrain::test
