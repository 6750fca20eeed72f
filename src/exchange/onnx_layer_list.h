// What an ONNX graph becomes while it is read: values by name, and the layers and weights that make them.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/named_tensor.h"
#include "config/value.h"
#include "exchange/curve.h"
#include "exchange/onnx.pb.h"

namespace nntrain::onnx_import {

using Dims = std::vector<std::int64_t>;

// What a node gives: the output of a layer, an elementwise function of one, or numbers that are known.
struct NodeValue {
  std::string layer = {};                         // empty: numbers
  Dims shape = {};                                // of a sample, or of the numbers
  const onnx::Tensor* tensor = nullptr;           // numbers, as they stand in the file ...
  std::optional<std::vector<float>> floats = {};  // ... or made of others
  std::optional<Dims> sizes = {};                 // whole numbers that were made of a shape, -1 for the batch
  std::optional<Curve> curve = {};                // the function; which layer it is shows when another layer takes it
  const onnx::Node* node = nullptr;               // of the function: the last of those that compute it
  int depth = 0;                                  // and how many of them stand one behind the other
};

// Throws Error{model_file}: the node "dense/Gemm", Gemm, …
[[noreturn]] void fail(const onnx::Node& node, const std::string& what);

// Attributes; as `otherwise` where a node says nothing.
const onnx::Attribute* find(const onnx::Node& node, std::string_view name);
std::int64_t whole(const onnx::Node& node, std::string_view name, std::int64_t otherwise);
double number(const onnx::Node& node, std::string_view name, double otherwise);
Dims wholes(const onnx::Node& node, std::string_view name);

std::int64_t product(const onnx::Node& node, const Dims& shape);  // fails where it is too large

class LayerList {
 public:
  // The initializers and inputs; an Input layer for each of these. The model must stay.
  explicit LayerList(const onnx::Model& model);

  std::int64_t opset = 1;
  std::map<std::string, NodeValue> values;
  std::shared_ptr<Json> layers;  // a list, as a config has it
  std::vector<NamedTensor> weights;

  // How many nodes and outputs take a value.
  int readers(const std::string& value) const;

  // An operand of a node. It fails where nothing before it makes that.
  const NodeValue& input(const onnx::Node& node, int i) const;
  static bool has_input(const onnx::Node& node, int i) { return i < node.input_size() && !node.input(i).empty(); }
  // An operand that is known.
  std::vector<float> floats(const onnx::Node& node, int i) const;
  Dims whole_numbers(const onnx::Node& node, int i) const;  // also made of a shape

  // Appends the layer that a node is, of the outputs of others, and gives its output a shape (of a sample). The layer's
  // name, which is like the node's.
  std::string make(const onnx::Node& node, Json layer, const std::vector<std::string>& inputs, Dims shape);
  // The node gives what its operand 0 is.
  void pass(const onnx::Node& node, NodeValue value);
  // One number stands for all.
  void add_weight(const onnx::Node& node, const std::string& layer, const char* name, const Dims& shape,
                  std::vector<float> numbers);
  // To be asked before so many numbers are kept: a small file must not fill the memory by naming its numbers again and
  // again.
  void spend(const onnx::Node& node, std::size_t numbers);

  // The layer of this name; null: none.
  Json* layer(const std::string& name);
  // The Dense that made an operand which nobody else reads, if nothing has come after it yet; else null.
  Json* open_dense(const onnx::Node& node, int i);

 private:
  std::string add_layer(const std::string& wish, Json layer, const std::vector<std::string>& inputs);

  std::size_t budget_;  // numbers
  std::map<std::string, int> readers_;
  std::set<std::string> shared_;               // layers whose output goes by two names
  std::map<std::string, std::size_t> places_;  // of layers, by name
};

}  // namespace nntrain::onnx_import
