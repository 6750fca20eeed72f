#include "layers/discretization.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace nntrain {

namespace {

// Keras' summary of many numbers: some of them, in order, and how many each stands for. Its float32 and float64
// arithmetic is followed step by step, because boundaries decide into which bin a number falls.
struct Summary {
  std::vector<float> values, weights;
};

Summary summarize(std::vector<float> numbers, double epsilon) {
  std::ranges::sort(numbers);
  const double step = std::max(static_cast<double>(numbers.size()) / (1.0 / epsilon), 1.0);
  Summary summary;
  for (std::size_t i = static_cast<std::size_t>(step - 1); i < numbers.size(); i += static_cast<std::size_t>(step)) {
    summary.values.push_back(numbers[i]);
    summary.weights.push_back(static_cast<float>(step));
  }
  return summary;
}

// y at x of the line through the points (xs, ys), xs increasing; level beyond its ends.
double interpolate(double x, const std::vector<float>& xs, const std::vector<float>& ys) {
  const auto at = [](const std::vector<float>& list, std::size_t i) { return static_cast<double>(list[i]); };
  const auto next = static_cast<std::size_t>(
      std::upper_bound(xs.begin(), xs.end(), x, [](double a, float b) { return a < static_cast<double>(b); }) -
      xs.begin());
  if (next == 0) return at(ys, 0);
  if (next == xs.size() || at(xs, next - 1) == x) return at(ys, next - 1);
  const double slope = (at(ys, next) - at(ys, next - 1)) / (at(xs, next) - at(xs, next - 1));
  return slope * (x - at(xs, next - 1)) + at(ys, next - 1);
}

Summary compress(const Summary& summary, double epsilon) {
  if (static_cast<double>(summary.values.size()) * epsilon < 1) return summary;
  std::vector<float> counted, share;
  float total = 0;
  for (const float weight : summary.weights) counted.push_back(total += weight);
  for (const float count : counted) share.push_back(count / total);
  Summary compressed;
  double before = 0;
  const auto steps = static_cast<Index>(std::ceil(1.0 / epsilon));
  for (Index i = 0; i < steps; ++i) {
    const double percent = epsilon + static_cast<double>(i) * epsilon;
    const double count = interpolate(percent, share, counted);
    compressed.values.push_back(static_cast<float>(interpolate(percent, share, summary.values)));
    compressed.weights.push_back(static_cast<float>(count - before));
    before = count;
  }
  return compressed;
}

}  // namespace

std::string Discretization::check() const {
  if (!bin_boundaries && !num_bins) return "either num_bins or bin_boundaries must be given";
  if (bin_boundaries && !std::ranges::is_sorted(*bin_boundaries)) return "bin_boundaries must increase";
  return "";
}

Discretization Discretization::adapted(const Samples& samples) const {
  std::vector<float> numbers;
  samples.each([&](std::span<const float> values) { numbers.insert(numbers.end(), values.begin(), values.end()); });
  const Summary all = compress(summarize(std::move(numbers), epsilon), epsilon);
  const Summary bins = compress(all, 1.0 / static_cast<double>(*num_bins));
  Discretization result = *this;
  result.bin_boundaries.emplace();
  for (std::size_t i = 0; i + 1 < bins.values.size(); ++i)
    result.bin_boundaries->push_back(*parse_double(to_text(bins.values[i])));  // as short as the float allows
  return result;
}

Tensor Discretization::call(Builder&, Tensor x) const {
  // Not yet adapted, as in a summary without data: any boundaries, of the right number.
  const std::vector<double> bounds =
      bin_boundaries ? *bin_boundaries : std::vector<double>(static_cast<std::size_t>(*num_bins - 1));
  return encode_categories(digitize(x, bounds), output_mode, static_cast<Index>(bounds.size()) + 1);
}

}  // namespace nntrain
