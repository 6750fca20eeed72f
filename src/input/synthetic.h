// Made-up data sets to learn with: the tutorial's noisy linear data, and classic shapes. Each number is a pure function
// of the spec, computed in double, rounded to float32 and written in its shortest decimal form, so the CSV file and the
// use in memory (`data.synthetic`) are the same data.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "input/table.h"

namespace nntrain {

// Columns are x0, x1, … and y; y is the class, a whole number from 0, except in `linear` and `sine`, where it is a
// number.
enum class SyntheticKind {
  linear,   // each x from U(0, 1); y = weights · x + bias + noise · N(0, 1)
  blobs,    // a round cloud for each class, centres at equal angles on the unit circle
  moons,    // two half circles, one in the other's opening
  circles,  // a ring of radius 1, 2, … for each class
  spirals,  // an arm for each class, one turn, from the middle to radius 3
  sine,     // x0 from U(-π, π); y = sin(x0) + noise
  xor_,     // clouds at (±1, ±1); y is 1 when the signs differ
};

struct SyntheticKindName {
  SyntheticKind kind;
  std::string_view name;  // as in configs and on the command line: "linear", …, "xor"
  std::string_view summary;
};

// All kinds, in the order of the enum.
std::span<const SyntheticKindName> synthetic_kinds();

struct SyntheticSpec {
  SyntheticKind kind = SyntheticKind::linear;
  std::int64_t rows = 100;               // how many rows, at least 1
  std::vector<double> weights = {2, 3};  // linear: one for each x
  double bias = 4;                       // linear
  double noise = 0.2;                    // standard deviation of the noise: on y (linear, sine) or on each coordinate
  std::int64_t classes = 2;              // blobs, circles, spirals: number of classes, at least 2
  std::uint64_t seed = 0;

  bool operator==(const SyntheticSpec&) const = default;
};

// The data as CSV text with a header, lines ending in LF. Rows do not depend on how many there are: a longer set begins
// with the shorter one. Class rows take turns: row i has class i mod classes. Errors (config, where
// "/data/synthetic/…"): a value out of range.
std::string synthetic_csv(const SyntheticSpec& spec);

// The same as a Table whose source is "synthetic".
Table synthetic_table(const SyntheticSpec& spec);

}  // namespace nntrain
