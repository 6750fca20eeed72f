// Masking: steps whose features are all mask_value count no more: y is 0 there, and the mask of y says so      x (B,
// ..., features)
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct Masking {
  static constexpr std::string_view type = "Masking", summary = "Lets steps that hold nothing but one value not count.";
  static constexpr bool supports_masking = true;

  double mask_value = 0;

  static constexpr std::array params{
      optional<&Masking::mask_value>("mask_value", "what stands for a step that is not there"),
  };

  Tensor call(Builder& b, Tensor x) const {
    if (x.shape().rank() < 2)
      throw Error{ErrorKind::config,
                  "Masking expected an input of shape (None, ..., features); got " + keras_shape(x.shape()),
                  {},
                  "a Reshape with \"target_shape\": [1] in front of it makes the number a feature"};
    const Tensor counts = greater(sum_last(1.0 - equal(x, constant(b.graph(), mask_value))), 0.0);
    const Tensor y = select(expand(counts, x.shape()), x, constant(b.graph(), 0));
    b.set_mask(y, without_last_axis(counts));
    return y;
  }
};

}  // namespace nntrain
