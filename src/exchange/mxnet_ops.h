// A network as nodes of MXNet's symbol.
#pragma once
#include "exchange/folded_graph.h"
#include "exchange/mxnet_graph.h"

namespace nntrain::mxnet {

// The inputs are nodes of `symbol`; returns those of the outputs. Errors: config, where: the layer whose op MXNet has no form of.
std::vector<int> write_network(const FoldedGraph& graph, std::span<const int> inputs, SymbolGraph& symbol, const Format& format);

}  // namespace nntrain::mxnet
