#include "input/synthetic.h"

#include <array>
#include <cmath>
#include <numbers>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "input/table_reader.h"

namespace nntrain {
namespace {

using std::numbers::pi;

constexpr std::array<SyntheticKindName, 7> kinds = {{
    {SyntheticKind::linear, "linear", "a weighted sum of the inputs plus bias and noise (regression)"},
    {SyntheticKind::blobs, "blobs", "a round cloud for each class"},
    {SyntheticKind::moons, "moons", "two interleaving half circles"},
    {SyntheticKind::circles, "circles", "a ring for each class, one around the other"},
    {SyntheticKind::spirals, "spirals", "a spiral arm for each class"},
    {SyntheticKind::sine, "sine", "one period of a sine (regression)"},
    {SyntheticKind::xor_, "xor", "four clouds; the class says whether the signs of the coordinates differ"},
}};

// The random numbers of one row, drawn in order.
class RowRandom {
 public:
  RowRandom(std::uint64_t seed, std::int64_t row) : seed_(seed), row_(static_cast<std::uint64_t>(row)) {}
  double uniform() { return nntrain::uniform(seed_, stream(StreamKind::synthetic), row_, next_++); }
  double normal() { return nntrain::normal(seed_, stream(StreamKind::synthetic), row_, next_++); }

 private:
  std::uint64_t seed_, row_, next_ = 0;
};

struct Point {
  double x0, x1;
};

Point on_circle(double radius, double angle) { return {radius * std::cos(angle), radius * std::sin(angle)}; }

// Where a row of a class stands before noise is added.
Point place(const SyntheticSpec& spec, std::int64_t row, std::int64_t label, RowRandom& random) {
  const double share = static_cast<double>(label) / static_cast<double>(spec.classes);
  switch (spec.kind) {
    case SyntheticKind::blobs:
      return on_circle(1, 2 * pi * share);
    case SyntheticKind::circles:
      return on_circle(static_cast<double>(label + 1), 2 * pi * random.uniform());
    case SyntheticKind::moons: {
      const Point upper = on_circle(1, pi * random.uniform());
      return label == 0 ? upper : Point{1 - upper.x0, 0.5 - upper.x1};
    }
    case SyntheticKind::spirals: {
      const double turn = std::sqrt(random.uniform());  // even density along the arm
      return on_circle(3 * turn, 2 * pi * (turn + share));
    }
    case SyntheticKind::xor_: {
      const double x0 = row / 2 % 2 == 0 ? -1 : 1;
      return {x0, label == 0 ? x0 : -x0};
    }
    case SyntheticKind::linear:
    case SyntheticKind::sine:
      break;
  }
  return {};
}

bool has_two_classes(SyntheticKind kind) { return kind == SyntheticKind::moons || kind == SyntheticKind::xor_; }

// The numbers of one row, y last.
void make_row(const SyntheticSpec& spec, std::int64_t row, std::vector<double>& numbers) {
  RowRandom random(spec.seed, row);
  numbers.clear();
  if (spec.kind == SyntheticKind::linear) {
    double y = spec.bias;
    for (const double weight : spec.weights) {
      numbers.push_back(static_cast<float>(random.uniform()));  // y belongs to the x that is written
      y += weight * numbers.back();
    }
    numbers.push_back(y + spec.noise * random.normal());
  } else if (spec.kind == SyntheticKind::sine) {
    numbers.push_back(static_cast<float>(pi * (2 * random.uniform() - 1)));
    numbers.push_back(std::sin(numbers.back()) + spec.noise * random.normal());
  } else {
    const std::int64_t label = row % (has_two_classes(spec.kind) ? 2 : spec.classes);
    const Point point = place(spec, row, label, random);
    numbers.push_back(point.x0 + spec.noise * random.normal());
    numbers.push_back(point.x1 + spec.noise * random.normal());
    numbers.push_back(static_cast<double>(label));
  }
}

void expect(bool condition, std::string_view key, const std::string& found, std::string_view expected) {
  if (condition) return;
  throw Error{ErrorKind::config, std::string(key) + " is " + found + "; expected " + std::string(expected),
              "/data/synthetic/" + std::string(key)};
}

bool is_float(double value) { return std::isfinite(value) && std::isfinite(static_cast<float>(value)); }

void check(const SyntheticSpec& spec) {
  expect(spec.rows >= 1, "rows", std::to_string(spec.rows), "at least 1");
  expect(is_float(spec.noise) && spec.noise >= 0, "noise", to_text(spec.noise), "a number that is not negative");
  expect(is_float(spec.bias), "bias", to_text(spec.bias), "a finite number");
  expect(spec.classes >= 2, "classes", std::to_string(spec.classes), "at least 2");
  expect(!spec.weights.empty(), "weights", "empty", "a number for each input");
  for (const double weight : spec.weights) expect(is_float(weight), "weights", to_text(weight), "finite numbers");
}

}  // namespace

std::span<const SyntheticKindName> synthetic_kinds() { return kinds; }

std::string synthetic_csv(const SyntheticSpec& spec) {
  check(spec);
  std::vector<double> numbers;
  make_row(spec, 0, numbers);
  std::string text;
  for (std::size_t i = 0; i + 1 < numbers.size(); ++i) text += "x" + std::to_string(i) + ",";
  text += "y\n";
  for (std::int64_t row = 0; row < spec.rows; ++row) {
    make_row(spec, row, numbers);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (i > 0) text += ',';
      text += to_text(static_cast<float>(numbers[i]));
    }
    text += '\n';
  }
  return text;
}

Table synthetic_table(const SyntheticSpec& spec) {
  return parse_csv(synthetic_csv(spec), "synthetic", {.delimiter = ',', .header = true});
}

}  // namespace nntrain
