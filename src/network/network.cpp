#include "network/network.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {

Network::Network(const Spec& spec, Diagnostics& diagnostics) {
  AutomaticNames names;
  const auto graph = make_layer_graph(spec.layers, spec.outputs, {}, names, diagnostics);
  diagnostics.throw_if_any();
  int next = 0;
  graph->number_layers(next);
  graph_ = graph;
  automatic_name_ = names.next(is_sequential() ? "Sequential" : "Functional");
  heads_ = make_heads(spec, graph_->outputs(), diagnostics);
  diagnostics.throw_if_any();
}

bool Network::is_sequential() const {
  return graph_->is_chain() && graph_->outputs().size() == 1 &&
         std::ranges::none_of(graph_->inputs(), [](const GraphInput& input) { return input.is_layer; });
}

namespace {

OutputWant output_want(const Head& head, const std::string& layer, const std::vector<Index>* shape) {
  OutputWant want{layer, TargetEncoding::number, head.has_target()};
  if (!want.needs_target) return want;
  switch (head.target_form()) {
    case TargetForm::number:
      break;
    case TargetForm::class_index:
      want.encoding = TargetEncoding::class_index;
      break;
    case TargetForm::one_hot:
      want.encoding = TargetEncoding::one_hot;
      break;
    case TargetForm::chosen:  // yes or no for one unit, else the number of the class or a vector
      want.encoding.reset();
      if (!shape) break;
      want.or_vectors = true;
      want.encoding = shape->empty() || shape->back() == 1 ? TargetEncoding::number : TargetEncoding::class_index;
      break;
  }
  return want;
}

}  // namespace

NetworkWants Network::wants(std::span<const std::vector<Index>> outputs) const {
  NetworkWants wants;
  for (std::size_t i = 0; i < graph_->inputs().size(); ++i) {
    const GraphInput& input = graph_->inputs()[i];
    InputWant& want = wants.inputs.emplace_back();
    want.layer = input.name;
    if (input.shape) want.shape = *input.shape;
    want.index_limit = graph_->index_limit(static_cast<int>(i));
    if (want.index_limit > 0) want.encoding = InputEncoding::index;
  }
  for (std::size_t k = 0; k < heads_.size(); ++k)
    wants.outputs.push_back(output_want(heads_[k], heads_[k].name, k < outputs.size() ? &outputs[k] : nullptr));
  return wants;
}

Forward Network::emit(Graph& graph, bool training, std::span<const Tensor> inputs, Diagnostics& diagnostics) const {
  Builder builder(graph, training);
  Forward forward;
  forward.inputs.assign(inputs.begin(), inputs.end());
  forward.values = graph_->emit(builder, inputs, diagnostics);
  forward.outputs = graph_->outputs_of(forward.values);
  forward.weights = builder.weights();
  std::ranges::stable_sort(forward.weights, {}, &Weight::layer);
  forward.losses = builder.losses();
  forward.learners = builder.learners();
  for (const Tensor output : forward.outputs) forward.masks.push_back(builder.mask_of(output));
  forward.lost_masks = builder.lost_masks();
  forward.calls = builder.calls();
  return forward;
}

}  // namespace nntrain
