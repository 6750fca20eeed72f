// A network of MXNet while it grows. Values are nodes, which are counted; each function appends one and returns its number.
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/named_tensor.h"

namespace nntrain::mxnet {

class SymbolGraph {
 public:
  using Attributes = std::vector<std::pair<std::string_view, std::string>>;

  // What follows is called after this: "dense/FullyConnected".
  void enter(const std::string& scope) { scope_ = scope; }

  int input(const std::string& name);
  // Numbers that are known; empty `name`: after what they are part of.
  int array(const std::string& name, const std::vector<std::int64_t>& dims, std::span<const float> values);
  int node(std::string_view op, const std::vector<int>& inputs, const Attributes& attributes = {});
  // The node's result is an output, of this name.
  void output(int node, const std::string& name);

  std::string symbol() const;                                           // the text of -symbol.json
  const std::vector<NamedTensor>& arrays() const { return arrays_; }  // what goes into .params

 private:
  struct Node {
    std::string op, name;
    std::vector<int> inputs;
    Attributes attributes;
  };
  int add(Node node);
  std::string unique(const std::string& wish);

  std::string scope_;
  std::map<std::string, int> used_;
  std::vector<Node> nodes_;
  std::vector<int> heads_;
  std::vector<NamedTensor> arrays_;
};

// "(-1, 3)", "(3,)": as Python writes it, and MXNet reads it.
std::string tuple(std::span<const std::int64_t> numbers);

}  // namespace nntrain::mxnet
