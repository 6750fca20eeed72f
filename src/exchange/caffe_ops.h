// A network as layers of Caffe.
#pragma once
#include "exchange/caffe_net.h"
#include "exchange/folded_graph.h"

namespace nntrain::caffe {

// The inputs are blobs of `net`; returns those of the outputs. Errors: config, where: the layer whose op Caffe has no layer for.
std::vector<std::string> write_network(const FoldedGraph& graph, std::span<const std::string> inputs, NetWriter& net, const Format& format);

}  // namespace nntrain::caffe
