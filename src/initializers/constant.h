// Zeros, Ones, Constant: every weight the same. Identity: an identity matrix
#pragma once
#include <algorithm>

#include "base/error.h"
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

// (A layer is called Identity too.)
struct IdentityMatrix {
  static constexpr std::string_view type = "Identity", summary = "1 on the diagonal of a kernel, 0 elsewhere.";
  static constexpr std::array<std::string_view, 1> aliases{"IdentityInitializer"};

  double gain = 1;

  static constexpr std::array params{
      optional<&IdentityMatrix::gain>("gain", "factor on the matrix"),
  };

  // Error{config} if there are not two dimensions.
  void fill(std::span<float> out, std::span<const std::int64_t> shape, Draw) const {
    if (shape.size() != 2)
      throw Error{ErrorKind::config,
                  "Identity expected a weight of two dimensions; got one of " + std::to_string(shape.size()),
                  {},
                  "use it for kernels, and another initializer for vectors like a bias"};
    for (std::size_t i = 0, cols = static_cast<std::size_t>(shape[1]); i < out.size(); ++i)
      out[i] = i / cols == i % cols ? static_cast<float>(gain) : 0.0f;
  }
};

}  // namespace nntrain
