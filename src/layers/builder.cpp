#include "layers/builder.h"

#include "base/random.h"

namespace nntrain {

Tensor Builder::add(std::string_view name, Weight weight) {
  weight.name = layer_ + "/" + std::string(name);
  for (const Weight& w : weights_)
    if (w.name == weight.name) return w.tensor;  // a layer that is used in two places
  weight.tensor = variable(graph_, weight.name, weight.shape);
  weights_.push_back(std::move(weight));
  return weights_.back().tensor;
}

Tensor Builder::weight(std::string_view name, std::vector<Index> shape, const Initializer& initializer,
                       const std::optional<Regularizer>& regularizer, const std::optional<Constraint>& constraint) {
  Weight weight{{}, {std::move(shape), false}, initializer, {}, {}, trainable_, {}};
  if (trainable_) {
    weight.regularizer = regularizer;
    weight.constraint = constraint;
  }
  return add(name, std::move(weight));
}

Tensor Builder::running_statistic(std::string_view name, std::vector<Index> shape, const Initializer& initializer) {
  return add(name, {{}, {std::move(shape), false}, initializer, {}, {}, false, {}});
}

void Builder::add_penalty(const Regularizer& regularizer, Tensor output) {
  losses_.push_back(regularizer.call(&RegularizerKind::penalty, output) * scalar(graph_, "inverse_batch_size"));
}

std::uint32_t Builder::next_stream() { return stream(StreamKind::dropout, streams_++); }

}  // namespace nntrain
