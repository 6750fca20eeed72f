// CosineSimilarity: -sum(t y) over the axis, both scaled to length 1
#pragma once
#include "losses/fit.h"
#include "losses/loss.h"
#include "losses/numeric.h"

namespace nntrain::losses {

// sum(t y) over the axis, both scaled to length 1: (B, ..., 1).
inline Tensor cosine_similarity(Tensor target, Tensor prediction, Index axis) {
  require_same_shape("cosine_similarity", target, prediction);
  return sum_last(unit_vectors(axis_last(target, axis)) * unit_vectors(axis_last(prediction, axis)));
}

struct CosineSimilarity {
  static constexpr std::string_view type = "CosineSimilarity",
                                    summary =
                                        "The direction of the target counts, not its length: -1 where they agree.";
  static constexpr TargetForm target_form = TargetForm::number;

  Index axis = -1;
  LossOptions common;

  static constexpr std::array params{
      optional<&CosineSimilarity::axis>("axis", "the axis of the vectors; 0 is the batch, -1 the last"),
      inlined<&CosineSimilarity::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const { return -cosine_similarity(target, prediction, axis); }
};

}  // namespace nntrain::losses
