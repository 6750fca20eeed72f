#include "losses/numeric.h"

#include <cmath>

#include "graph/axes.h"

namespace nntrain::losses {

Tensor power(Tensor x, double exponent) {
  constexpr double tiny = 1e-30, longest_product = 8;
  if (exponent == 0) return x * 0.0 + 1.0;
  if (exponent == 0.5) return sqrt(maximum(x, tiny));
  if (exponent != std::floor(exponent) || exponent > longest_product) return exp(log(maximum(x, tiny)) * exponent);
  Tensor product = x;
  for (double k = 1; k < exponent; ++k) product = product * x;
  return product;
}

Tensor axis_last(Tensor x, Index axis) {
  const Index moved = resolve_axis(axis, x.shape());
  std::vector<Index> order;
  for (Index i = 0; i < x.shape().rank(); ++i)
    if (i != moved) order.push_back(i);
  order.push_back(moved);
  return transpose(x, std::move(order));
}

Tensor unit_vectors(Tensor x) { return x * rsqrt(maximum(sum_last(square(x)), epsilon * epsilon)); }

}  // namespace nntrain::losses
