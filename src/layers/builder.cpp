#include "layers/builder.h"

#include "base/random.h"

namespace nntrain {

Tensor Builder::add(std::string_view name, std::vector<Index> shape, const Initializer& initializer,
                    const std::optional<Regularizer>& regularizer, bool trainable) {
  std::string full_name = layer_ + "/" + std::string(name);
  for (const Weight& w : weights_)
    if (w.name == full_name) return w.tensor;  // a layer that is used in two places
  const Tensor tensor = variable(graph_, full_name, {shape, false});
  weights_.push_back({std::move(full_name), {std::move(shape), false}, initializer, regularizer, trainable, tensor});
  return tensor;
}

Tensor Builder::weight(std::string_view name, std::vector<Index> shape, const Initializer& initializer,
                       const std::optional<Regularizer>& regularizer) {
  return add(name, std::move(shape), initializer, regularizer, true);
}

Tensor Builder::running_statistic(std::string_view name, std::vector<Index> shape, const Initializer& initializer) {
  return add(name, std::move(shape), initializer, std::nullopt, false);
}

std::uint32_t Builder::next_stream() { return stream(StreamKind::dropout, streams_++); }

}  // namespace nntrain
