// BinaryCrossentropy: -mean(t log(p) + (1 - t) log(1 - p)) over the axis
#pragma once
#include "losses/crossentropy.h"
#include "losses/loss.h"

namespace nntrain::losses {

struct BinaryCrossentropy {
  static constexpr std::string_view type = "BinaryCrossentropy",
                                    summary = "For units that each answer yes or no; goes with a sigmoid.";
  static constexpr std::array<std::string_view, 2> aliases{"bce", "BCE"};
  static constexpr TargetForm target_form = TargetForm::number;
  static constexpr Range target_range = unit;

  CrossentropyOptions options;
  LossOptions common;

  static constexpr std::array params{
      inlined<&BinaryCrossentropy::options>(),
      inlined<&BinaryCrossentropy::common>(),
  };

  Tensor call(Tensor target, Tensor prediction) const { return binary_crossentropy(target, prediction, options); }
};

}  // namespace nntrain::losses
