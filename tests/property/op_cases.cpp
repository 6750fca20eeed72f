#include "property/op_cases.h"

#include <cmath>
#include <random>

namespace nntrain::test {

std::vector<double> Inputs::drawn(Index n, const Draw& draw) {
  std::mt19937 random(++inputs_ * 7919u);
  std::vector<double> values(static_cast<std::size_t>(n));
  for (double& v : values) {
    const double uniform = static_cast<double>(random() >> 8) / 16777216.0;
    v = draw.low + (draw.high - draw.low) * uniform;
    if (draw.whole) v = std::floor(v);
    if (draw.gap > 0) v += v < 0 ? -draw.gap : draw.gap;
    v = static_cast<double>(static_cast<float>(v));
  }
  return values;
}

Tensor Inputs::batched(std::vector<Index> sample, Draw draw) {
  const Tensor t = gather_batch(graph, std::move(sample), static_cast<Index>(columns.size()));
  columns.push_back(drawn(t.shape().size() * samples_, draw));
  if (!draw.fixed) differentiable.push_back(t);
  return t;
}

Tensor Inputs::weight(std::vector<Index> dims, Draw draw) {
  const std::string name = "w" + std::to_string(variables.size());
  const Tensor t = variable(graph, name, {std::move(dims), false});
  variables[name] = drawn(t.shape().size(), draw);
  if (!draw.fixed) differentiable.push_back(t);
  return t;
}

Tensor Inputs::number(const std::string& name, double value) {
  scalars[name] = static_cast<double>(static_cast<float>(value));
  return scalar(graph, name);
}

const std::vector<OpCase>& op_cases() {
  static const std::vector<OpCase> all = [] {
    std::vector<OpCase> cases;
    for (auto group : {elementwise_cases, row_cases, product_cases, memory_cases, update_cases})
      for (OpCase& c : group()) cases.push_back(std::move(c));
    return cases;
  }();
  return all;
}

}  // namespace nntrain::test
