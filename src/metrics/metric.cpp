#include "metrics/metric.h"

namespace nntrain {

void Totals::add(std::string_view name, Tensor value) {
  const std::string full_name = prefix_ + "/" + std::string(name);
  const Shape shape = value.shape();
  accumulate(variable(graph_, full_name, shape), variable(graph_, full_name + "/lost", shape), value);
  list_.push_back({full_name, shape.size()});
}

void Totals::add_mean(Tensor values) {
  const double per_sample = static_cast<double>(values.shape().size());
  add("total", sum_all(values));
  add("count", batch_size() * per_sample);
}

Tensor Totals::batch_size() const { return scalar(graph_, "batch_size"); }

}  // namespace nntrain
