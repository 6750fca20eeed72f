// An ONNX graph while it grows. Values are names; each function appends one node and returns the name of what it makes.
#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/one_of.h"
#include "exchange/onnx.pb.h"
#include "exchange/node_writer.h"

namespace nntrain::onnx_export {

class GraphWriter {
 public:
  explicit GraphWriter(onnx::Graph& graph) : graph_(graph) {}

  // What follows is called after this: "dense/Gemm".
  void enter(const std::string& scope) { scope_ = scope; }

  struct Attr {
    std::string_view name;
    OneOf<std::int64_t, float, std::string, std::vector<std::int64_t>, std::vector<float>, std::vector<std::string>> value;
  };
  std::string node(std::string_view type, const std::vector<std::string>& inputs,
                   const std::vector<Attr>& attributes = {}, std::string_view domain = {});
  // One more result of the last node, which nobody reads.
  void add_output(const std::string& name);
  // Another name for a value: of its node's result, or of one that passes it on.
  void rename(const std::string& value, const std::string& name);

  // Numbers that are known. Of one and the same name: one.
  std::string tensor(const std::string& name, const std::vector<Index>& dims, std::span<const float> values);
  std::string number(double value);                             // (1)
  std::string whole_numbers(const std::vector<Index>& values);  // (n), int64

  // A graph's input or output (N, dims...).
  void input(const std::string& name, onnx::Tensor::DataType type, const std::vector<Index>& dims,
             const std::string& doc);
  void output(const std::string& name, onnx::Tensor::DataType type, const std::vector<Index>& dims);

 private:
  onnx::Tensor* new_initializer(const std::string& name, onnx::Tensor::DataType type, const std::vector<Index>& dims);

  onnx::Graph& graph_;
  std::string scope_;
  UniqueNames names_;
  std::map<std::string, std::string> known_;  // initializers, by what is in them
};

// The operations of a network in ONNX's words, as nodes of this graph.
std::unique_ptr<NodeWriter> onnx_nodes(GraphWriter& graph);

}  // namespace nntrain::onnx_export
