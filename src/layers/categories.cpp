#include "layers/categories.h"

namespace nntrain {

Tensor encode_categories(Tensor x, CategoryMode mode, Index depth, std::optional<Tensor> weights) {
  if (mode == CategoryMode::as_int) return x;
  if (mode == CategoryMode::one_hot)
    return one_hot(x.shape().rank() > 1 && x.shape().dims.back() == 1 ? x : with_last_axis(x), depth);
  if (x.shape().rank() < 2)
    throw Error{
        ErrorKind::config,
        "expected an input of shape (None, n, ...); got " + keras_shape(x.shape()),
        {},
        "\"one_hot\" takes a single class, or a Reshape with \"target_shape\": [1] in front makes it a list of one"};
  Tensor each = one_hot(with_last_axis(x), depth);
  if (weights) each = each * with_last_axis(*weights);
  const Tensor summed = sum(each, {1});
  Shape shape = summed.shape();
  shape.dims.erase(shape.dims.begin() + 1);
  const Tensor counts = reshape(summed, shape);
  return mode == CategoryMode::count ? counts : minimum(constant(*x.graph, 1), counts);  // in this order NaN stays NaN
}

}  // namespace nntrain
