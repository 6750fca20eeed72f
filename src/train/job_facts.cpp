#include "train/job_facts.h"

#include <algorithm>

namespace nntrain {

JobFacts facts_of(const Spec& spec, const Network& network, const JobGraph& training, const DataShapes& shapes, bool validates) {
  JobFacts facts;
  for (const LoggedValue& v : training.objective.values) facts.values.push_back({v.name, v.higher_is_better()});
  const auto* every = std::get_if<std::int64_t>(&spec.validation_freq);
  facts.validated = !validates ? Validated::never : every && *every == 1 ? Validated::each_epoch : Validated::some_epochs;
  facts.has_schedule = spec.optimizer.call(&OptimizerKind::has_schedule);
  facts.has_averages = has_averages(spec.optimizer);
  const LayerGraph& graph = network.graph();
  for (std::size_t at = 0; at < graph.layers().size(); ++at) {
    JobFacts::Layer layer{graph.layers()[at].name, std::string(graph.layers()[at].layer.type()), {}, {}};
    for (std::size_t i = 0; i < graph.nodes().size(); ++i) {  // what all its calls take, and what the last one makes
      const Node& node = graph.nodes()[i];
      if (node.layer != static_cast<int>(at)) continue;
      const std::vector<Index>& dims = training.forward.values[i][0].shape().dims;
      layer.output_shape.assign(dims.begin() + 1, dims.end());
      const auto take = [&](const std::string& name) {
        if (std::ranges::find(layer.inputs, name) == layer.inputs.end()) layer.inputs.push_back(name);
      };
      for (const Source& input : node.inputs) take(graph.layer_of(input).name);
      if (node.data_input >= 0 && graph.layer_of(node).layer.kind().max_inputs > 0) {  // no Input layer: Keras makes one
        facts.layers.push_back({"input_layer", "InputLayer", {}, shapes.inputs[static_cast<std::size_t>(node.data_input)]});
        take("input_layer");
      }
    }
    facts.layers.push_back(std::move(layer));
  }
  return facts;
}

}  // namespace nntrain
