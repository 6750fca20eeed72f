// Crossentropy: the cross-entropy that fits the shapes: binary for one unit, sparse for a class number, else
// categorical
#pragma once
#include "losses/crossentropy.h"
#include "losses/loss.h"

namespace nntrain::losses {

struct Crossentropy {
  static constexpr std::string_view type = "Crossentropy",
                                    summary = "The cross-entropy that fits: binary, categorical or sparse.";
  static constexpr std::array<std::string_view, 1> aliases{"ce"};
  static constexpr TargetForm target_form = TargetForm::chosen;
  static constexpr Range target_range = unit;

  static constexpr auto params = no_params;

  Tensor call(Tensor target, Tensor prediction) const {
    if (prediction.shape().cols() == 1) return binary_crossentropy(target, prediction, {});
    if (target.shape().cols() == 1) return sparse_categorical_crossentropy(target, prediction, {});
    return categorical_crossentropy(target, prediction, {});
  }
};

}  // namespace nntrain::losses
