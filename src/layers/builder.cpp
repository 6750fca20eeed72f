#include "layers/builder.h"

#include <utility>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"

namespace nntrain {

std::vector<float> initial_values(const Weight& weight, std::uint32_t place, std::uint64_t seed) {
  if (!weight.start.empty()) return weight.start;
  std::vector<float> values(static_cast<std::size_t>(weight.shape.size()));
  try {
    weight.initializer.call(&InitializerKind::fill, std::span(values), std::span<const std::int64_t>(weight.shape.dims),
                            Draw{seed, stream(StreamKind::initializer, place)});
  } catch (Error& e) {
    e.message = "initializer of the weight " + quoted(weight.name) + ": " + e.message;
    throw;
  }
  return values;
}

Tensor Builder::add(std::string_view name, Weight weight) {
  weight.name = scope_.path + "/" + std::string(name);
  for (const Weight& w : weights_)
    if (w.name == weight.name) return w.tensor;  // a layer that is used in two places
  weight.layer = layer_number_;
  weight.tensor = variable(graph_, weight.name, weight.shape);
  weights_.push_back(std::move(weight));
  return weights_.back().tensor;
}

Tensor Builder::weight(std::string_view name, std::vector<Index> shape, const Initializer& initializer,
                       const std::optional<Regularizer>& regularizer, const std::optional<Constraint>& constraint) {
  Weight weight{{}, {std::move(shape), false}, initializer, {}, {}, scope_.trainable, scope_.trainable, {}, {}};
  if (scope_.trainable) {
    weight.regularizer = regularizer;
    weight.constraint = constraint;
  }
  const Tensor tensor = add(name, std::move(weight));
  if (on_kernel_ && (name == "kernel" || name == "embeddings")) std::exchange(on_kernel_, nullptr)(tensor);
  return tensor;
}

Tensor Builder::running_statistic(std::string_view name, std::vector<Index> shape, const Initializer& initializer,
                                  std::vector<float> start) {
  return add(name, {{}, {std::move(shape), false}, initializer, {}, {}, false, scope_.trainable, std::move(start), {}});
}

Tensor Builder::learnt(std::string_view name, std::vector<Index> shape, const Initializer& initializer,
                       std::vector<float> start) {
  return add(name, {{}, {std::move(shape), false}, initializer, {}, {}, false, false, std::move(start), {}});
}

Tensor Builder::mask_of(Tensor x) const {
  const auto found = masks_.find(x.id);
  return found == masks_.end() ? Tensor{} : found->second;
}

Builder::Scope Builder::inner_scope(bool trainable) const {
  return {scope_.path + "/" + inner_names_[scope_.depth], scope_.trainable && trainable, scope_.depth + 1};
}

void Builder::on_kernel(std::function<void(Tensor)> rule) {
  // A wrapper inside a wrapper: the outer one comes first.
  on_kernel_ = [outer = std::exchange(on_kernel_, nullptr), rule = std::move(rule)](Tensor kernel) {
    if (outer) outer(kernel);
    rule(kernel);
  };
}

void Builder::add_penalty(const Regularizer& regularizer, Tensor output) {
  losses_.push_back(regularizer.call(&RegularizerKind::penalty, output) * scalar(graph_, "inverse_batch_size"));
}

std::uint32_t Builder::next_stream(std::optional<std::uint64_t> seed) {
  const std::uint32_t own = stream(StreamKind::dropout, streams_++);  // a seed must not shift the other layers' streams
  if (!seed) return own;
  // Streams of seeds lie beyond those that are counted, which stay below 2^23.
  return stream(StreamKind::dropout, 0x800000u | static_cast<std::uint32_t>(*seed ^ *seed >> 23 ^ *seed >> 46));
}

}  // namespace nntrain
