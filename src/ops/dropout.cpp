// dropout: y[i] = 0 if hash(step, stream, i) < rate, else x[i] / (1 - rate). The gradient recomputes the mask.
#include "graph/ops.h"
#include "kernels/map.h"
#include "kernels/random_words.h"

namespace nntrain {

namespace {

// 24 uniform bits an element.
template <unsigned mask>
void drop(const MapArguments& m, const MapWindow& window) {
  const std::uint32_t key = random_key(window.step_seed, m.attributes->stream), first = static_cast<std::uint32_t>(window.position);
  const auto limit = static_cast<std::int32_t>(m.attributes->value * 16777216.0);
  const real scale = static_cast<real>(1 / (1 - m.attributes->value));
  const real* x = as_real(m.in[0]);
  real* y = as_real(m.out);
#pragma GCC ivdep
  for (Index i = 0; i < window.n; ++i) {
    const std::uint32_t h = random_word(key, first + static_cast<std::uint32_t>(i));
    y[i] = (static_cast<std::int32_t>(h >> 8) >= limit) ? map_detail::at<mask != 0>(x, i) * scale : real(0);
  }
}
constexpr std::array<MapKernel, 2> kernels{drop<0>, drop<1>};

}  // namespace

extern const OpKind dropout_kind;
constinit const OpKind dropout_kind = drawing(elementwise("dropout", kernels, [](Chain& c) {
  c.add(0, dropout(c.dy(), c.attributes().value, c.attributes().stream));
}));

}  // namespace nntrain
