// The graph of another program's file while it grows, whatever the format: the few operations in which a network's ops are said
// (write_network), and what is done to columns in front of it (write_columns). A format says each of them in its own words: onnx_nodes.cpp,
// tensorflow_nodes.cpp, tflite_nodes.cpp.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "columns/lookup.h"
#include "exchange/format.h"
#include "exchange/op_graph.h"

namespace nntrain {

// A value of the graph, float32 unless it is said otherwise: what it is called there, and its shape (dims[0] of a batched one counts rows per sample).
struct GraphValue {
  std::string name;
  Shape shape;
  std::optional<double> number = {};  // that it is
};

// An input or output, as a file names it.
struct Port {
  std::string name;
  std::vector<Index> dims;   // of a sample
  std::string columns = {};  // of an input: those of the table that it is made of, for people; empty: it is a column itself
  bool is_text = false;
  GraphValue value = {};  // what it is in a graph, once it is there
};

// Names that are given once each.
class UniqueNames {
 public:
  // The name, or with "_1", "_2", … behind it the first that nobody has.
  std::string take(const std::string& wish);

 private:
  std::map<std::string, int> taken_;  // and how often more of them were wished for
};

class NodeWriter {
 public:
  using Values = std::vector<GraphValue>;
  virtual ~NodeWriter() = default;

  // What follows belongs to this layer, and is called after it.
  virtual void enter(const std::string& layer) = 0;

  // What the graph is given, (N, dims...).
  GraphValue input(Port port);
  const std::vector<Port>& inputs() const { return inputs_; }  // so far

  GraphValue tensor(const std::string& name, std::vector<Index> dims, std::span<const float> values);  // numbers that are known
  GraphValue number(double value);  // (1), or a format's scalar: for elementwise ops alone

  // An elementwise op by its kind (graph/ops.h), or "pow" or "is_nan"; operands broadcast. One without a name: the format has no such thing.
  GraphValue elementwise(std::string_view kind, const Values& in);

  GraphValue leaky_relu(const GraphValue& x, double slope);

  GraphValue reshape(const GraphValue& x, const Shape& to);
  GraphValue transpose(const GraphValue& x, const std::vector<Index>& order);
  GraphValue slice(const GraphValue& x, Index axis, Index begin, Index end);
  GraphValue concatenate(const Values& parts, Index axis);
  GraphValue broadcast(const GraphValue& x, const Shape& to);  // of the same batchedness

  // As graph/ops.h has it, and with a vector added to each row of the result.
  GraphValue matmul(const GraphValue& a, const GraphValue& b, bool transpose_a = false, bool transpose_b = false);
  GraphValue dense(const GraphValue& a, const GraphValue& b, const GraphValue& bias, bool transpose_a, bool transpose_b);

  GraphValue sum(const GraphValue& x, const std::vector<Index>& axes, bool keep);  // keep: as 1
  GraphValue mean_last(const GraphValue& x);                                       // (..., n) -> (..., 1)
  GraphValue argmax_last(const GraphValue& x);                                     // (..., n) -> (..., 1)
  GraphValue softmax(const GraphValue& x);                                         // of a matrix's rows
  GraphValue log_softmax(const GraphValue& x);                                     // likewise
  GraphValue sorted_rows(const GraphValue& x);                                     // likewise, the largest first
  GraphValue rows_of(const GraphValue& table, const GraphValue& index);            // (n, d), (...) -> (..., d)

  GraphValue look_up(const GraphValue& texts, const Lookup& lookup);                         // texts (N, 1) -> (N, 1)
  GraphValue text_at(const GraphValue& place, const std::vector<std::string>& texts);  // numbers (N, 1) -> texts (N, 1)

 private:
  // Each makes a value of the shape `out` and returns its name.
  virtual std::string write_input(const Port& port) = 0;
  virtual std::string write_tensor(const std::string& name, const std::vector<Index>& dims, std::span<const float> values) = 0;
  virtual std::string write_number(float value) = 0;
  virtual std::string write_elementwise(std::string_view kind, const Values& in, const Shape& out) = 0;
  virtual std::string write_leaky_relu(const GraphValue& x, double slope);  // of others, unless the format has it
  virtual std::string write_reshape(const GraphValue& x, const Shape& out) = 0;
  virtual std::string write_transpose(const GraphValue& x, const std::vector<Index>& order, const Shape& out) = 0;
  virtual std::string write_slice(const GraphValue& x, Index axis, Index begin, const Shape& out) = 0;
  virtual std::string write_concatenate(const Values& parts, Index axis, const Shape& out) = 0;
  virtual std::string write_broadcast(const GraphValue& x, const Shape& out) = 0;
  // bias: may be null.
  virtual std::string write_product(const GraphValue& a, const GraphValue& b, const GraphValue* bias, bool transpose_a, bool transpose_b,
                                    const Shape& out) = 0;
  virtual std::string write_sum(const GraphValue& x, const std::vector<Index>& axes, bool keep, const Shape& out) = 0;
  virtual std::string write_mean_last(const GraphValue& x, const Shape& out) = 0;
  virtual std::string write_argmax_last(const GraphValue& x, const Shape& out) = 0;
  virtual std::string write_softmax(const GraphValue& x, bool log) = 0;
  virtual std::string write_sorted_rows(const GraphValue& x) = 0;
  virtual std::string write_rows_of(const GraphValue& table, const GraphValue& index, const Shape& out) = 0;
  virtual std::string write_look_up(const GraphValue& texts, const Lookup& lookup);  // of comparisons, unless the format has it
  virtual std::string write_equal_texts(const GraphValue& texts, const std::vector<std::string>& list, const Shape& out);  // (N, 1) -> (N, n); of write_look_up alone
  virtual std::string write_text_at(const GraphValue& place, const std::vector<std::string>& texts) = 0;

  std::vector<Port> inputs_;
};

// The model as the options want it: its inputs, the network, and the outputs, which are returned. Errors: config, where: the layer or column that has no
// form in the format.
std::vector<Port> write_model(const OpGraph& ops, const ExportOptions& options, NodeWriter& graph, const Format& format);

// The network of its inputs, as its first nodes take them; returns its outputs. Errors: as above.
NodeWriter::Values write_network(const OpGraph& ops, std::span<const GraphValue> inputs, NodeWriter& graph, const Format& format);

// An input of the graph for each column of the table. Errors: as above.
struct ColumnInputs {
  NodeWriter::Values inputs;  // of the network
  GraphValue refused;         // (N, 1): not 0 where the table would refuse a cell
};
ColumnInputs write_columns(const Model& model, NodeWriter& graph, const Format& format);
// The network's outputs, and beside them numbers in the user's unit, and classes by name.
std::vector<Port> write_answers(const OpGraph& ops, const NodeWriter::Values& outputs, const GraphValue& refused, NodeWriter& graph);

// Of the network; they have no value yet.
std::vector<Port> input_ports(const OpGraph& ops);
std::vector<Port> output_ports(const OpGraph& ops);

// How many numbers a tensor of these sizes has.
Index volume(std::span<const Index> dims);

}  // namespace nntrain
