// exp, log, tanh, ... as straight-line arithmetic: both branches are computed and one is selected, so the compiler vectorises
// any loop over them. Only + - * / and moves of bits, built without contraction: every instruction set gives the same bits.
// Largest errors of all floats: exp 1 ulp, expm1 1.6, log 0.9, tanh 1.4, sigmoid 2.5, erf 1.2, softplus (of which log1p is a part) 2
// (tests/unit/vector_math_test.cpp holds them). Denormals are zero, as everywhere in a run. Coefficients: Cephes' single-precision set (S. Moshier) and, for erf,
// N. Juffa's.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace nntrain::vector_math {

// x = n ln 2 + r, |r| <= ln 2 / 2; p(r) = exp(r) - 1.
struct ExpParts {
  float p;
  std::int32_t n;
};
inline ExpParts split_exp(float x) {
  constexpr float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer
  const float k = x * 1.44269504f + magic, n = k - magic;
  const float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  return {p * (r * r) + r, std::bit_cast<std::int32_t>(k) - std::bit_cast<std::int32_t>(magic)};
}
// 2^n for -126 <= n <= 127; other n give a meaningless number, never undefined behaviour.
inline float power_of_two(std::int32_t n) { return std::bit_cast<float>((static_cast<std::uint32_t>(n) + 127u) << 23); }

inline float exp(float x) {
  x = x < -104.0f ? -104.0f : x;
  x = x > 89.0f ? 89.0f : x;
  const ExpParts e = split_exp(x);
  const std::int32_t half = e.n >> 1;  // two factors, because n reaches 128 and -150
  return (e.p + 1.0f) * power_of_two(half) * power_of_two(e.n - half);
}
inline float expm1(float x) {
  x = x < -30.0f ? -30.0f : x;
  const float big = exp(x) - 1.0f, small_x = x > 30.0f ? 30.0f : x;
  const ExpParts e = split_exp(small_x);
  const float scale = power_of_two(e.n);
  return x > 30.0f ? big : e.p * scale + (scale - 1.0f);
}
inline float log(float x) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  const std::int32_t exponent = static_cast<std::int32_t>(bits - 0x3f3504f3u) >> 23;  // mantissa in [sqrt(1/2), sqrt(2))
  const float m = std::bit_cast<float>(bits - (static_cast<std::uint32_t>(exponent) << 23)) - 1.0f;
  const float e = static_cast<float>(exponent), z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  const float y = (m * z) * p + e * -2.12194440e-4f - 0.5f * z;
  const float finite = (m + y) + e * 0.693359375f;
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const float positive = x == infinity ? infinity : finite;
  return x > 0 ? positive : (x == 0 ? -infinity : std::numeric_limits<float>::quiet_NaN());
}
// log(1 + x): the rounding of 1 + x is made good by its own remainder.
inline float log1p(float x) {
  const float u = 1.0f + x, remainder = x - (u - 1.0f);
  const float y = log(u) + remainder / u;
  return u == std::numeric_limits<float>::infinity() ? u : y;
}
inline float sigmoid(float x) { return 1.0f / (1.0f + exp(-x)); }
inline float tanh(float x) {
  const float a = std::fabs(x), z = x * x;
  float p = -5.70498872745e-3f;
  p = p * z + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  const float near = (p * z) * x + x, far = 1.0f - 2.0f / (exp(2.0f * a) + 1.0f);
  return a < 0.625f ? near : std::copysign(far, x);
}
inline float erf(float x) {
  const float t = std::fabs(x), s = x * x;
  float q = -1.72853470e-5f * t + 3.83197126e-4f;
  const float u = -3.88396438e-3f * t + 2.42546219e-2f;
  q = q * s + u;
  q = q * t - 1.06777877e-1f;
  q = q * t - 6.34846687e-1f;
  q = q * t - 1.28717512e-1f;
  q = q * t - t;
  float p = -5.96761703e-4f;
  p = p * s + 4.99119423e-3f;
  p = p * s - 2.67681349e-2f;
  p = p * s + 1.12819925e-1f;
  p = p * s - 3.76125336e-1f;
  p = p * s + 1.28379166e-1f;
  const float far = t > 4.0f ? 1.0f : 1.0f - exp(q);  // beyond 4, q would overflow for large t
  const float large = x * 0x1p64f;                    // so that p * x is not flushed to zero before x is added
  return t > 0.927734375f ? std::copysign(far, x) : (p * large + large) * 0x1p-64f;
}

inline double exp(double x) { return std::exp(x); }
inline double expm1(double x) { return std::expm1(x); }
inline double log(double x) { return std::log(x); }
inline double log1p(double x) { return std::log1p(x); }
inline double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
inline double tanh(double x) { return std::tanh(x); }
inline double erf(double x) { return std::erf(x); }

}  // namespace nntrain::vector_math
