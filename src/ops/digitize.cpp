// digitize: y[i] = how many of attributes.numbers, which increase, are <= x[i]. No gradient.
#include <algorithm>

#include "graph/ops.h"
#include "kernels/map.h"

namespace nntrain {

namespace {

template <unsigned mask>
void count_below(const MapArguments& m, const MapWindow& window) {
  const std::vector<double>& bounds = m.attributes->numbers;
  const real* x = as_real(m.in[0]);
  real* y = as_real(m.out);
  for (Index i = 0; i < window.n; ++i) {
    const auto above = std::upper_bound(bounds.begin(), bounds.end(), map_detail::at<mask != 0>(x, i),
                                        [](real value, double bound) { return value < static_cast<real>(bound); });
    y[i] = static_cast<real>(above - bounds.begin());
  }
}
constexpr std::array<MapKernel, 2> kernels{count_below<0>, count_below<1>};

}  // namespace

extern const OpKind digitize_kind;
constinit const OpKind digitize_kind = elementwise("digitize", kernels, nullptr);

}  // namespace nntrain
