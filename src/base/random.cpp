#include "base/random.h"

#include <cmath>

namespace nntrain {
namespace {

// 53 random bits of element i: words 2i and 2i + 1 of the stream.
std::uint64_t bits53(std::uint64_t seed, std::uint32_t stream, std::uint64_t step, std::uint64_t element) {
  const PhiloxBlock block = random_block(seed, stream, step, element / 2);
  const std::size_t word = element % 2 * 2;
  return (std::uint64_t{block[word + 1]} << 32 | block[word]) >> 11;
}

// The middle of the interval that uniform stands for, hence in (0, 1). The last interval's middle rounds to 1: use its
// left end.
double open_uniform(std::uint64_t seed, std::uint32_t stream, std::uint64_t step, std::uint64_t element) {
  const double p = (static_cast<double>(bits53(seed, stream, step, element)) + 0.5) * 0x1p-53;
  return p < 1 ? p : 1 - 0x1p-53;
}

// Natural logarithm of a normal number x > 0, about 1e-16 relative to max(1, |log x|); libm's last bit differs between
// machines. x = m · 2^e, sqrt(1/2) <= m < sqrt(2); log m = 2 atanh(s), s = (m - 1) / (m + 1), |s| < 0.172, by its power
// series.
double log_of(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);
  if (m < 0.70710678118654752) {
    m *= 2;
    --exponent;
  }
  const double s = (m - 1) / (m + 1);
  const double square = s * s;
  double sum = 0;
  for (int k = 23; k >= 3; k -= 2) sum = (sum + 1.0 / k) * square;
  return 2 * s * (1 + sum) + exponent * 0.69314718055994530942;
}

// Cumulative distribution of the standard normal.
double normal_cdf(double z) { return 0.5 * std::erfc(-z * 0.70710678118654752440); }

double polynomial(double x, const std::array<double, 8>& coefficients) {
  double value = 0;
  for (std::size_t i = coefficients.size(); i-- > 0;) value = value * x + coefficients[i];
  return value;
}

// The three rational approximations of AS 241, PPND16: numerator and denominator, lowest power first.
struct Rational {
  std::array<double, 8> numerator, denominator;
  double operator()(double x) const { return polynomial(x, numerator) / polynomial(x, denominator); }
};
constexpr Rational centre = {
    {3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
     4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3},
    {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3, 2.1213794301586595867e+4,
     3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3}};
constexpr Rational shoulder = {
    {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
     1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9}};
constexpr Rational tail = {
    {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
     1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}};

// Random words of a stream one after the other.
class Words {
 public:
  Words(std::uint64_t seed, std::uint32_t stream, std::uint64_t step) : seed_(seed), step_(step), stream_(stream) {}

  std::uint32_t next() {
    if (used_ == 4) {
      block_ = random_block(seed_, stream_, step_, next_block_++);
      used_ = 0;
    }
    return block_[used_++];
  }

  // A whole number in [0, bound), each equally likely.
  std::uint64_t below(std::uint64_t bound) {
    if (bound >> 32 != 0) return below_large(bound);
    const auto range = static_cast<std::uint32_t>(bound);
    std::uint64_t product = std::uint64_t{next()} * range;
    if (static_cast<std::uint32_t>(product) < range) {
      const std::uint32_t biased = (0u - range) % range;
      while (static_cast<std::uint32_t>(product) < biased) product = std::uint64_t{next()} * range;
    }
    return product >> 32;
  }

 private:
  // For bounds that 32 bits cannot hold: draws as many bits as the bound has until they fall below it.
  std::uint64_t below_large(std::uint64_t bound) {
    std::uint64_t mask = bound - 1;
    for (int shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
    for (;;) {
      const std::uint64_t low = next();
      const std::uint64_t value = (std::uint64_t{next()} << 32 | low) & mask;
      if (value < bound) return value;
    }
  }

  std::uint64_t seed_, step_, next_block_ = 0;
  PhiloxBlock block_{};
  std::uint32_t stream_;
  std::size_t used_ = 4;
};

}  // namespace

double uniform(std::uint64_t seed, std::uint32_t stream, std::uint64_t step, std::uint64_t element) {
  return static_cast<double>(bits53(seed, stream, step, element)) * 0x1p-53;
}

double normal(std::uint64_t seed, std::uint32_t stream, std::uint64_t step, std::uint64_t element) {
  return normal_quantile(open_uniform(seed, stream, step, element));
}

double truncated_normal(std::uint64_t seed, std::uint32_t stream, std::uint64_t step, std::uint64_t element, double low,
                        double high) {
  const double from = normal_cdf(low), to = normal_cdf(high);
  const double z = normal_quantile(from + (to - from) * open_uniform(seed, stream, step, element));
  return z < low ? low : z > high ? high : z;
}

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) return q * centre(0.180625 - q * q);
  const double r = std::sqrt(-log_of(q < 0 ? p : 1 - p));
  const double z = r <= 5 ? shoulder(r - 1.6) : tail(r - 5);
  return q < 0 ? -z : z;
}

void permutation(std::uint64_t seed, std::uint32_t stream, std::uint64_t step, std::span<std::int64_t> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::int64_t>(i);
  Words words(seed, stream, step);
  for (std::size_t left = out.size(); left > 1; --left) std::swap(out[left - 1], out[words.below(left)]);
}

}  // namespace nntrain
