// ActivityRegularization: y = x; adds (l1 · sum(|x|) + l2 · sum(x²)) / batch size to the loss      any shape
#pragma once
#include "layers/layer.h"
#include "regularizers/l1_l2.h"

namespace nntrain {

struct ActivityRegularization {
  static constexpr std::string_view type = "ActivityRegularization",
                                    summary = "Penalises large inputs, by size or square.";
  static constexpr bool supports_masking = true;

  L1L2 penalty;

  static constexpr std::array params{inlined<&ActivityRegularization::penalty>()};

  Tensor call(Builder& b, Tensor x) const {
    b.add_penalty(penalty, x);
    return x;
  }
};

}  // namespace nntrain
