#include "network/graph_order.h"

#include <algorithm>

namespace nntrain {

namespace {

class Walk {
 public:
  explicit Walk(std::span<const OrderedNode> nodes) : nodes_(nodes), state_(nodes.size(), State::unseen) {
    int layers = 0;
    for (const OrderedNode& node : nodes) layers = std::max(layers, node.layer + 1);
    met_.assign(static_cast<std::size_t>(layers), -1);
    layer_depth_.assign(static_cast<std::size_t>(layers), -1);
    depth_.assign(nodes.size(), -1);
  }

  // Walks back from a node to what it takes, depth first. With a stack of its own: networks may be deep.
  void from(int start) {
    struct Visit {
      int node;
      std::size_t next;
    };
    std::vector<Visit> stack;
    const auto enter = [&](int n) {
      state(n) = State::on_the_way;
      int& met = met_[static_cast<std::size_t>(node(n).layer)];
      if (met < 0) met = num_met_++;
      stack.push_back({n, 0});
    };
    if (state(start) == State::unseen) enter(start);
    while (!stack.empty()) {
      const int n = stack.back().node;
      if (stack.back().next == node(n).takes.size()) {
        state(n) = State::finished;
        finished_.push_back(n);
        stack.pop_back();
        continue;
      }
      const int source = node(n).takes[stack.back().next++];
      if (state(source) == State::on_the_way && !cycle_) cycle_ = {source, n};
      if (state(source) == State::unseen) enter(source);
    }
  }

  // Consumers before what they take. A layer that is called again is at least as deep as its calls behind.
  void find_depths() {
    const auto set = [&](int n, int depth) {
      int& known = depth_[static_cast<std::size_t>(n)];
      if (known < 0) by_first_depth_.push_back(n);
      known = std::max(known, depth);
    };
    for (std::size_t k = finished_.size(); k-- > 0;) {
      const int n = finished_[k];
      int& of_layer = layer_depth_[static_cast<std::size_t>(node(n).layer)];
      set(n, std::max(of_layer, 0));
      of_layer = depth_[static_cast<std::size_t>(n)];
      for (const int source : node(n).takes) set(source, of_layer + 1);
    }
  }

  GraphOrder order() {
    GraphOrder out;
    out.cycle = cycle_;
    for (std::size_t n = 0; n < nodes_.size(); ++n)
      if (state_[n] == State::unseen) out.unreached.push_back(static_cast<int>(n));
    if (cycle_) return out;
    find_depths();
    out.nodes = by_first_depth_;
    std::ranges::stable_sort(out.nodes, [&](int a, int b) { return depth_[index(a)] > depth_[index(b)]; });
    for (std::size_t layer = 0; layer < met_.size(); ++layer)
      if (met_[layer] >= 0) out.layers.push_back(static_cast<int>(layer));
    std::ranges::sort(out.layers, [&](int a, int b) {
      return std::pair(-layer_depth_[index(a)], met_[index(a)]) < std::pair(-layer_depth_[index(b)], met_[index(b)]);
    });
    return out;
  }

  const std::optional<std::pair<int, int>>& cycle() const { return cycle_; }

 private:
  enum class State { unseen, on_the_way, finished };

  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  const OrderedNode& node(int n) const { return nodes_[index(n)]; }
  State& state(int n) { return state_[index(n)]; }

  std::span<const OrderedNode> nodes_;
  std::vector<State> state_;
  std::vector<int> finished_;                // what a node takes before the node
  std::vector<int> met_, layer_depth_;       // by layer: when the walk met it
  std::vector<int> depth_, by_first_depth_;  // of nodes
  int num_met_ = 0;
  std::optional<std::pair<int, int>> cycle_;
};

}  // namespace

GraphOrder keras_order(std::span<const OrderedNode> nodes, std::span<const int> outputs) {
  Walk walk(nodes);
  for (const int output : outputs) walk.from(output);
  GraphOrder order = walk.order();
  if (order.cycle) return order;
  for (const int n : order.unreached) walk.from(n);  // it may be in a cycle that no output takes
  order.cycle = walk.cycle();
  return order;
}

}  // namespace nntrain
