// log1p: y = ln(1 + x), x > -1
#pragma once
#include <cmath>

#include "treatments/treatment.h"

namespace nntrain::treatments {

struct Log1p {
  static constexpr std::string_view type = "log1p", summary = "The logarithm of 1 + x, for prices, counts and incomes.";
  static constexpr std::array<std::string_view, 1> aliases{"log"};
  static constexpr auto params = no_params;

  Flow flow(const Flow& in) const { return number_flow(in, type); }
  double apply(double x) const { return std::log1p(x); }
  Undo undo() const { return {1, 0, true}; }
};

}  // namespace nntrain::treatments
