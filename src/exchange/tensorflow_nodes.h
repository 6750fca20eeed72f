// A TensorFlow graph while it grows: its nodes are called after the layers, "dense/MatMul", and weights are nodes of their own, "dense/kernel".
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/tensorflow.pb.h"
#include "exchange/node_writer.h"

namespace nntrain {

class TensorFlowNodes : public NodeWriter {
 public:
  explicit TensorFlowNodes(tensorflow::Graph& graph) : graph_(graph) {}

  void enter(const std::string& layer) override { scope_ = layer; }

 private:
  struct Attr {
    std::string_view key;
    std::variant<tensorflow::DataType, bool, Index> value;
  };
  tensorflow::Node& new_node(const std::string& wish, std::string_view type);
  std::string node(std::string_view type, const std::vector<std::string>& inputs, const std::vector<Attr>& attributes);
  tensorflow::Node& constant(const std::string& name, tensorflow::DataType type, const std::vector<Index>& dims);  // its second attribute is the tensor, without content
  std::string constant(const std::string& name, tensorflow::DataType type, const std::vector<Index>& dims, std::string_view bytes);
  // Known ones, int32: of the same numbers there is one. dims: {n} or, of a single one, {}.
  std::string whole_numbers(const std::string& name, const std::vector<Index>& values, const std::vector<Index>& dims);
  std::string whole_numbers(const std::string& name, const std::vector<Index>& values) { return whole_numbers(name, values, {static_cast<Index>(values.size())}); }
  std::string scalar(const std::string& name, Index value) { return whole_numbers(name, {value}, {}); }
  std::string cast(const std::string& x, tensorflow::DataType from, tensorflow::DataType to);

  std::string texts(const std::string& name, const std::vector<std::string>& list);

  std::string write_input(const Port& port) override;
  std::string write_tensor(const std::string& name, const std::vector<Index>& dims, std::span<const float> values) override;
  std::string write_number(float value) override;
  std::string write_elementwise(std::string_view kind, const Values& in, const Shape& out) override;
  std::string write_reshape(const GraphValue& x, const Shape& out) override;
  std::string write_transpose(const GraphValue& x, const std::vector<Index>& order, const Shape& out) override;
  std::string write_slice(const GraphValue& x, Index axis, Index begin, const Shape& out) override;
  std::string write_concatenate(const Values& parts, Index axis, const Shape& out) override;
  std::string write_broadcast(const GraphValue& x, const Shape& out) override;
  std::string write_product(const GraphValue& a, const GraphValue& b, const GraphValue* bias, bool transpose_a, bool transpose_b,
                            const Shape& out) override;
  std::string write_sum(const GraphValue& x, const std::vector<Index>& axes, bool keep, const Shape& out) override;
  std::string write_mean_last(const GraphValue& x, const Shape& out) override;
  std::string write_argmax_last(const GraphValue& x, const Shape& out) override;
  std::string write_softmax(const GraphValue& x, bool log) override;
  std::string write_sorted_rows(const GraphValue& x) override;
  std::string write_rows_of(const GraphValue& table, const GraphValue& index, const Shape& out) override;
  std::string write_equal_texts(const GraphValue& texts, const std::vector<std::string>& list, const Shape& out) override;
  std::string write_text_at(const GraphValue& place, const std::vector<std::string>& texts) override;

  tensorflow::Graph& graph_;
  std::string scope_;
  UniqueNames names_;
  std::map<std::string, std::string> known_;  // constants without a name of their own, by what is in them
};

}  // namespace nntrain
