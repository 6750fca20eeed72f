#include "exchange/mxnet_graph.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/json_text.h"

namespace nntrain::mxnet {

namespace {

constexpr int version = 10600;  // 1.6.0, whose ops these are; later ones read it

}  // namespace

std::string SymbolGraph::unique(const std::string& wish) {
  std::string name = wish;
  while (used_[name]++ > 0) name = wish + "_" + std::to_string(used_[wish] - 1);
  return name;
}

int SymbolGraph::add(Node node) {
  nodes_.push_back(std::move(node));
  return static_cast<int>(nodes_.size()) - 1;
}

int SymbolGraph::input(const std::string& name) { return add({"null", unique(name), {}, {}}); }

int SymbolGraph::array(const std::string& name, const std::vector<std::int64_t>& dims, std::span<const float> values) {
  const std::string own = unique(name.empty() ? scope_ + "/numbers" : name);
  arrays_.push_back({own, dims, {values.begin(), values.end()}});
  return add({"null", own, {}, {{"__shape__", tuple(dims)}}});  // which is not found out where it is broadcast
}

int SymbolGraph::node(std::string_view op, const std::vector<int>& inputs, const Attributes& attributes) {
  const std::string type(op.substr(op.find_first_not_of('_')));  // "_plus_scalar"
  return add({std::string(op), unique(scope_ + "/" + type), inputs, attributes});
}

void SymbolGraph::output(int node, const std::string& name) {
  const bool is_taken = nodes_[static_cast<std::size_t>(node)].op == "null" || std::ranges::find(heads_, node) != heads_.end();
  if (is_taken) node = this->node("_copy", {node});
  nodes_[static_cast<std::size_t>(node)].name = unique(name);
  heads_.push_back(node);
}

std::string SymbolGraph::symbol() const {
  const auto entry = [](int node) { return Json::array({node, 0, 0}); };
  Json nodes = Json::array(), arguments = Json::array(), rows = Json::array({0}), heads = Json::array();
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    Json json{{"op", node.op}, {"name", node.name}};
    Json attributes = Json::object();  // where there is no memory, the library cannot make a null one by the way
    for (const auto& [key, value] : node.attributes) attributes[std::string(key)] = value;
    if (!node.attributes.empty()) json["attrs"] = std::move(attributes);
    json["inputs"] = Json::array();
    for (const int input : node.inputs) json["inputs"].push_back(entry(input));
    nodes.push_back(std::move(json));
    if (node.op == "null") arguments.push_back(i);
    rows.push_back(i + 1);
  }
  for (const int head : heads_) heads.push_back(entry(head));
  return json_text({{"nodes", std::move(nodes)},
                    {"arg_nodes", std::move(arguments)},
                    {"node_row_ptr", std::move(rows)},
                    {"heads", std::move(heads)},
                    {"attrs", {{"mxnet_version", Json::array({"int", version})}}}});
}

std::string tuple(std::span<const std::int64_t> numbers) {
  std::string out = "(";
  for (std::size_t i = 0; i < numbers.size(); ++i) out += (i ? ", " : "") + std::to_string(numbers[i]);
  return out + (numbers.size() == 1 ? ",)" : ")");
}

}  // namespace nntrain::mxnet
