// What treatments learn from the training rows.
#include <cmath>
#include <limits>

#include "treatments/clip.h"
#include "treatments/embedding.h"
#include "treatments/hashing.h"
#include "treatments/min_max.h"
#include "treatments/power.h"
#include "treatments/quantile_bins.h"
#include "treatments/robust.h"
#include "treatments/z_score.h"

#include <farmhash.h>

namespace nntrain::treatments {

namespace {

double variance_of(std::span<const double> values, double mean) {
  double sum = 0, rest = 0;  // rest: what rounding left of the deviations' sum, which is 0
  for (const double x : values) {
    sum += (x - mean) * (x - mean);
    rest += x - mean;
  }
  const auto n = static_cast<double>(values.size());
  return (sum - rest * rest / n) / n;
}

// As scikit-learn: what varies less than rounding does is constant.
double std_of(std::span<const double> values, double mean) {
  const double variance = variance_of(values, mean), n = static_cast<double>(values.size());
  constexpr double eps = std::numeric_limits<double>::epsilon();
  const double noise = n * eps * variance + (n * mean * eps) * (n * mean * eps);
  return variance <= noise ? 1 : std::sqrt(variance);
}

double yeo_johnson(double x, double lambda) {
  constexpr double eps = std::numeric_limits<double>::epsilon();
  if (x >= 0) return std::fabs(lambda) < eps ? std::log1p(x) : std::expm1(lambda * std::log1p(x)) / lambda;
  return std::fabs(lambda - 2) < eps ? -std::log1p(-x) : -std::expm1((2 - lambda) * std::log1p(-x)) / (2 - lambda);
}

// How likely the values are under a normal distribution, once bent by lambda; the logarithm, but for a constant.
double likelihood(std::span<const double> values, double lambda, std::vector<double>& bent) {
  double jacobian = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    bent[i] = yeo_johnson(values[i], lambda);
    jacobian += std::copysign(std::log1p(std::fabs(values[i])), values[i]);
  }
  const double variance = variance_of(bent, treatments::mean(bent));
  if (!(variance > std::numeric_limits<double>::min())) return -std::numeric_limits<double>::infinity();
  return -0.5 * static_cast<double>(values.size()) * std::log(variance) + (lambda - 1) * jacobian;
}

// The place of the largest value of a function with one hill between low and high, to 1e-9: golden section search.
template <class F>
double hilltop(double low, double high, F f) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double a = high - golden * (high - low), b = low + golden * (high - low), fa = f(a), fb = f(b);
  while (high - low > 1e-9) {
    if (fa >= fb) {
      high = b, b = a, fb = fa;
      fa = f(a = high - golden * (high - low));
    } else {
      low = a, a = b, fa = fb;
      fb = f(b = low + golden * (high - low));
    }
  }
  return (low + high) / 2;
}

}  // namespace

ZScore ZScore::learned(std::span<const double> values) const {
  ZScore result = *this;
  if (!mean) result.mean = treatments::mean(values);
  if (!std) result.std = std_of(values, *result.mean);
  return result;
}

MinMax MinMax::learned(std::span<const double> values) const {
  MinMax result = *this;
  if (!min) result.min = *std::ranges::min_element(values);
  if (!max) result.max = *std::ranges::max_element(values);
  return result;
}

Robust Robust::learned(std::span<const double> values) const {
  const std::vector<double> in_order = sorted(values);
  Robust result = *this;
  if (!center) result.center = treatments::quantile(in_order, 0.5);
  if (!scale) {
    const double distance = treatments::quantile(in_order, 0.75) - treatments::quantile(in_order, 0.25);
    result.scale = distance > 0 ? distance : 1;
  }
  return result;
}

Power Power::learned(std::span<const double> values) const {
  Power result = *this;
  std::vector<double> bent(values.size());
  constexpr double widest = 12;  // far beyond what data ask for; a column of few values has its hill at an end
  if (!lambda) result.lambda = hilltop(-widest, widest, [&](double l) { return likelihood(values, l, bent); });
  for (std::size_t i = 0; i < values.size(); ++i) bent[i] = yeo_johnson(values[i], *result.lambda);
  if (!mean) result.mean = treatments::mean(bent);
  if (!std) result.std = std_of(bent, *result.mean);
  return result;
}

double Power::apply(double x) const { return (yeo_johnson(x, *lambda) - *mean) / *std; }

Clip Clip::learned(std::span<const double> values) const {
  const std::vector<double> in_order = sorted(values);
  Clip result = *this;
  if (!low) result.low = treatments::quantile(in_order, quantile);
  if (!high) result.high = treatments::quantile(in_order, 1 - quantile);
  return result;
}

QuantileBins QuantileBins::learned(std::span<const double> values) const {
  const std::vector<double> in_order = sorted(values);
  QuantileBins result = *this;
  result.edges.emplace();
  double last = in_order.front();
  for (std::int64_t i = 1; i < bins; ++i) {
    const double edge = quantile(in_order, static_cast<double>(i) / static_cast<double>(bins));
    if (edge - last > 1e-8) result.edges->push_back(last = edge);  // scikit-learn's least width of a bin
  }
  if (!result.edges->empty() && in_order.back() - result.edges->back() <= 1e-8) result.edges->pop_back();
  return result;
}

Flow Hashing::flow(const Flow& in) const {
  if (in.kind != Flow::Kind::text)
    throw Error(ErrorKind::config, "hashing takes texts; got " + std::string(in.kind == Flow::Kind::number ? "numbers" : "categories"), {},
                "it stands first, in a column of \"type\": \"category\"");
  return {Flow::Kind::category, num_bins};
}

std::int64_t Hashing::code(std::string_view text) const {
  return static_cast<std::int64_t>(util::Fingerprint64(text.data(), text.size()) % static_cast<std::uint64_t>(num_bins));
}

Flow Embedding::flow(const Flow& in) const {
  Flow out = category_flow(in, type);
  const auto rule = std::lround(1.6 * std::pow(static_cast<double>(in.size), 0.56));
  out.embedding = output_dim.value_or(std::min<std::int64_t>(50, rule));
  return out;
}

std::vector<float> QuantileBins::float_edges() const {
  std::vector<float> floats;
  for (const double edge : *edges) {
    const auto nearest = static_cast<float>(edge);
    floats.push_back(static_cast<double>(nearest) < edge ? std::nextafter(nearest, std::numeric_limits<float>::infinity()) : nearest);
  }
  return floats;
}

}  // namespace nntrain::treatments
