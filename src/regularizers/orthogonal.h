// OrthogonalRegularizer: penalty = factor · mean over all pairs of rows (or columns) of |cosine of their angle|
#pragma once
#include "base/error.h"
#include "graph/axes.h"
#include "regularizers/regularizer.h"

namespace nntrain {

enum class OrthogonalMode { rows, columns };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<OrthogonalMode> = {"rows", "columns"};

struct OrthogonalRegularizer {
  static constexpr std::string_view type = "OrthogonalRegularizer",
                                    summary =
                                        "Pushes the rows, or columns, of a kernel to stand upright on each other.";

  double factor = 0.01;
  OrthogonalMode mode = OrthogonalMode::rows;

  static constexpr std::array params{
      optional<&OrthogonalRegularizer::factor>("factor", "strength", non_negative),
      optional<&OrthogonalRegularizer::mode>("mode", "which of them are to stand upright on each other"),
  };

  // Error{config} unless w has two dimensions.
  Tensor penalty(Tensor w) const {
    if (w.shape().rank() != 2 || w.shape().batched)
      throw Error{
          ErrorKind::config,
          "OrthogonalRegularizer expected a weight of two dimensions; got one of " + std::to_string(w.shape().rank()),
          {},
          "use it for kernels, and another regularizer for vectors like a bias"};
    const bool rows = mode == OrthogonalMode::rows;
    const auto n = static_cast<double>(w.shape().dims[rows ? 0 : 1]);
    if (n == 1) return expand(constant(*w.graph, 0), {{1}, false});
    const Tensor directions = l2_normalize(w, {rows ? 1 : 0}, 1e-7);
    const Tensor cosines = matmul(directions, directions, !rows, rows), own = sum_all(square(directions));
    return (sum_all(abs(cosines)) - own) *
           (factor / (n * (n - 1)));  // less the diagonal, every pair stands there twice
  }
};

}  // namespace nntrain
