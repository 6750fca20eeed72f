// The order that Keras gives the layers of a graph and their calls (keras/src/ops/function.py, map_graph): by depth,
// the longest way to an output, largest first; equal ones as a walk back from the outputs meets them.
#pragma once
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace nntrain {

// A call of a layer, and the calls whose outputs it takes, in the order in which it takes them.
struct OrderedNode {
  int layer;
  std::vector<int> takes;
};

struct GraphOrder {
  std::vector<int> layers;                   // in the order of get_weights() and of the summary
  std::vector<int> nodes;                    // in the order of calling
  std::vector<int> unreached;                // nodes that lead to no output
  std::optional<std::pair<int, int>> cycle;  // a node that takes its own output, and the node it takes it from
};

// `outputs`: nodes. With a cycle only that is told.
GraphOrder keras_order(std::span<const OrderedNode> nodes, std::span<const int> outputs);

}  // namespace nntrain
