#include "layers/softmax.h"

namespace nntrain {

namespace {

// A mask must be there for each number, or for each place on axes of size 1. One that follows the data has an axis
// less: it never is.
void check_mask(Tensor x, Tensor mask) {
  bool fits = mask.shape().rank() == x.shape().rank();
  for (std::size_t i = 0; fits && i < x.shape().dims.size(); ++i)
    fits = mask.shape().dims[i] == x.shape().dims[i] || mask.shape().dims[i] == 1;
  if (!fits)
    throw Error{ErrorKind::config,
                "Softmax takes a mask of as many axes as its input, each as long or of size 1; got a mask of shape " +
                    keras_shape(mask.shape()) + " for an input of shape " + keras_shape(x.shape()),
                {},
                "a mask that comes with the data (Masking, mask_zero) does not fit; give one as second input, or use "
                "{\"type\": \"Activation\", \"activation\": \"softmax\"}"};
}

}  // namespace

Tensor Softmax::call(Builder& b, std::span<const Tensor> inputs) const {
  Tensor x = inputs[0], kept;
  const Tensor mask = inputs.size() > 1 ? inputs[1] : b.mask_of(x);
  if (mask) {
    check_mask(x, mask);
    kept = expand(greater(mask, 0.5), x.shape());
    x = select(kept, x, constant(b.graph(), -1e9));
  }
  const Tensor y = over_axes(x, resolve_axes(axis.values, x.shape()), [](Tensor rows) { return softmax(rows); });
  return mask ? select(kept, y, constant(b.graph(), 0)) : y;  // where all of a sum is left out
}

}  // namespace nntrain
