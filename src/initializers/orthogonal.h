// Orthogonal: the Q of a random matrix's QR decomposition, signs chosen so that every orthogonal matrix is equally
// likely. Saxe, McClelland, Ganguli: "Exact solutions to the nonlinear dynamics of learning in deep linear neural
// networks", 2014.
#pragma once
#include "initializers/draw.h"

namespace nntrain {

struct Orthogonal {
  static constexpr std::string_view type = "Orthogonal",
                                    summary = "Orthonormal columns, or rows where those are fewer.";
  static constexpr std::array<std::string_view, 1> aliases{"OrthogonalInitializer"};

  double gain = 1;
  std::optional<std::uint64_t> seed;

  static constexpr std::array params{
      optional<&Orthogonal::gain>("gain", "factor on the matrix"),
      seed_param<&Orthogonal::seed>(),
  };

  // All dimensions but the last count as rows. Error{config} if there are fewer than two dimensions.
  void fill(std::span<float> out, std::span<const std::int64_t> shape, Draw draw) const;
};

}  // namespace nntrain
