// SparseCategoricalCrossentropy: -log(p[t]), t the number of the class
#pragma once
#include "losses/crossentropy.h"
#include "losses/loss.h"

namespace nntrain::losses {

struct SparseCategoricalCrossentropy {
  static constexpr std::string_view
      type = "SparseCategoricalCrossentropy",
      summary = "For one class of several, the target the number of the class; goes with a softmax.";
  static constexpr TargetForm target_form = TargetForm::class_index;

  SparseCrossentropyOptions options;
  LossOptions common;

  static constexpr std::array params{
      inlined<&SparseCategoricalCrossentropy::options>(),
      inlined<&SparseCategoricalCrossentropy::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const {
    return sparse_categorical_crossentropy(target, prediction, options);
  }
  Tensor mask(Tensor target) const { return counted_rows(target, options); }
};

}  // namespace nntrain::losses
