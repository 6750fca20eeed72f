// dropout: y[i] = 0 if hash(step, stream, i) < rate, else x[i] / (1 - rate). The gradient recomputes the mask.
#include "graph/ops.h"
#include "kernels/map.h"

namespace nntrain {

namespace {

// A 32-bit mix (C. Wellons' "lowbias32") of the element under a key of step and stream: 24 uniform bits an element.
template <unsigned mask>
void drop(const MapArguments& m) {
  const std::uint64_t mixed = (m.step_seed ^ (std::uint64_t{m.attributes->stream} << 32)) * 0x9E3779B97F4A7C15u;
  const auto key = static_cast<std::uint32_t>(mixed >> 32);
  const auto first = static_cast<std::uint32_t>(m.position);
  const auto limit = static_cast<std::int32_t>(m.attributes->value * 16777216.0);
  const real scale = static_cast<real>(1 / (1 - m.attributes->value));
  const real* x = as_real(m.in[0]);
  real* y = as_real(m.out);
#pragma GCC ivdep
  for (Index i = 0; i < m.n; ++i) {
    std::uint32_t h = ((first + static_cast<std::uint32_t>(i)) * 0x9E3779B1u) ^ key;
    h = (h ^ (h >> 16)) * 0x7FEB352Du;
    h = (h ^ (h >> 15)) * 0x846CA68Bu;
    h ^= h >> 16;
    y[i] = (static_cast<std::int32_t>(h >> 8) >= limit) ? map_detail::at<mask != 0>(x, i) * scale : real(0);
  }
}
constexpr std::array<MapKernel, 2> kernels{drop<0>, drop<1>};

}  // namespace

extern const OpKind dropout_kind;
constinit const OpKind dropout_kind = elementwise("dropout", kernels, [](Chain& c) {
  c.add(0, dropout(c.dy(), c.attributes().value, c.attributes().stream));
});

}  // namespace nntrain
