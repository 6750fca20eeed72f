// times_normal: y[i] = x[i] · z[i], z[i] a standard normal number made of hash(step, stream, i). The gradient makes it
// again.
#include <array>
#include <cmath>

#include "graph/ops.h"
#include "kernels/map.h"
#include "kernels/random_words.h"
#include "kernels/vector_math.h"

namespace nntrain {

namespace {

// A polynomial, its coefficients from the lowest power on, as one expression: a loop over it is vectorised.
template <const auto& c, std::size_t i = 0>
real polynomial(real x) {
  if constexpr (i + 1 == c.size())
    return static_cast<real>(c[i]);
  else
    return polynomial<c, i + 1>(x) * x + static_cast<real>(c[i]);
}

// Wichura, "Algorithm AS 241: the percentage points of the normal distribution" (PPND16), Applied Statistics 37, 1988,
// without its third part, which begins at 1/2 - |q| = 1.4e-11.
constexpr std::array near_above{3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr std::array near_below{1.0,
                                4.2313330701600911252e+1,
                                6.8718700749205790830e+2,
                                5.3941960214247511077e+3,
                                2.1213794301586595867e+4,
                                3.9307895800092710610e+4,
                                2.8729085735721942674e+4,
                                5.2264952788528545610e+3};
constexpr std::array far_above{1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                               3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                               2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array far_below{1.0,
                               2.05319162663775882187e0,
                               1.67638483018380384940e0,
                               6.89767334985100004550e-1,
                               1.48103976427480074590e-1,
                               1.51986665636164571966e-2,
                               5.47593808499534494600e-4,
                               1.05075007164441684324e-9};

// The normal number z with P(Z < z) = 1/2 + q, for |q| <= 1/2 - 2^-24. Inlined, so that a loop over it is vectorised.
[[gnu::always_inline]] inline real quantile(real q) {
  const real a = std::fabs(q), s = real(0.180625) - q * q;
  const real near = q * polynomial<near_above>(s) / polynomial<near_below>(s);
  const real r = std::sqrt(-vector_math::log(real(0.5) - a)) - real(1.6);
  const real far = std::copysign(polynomial<far_above>(r) / polynomial<far_below>(r), q);
  return (a <= real(0.425)) ? near : far;
}

// 23 uniform bits an element, each standing for the middle of its interval: |z| < 5.3, and z and -z are equally likely.
template <unsigned mask>
void times(const MapArguments& m, const MapWindow& window) {
  const std::uint32_t key = random_key(window.step_seed, m.attributes->stream),
                      first = static_cast<std::uint32_t>(window.position);
  const real* x = as_real(m.in[0]);
  real* y = as_real(m.out);
#pragma GCC ivdep
  for (Index i = 0; i < window.n; ++i) {
    const std::uint32_t h = random_word(key, first + static_cast<std::uint32_t>(i));
    const real q = (static_cast<real>(static_cast<std::int32_t>(h >> 9) - 4194304) + real(0.5)) * real(0x1p-23);
    y[i] = map_detail::at<mask != 0>(x, i) * quantile(q);
  }
}
constexpr std::array<MapKernel, 2> kernels{times<0>, times<1>};

}  // namespace

extern const OpKind times_normal_kind;
constinit const OpKind times_normal_kind =
    drawing(elementwise("times_normal", kernels, [](Chain& c) { c.add(0, times_normal(c.dy(), c.attributes().stream)); }));

}  // namespace nntrain
