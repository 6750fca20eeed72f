// Hinge: mean(max(1 - t y, 0)) over the last axis; SquaredHinge: of its square. Targets are -1 and 1; a batch that has
// only 0 and 1 is taken as -1 and 1.
#pragma once
#include "losses/fit.h"
#include "losses/loss.h"

namespace nntrain::losses {

// max(1 - t y, 0), t as -1 and 1.
inline Tensor hinge_margin(std::string_view loss, Tensor target, Tensor prediction) {
  require_same_shape(loss, target, prediction);
  const Tensor zero = constant(*target.graph, 0), one = constant(*target.graph, 1);
  const Tensor others = sum_all(1.0 - equal(target, zero) - equal(target, one));
  const Tensor t = select(greater(others, 0), target, target * 2.0 - 1.0);
  return maximum(1.0 - t * prediction, 0);
}

struct Hinge {
  static constexpr std::string_view type = "Hinge",
                                    summary = "For yes or no as 1 and -1: answers beyond their side's 1 cost nothing.";
  static constexpr TargetForm target_form = TargetForm::number;
  static constexpr bool margins = true;

  LossOptions common;

  static constexpr std::array params{
      inlined<&Hinge::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    return mean(hinge_margin("hinge", target, prediction), {prediction.shape().rank() - 1});
  }
};

struct SquaredHinge {
  static constexpr std::string_view type = "SquaredHinge",
                                    summary = "Hinge, squared: answers far on the wrong side cost more.";
  static constexpr TargetForm target_form = TargetForm::number;
  static constexpr bool margins = true;

  LossOptions common;

  static constexpr std::array params{
      inlined<&SquaredHinge::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    return mean(square(hinge_margin("squared_hinge", target, prediction)), {prediction.shape().rank() - 1});
  }
};

}  // namespace nntrain::losses
