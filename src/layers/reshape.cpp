#include "layers/reshape.h"

#include <algorithm>

namespace nntrain {

std::string Reshape::check() const {
  if (std::ranges::count(target_shape, -1) > 1) return "target_shape may have only one -1";
  if (std::ranges::count(target_shape, 0) > 0) return "target_shape must not have a 0";
  return "";
}

Tensor Reshape::call(Builder&, Tensor x) const {
  const Index have = x.shape().size();
  Index known = 1;
  for (const Index size : target_shape)
    if (size > 0 && known <= have) known *= size;  // beyond `have` it fits no more, and could overflow
  Shape shape = per_sample(target_shape);
  const auto unknown = std::ranges::find(shape.dims, -1);
  const bool fits = unknown == shape.dims.end() ? known == have : have % known == 0;
  if (unknown != shape.dims.end() && fits) *unknown = have / known;
  if (fits) return reshape(x, shape);

  std::string target;
  for (const Index size : target_shape) target += (target.empty() ? "" : ", ") + std::to_string(size);
  throw Error{ErrorKind::config,
              "cannot reshape an input of shape " + keras_shape(x.shape()) + ", " + std::to_string(have) +
                  " numbers a sample, into target_shape [" + target + "]",
              {},
              "the sizes must multiply to " + std::to_string(have) + "; one of them may be -1"};
}

}  // namespace nntrain
