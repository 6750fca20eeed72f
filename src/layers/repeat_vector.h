// RepeatVector: y[i] = x, n times      x (B, features) -> (B, n, features)
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct RepeatVector {
  static constexpr std::string_view type = "RepeatVector", summary = "Repeats each sample's vector.";

  Index n = 0;

  static constexpr std::array params{
      required<&RepeatVector::n>("n", "how many times", at_least_one).example("4"),
  };

  Tensor call(Builder&, Tensor x) const {
    if (x.shape().rank() != 2)
      throw Error{ErrorKind::config,
                  "RepeatVector expected an input of shape (None, features); got " + keras_shape(x.shape()),
                  {},
                  "a Flatten in front of it makes each sample a vector"};
    return expand(reshape(x, per_sample({1, x.shape().cols()})), per_sample({n, x.shape().cols()}));
  }
};

}  // namespace nntrain
