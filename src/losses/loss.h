// Losses. One file each; the list is registry.cpp.
#pragma once
#include "config/component.h"
#include "graph/ops.h"

namespace nntrain {

// How a loss wants its target: as it stands, as the number of the class, or as a vector with a 1 at the class.
enum class TargetForm { number, class_index, one_hot };

// From the losses of the rows to the loss of the batch. Without sample weights all but `sum` are the mean; with them
// mean_with_sample_weight divides by the sum of the weights instead of the number of rows.
enum class Reduction { sum_over_batch_size, sum, mean, mean_with_sample_weight };
template <>
inline constexpr std::array<std::string_view, 4> enum_names<Reduction>{"sum_over_batch_size", "sum", "mean",
                                                                       "mean_with_sample_weight"};

struct LossKind : Kind {
  // The loss of each row: target and prediction (B, ..., n) -> (B, ..., 1); a class_index target is (B, ..., 1).
  // Shapes that do not fit, or a last activation that does not: Error{config} with the fix in its hint.
  Tensor (*call)(const void* self, Tensor target, Tensor prediction);
  TargetForm (*target_form)(const void* self);
  Reduction (*reduction)(const void* self);
};
struct LossFamily {
  static constexpr std::string_view name = "loss";
  static std::span<const LossKind> kinds();
};
using Loss = Component<LossFamily>;

}  // namespace nntrain
