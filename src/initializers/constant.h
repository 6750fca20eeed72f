// Zeros, Ones, Constant: every weight the same
#pragma once
#include <algorithm>

#include "initializers/initializer.h"

namespace nntrain {

struct Zeros {
  static constexpr std::string_view type = "Zeros", summary = "Every weight 0.";
  static constexpr std::array<std::string_view, 1> aliases{"zero"};
  static constexpr auto params = no_params;

  void fill(std::span<float> out, std::span<const std::int64_t>, Draw) const { std::ranges::fill(out, 0.0f); }
};

struct Ones {
  static constexpr std::string_view type = "Ones", summary = "Every weight 1.";
  static constexpr std::array<std::string_view, 1> aliases{"one"};
  static constexpr auto params = no_params;

  void fill(std::span<float> out, std::span<const std::int64_t>, Draw) const { std::ranges::fill(out, 1.0f); }
};

struct Constant {
  static constexpr std::string_view type = "Constant", summary = "Every weight the same number.";

  double value = 0;

  static constexpr std::array params{
      optional<&Constant::value>("value", "the number"),
  };

  void fill(std::span<float> out, std::span<const std::int64_t>, Draw) const {
    std::ranges::fill(out, static_cast<float>(value));
  }
};

}  // namespace nntrain
