#include "metrics/metric.h"

#include "losses/reduce.h"

namespace nntrain {

void Totals::add(std::string_view name, Tensor value) {
  const std::string full_name = prefix_ + "/" + std::string(name);
  const Shape shape = value.shape();
  accumulate(variable(graph_, full_name, shape), variable(graph_, full_name + "/lost", shape), value);
  list_.push_back({full_name, shape.size()});
}

void Totals::add_mean(Tensor values, Tensor counted) {
  if (!mask_) return add_unmasked_mean(values, counted);
  const Tensor mask = losses::mask_of(mask_, values.shape());
  add_weighted_mean(values, counted ? counted * mask : mask);
}

void Totals::add_unmasked_mean(Tensor values, Tensor counted) {
  if (sample_weight_) return add_weighted_mean(values, counted);
  add("total", sum_all(values));
  add("count", batch_size() * static_cast<double>(values.shape().size()));
}

void Totals::add_weighted_mean(Tensor values, Tensor counted) {
  const Tensor weight = counted ? weights(values.shape()) * counted : weights(values.shape());
  add("total", sum_all(values * weight));
  add("count", sum_all(weight));
}

Tensor Totals::batch_size() const { return scalar(graph_, "batch_size"); }

Tensor Totals::weights(const Shape& elements) const {
  if (!sample_weight_) return expand(constant(graph_, 1), elements);
  return losses::weights_of(sample_weight_, elements);
}

}  // namespace nntrain
