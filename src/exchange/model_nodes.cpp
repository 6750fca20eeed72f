// A model in the operations of a NodeWriter: its network, and what is done to a table's columns in front of it.
#include "exchange/node_writer.h"

namespace nntrain {

std::vector<Port> write_model(const OpGraph& ops, const ExportOptions& options, NodeWriter& graph, const Format& format) {
  if (options.with_preprocessing) {
    const ColumnInputs columns = write_columns(ops.model(), graph, format);
    return write_answers(ops, write_network(ops, columns.inputs, graph, format), columns.refused, graph);
  }
  NodeWriter::Values inputs;
  for (const Port& port : input_ports(ops)) inputs.push_back(graph.input(port));
  const NodeWriter::Values outputs = write_network(ops, inputs, graph, format);
  std::vector<Port> ports = output_ports(ops);
  for (std::size_t k = 0; k < ports.size(); ++k) ports[k].value = outputs[k];
  return ports;
}

}  // namespace nntrain
