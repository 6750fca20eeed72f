// From the losses of the rows to the loss of the batch, as Keras' reduce_weighted_values.
#pragma once
#include "losses/loss.h"

namespace nntrain::losses {

// The weights of rows (B, ..., 1), which are (B, 1) or as they are, expanded to their shape; of a metric's elements
// too.
Tensor weights_of(Tensor weights, const Shape& elements);

// A mask that reached an output (B, ...), expanded to the shape of the losses of its rows, or of a metric's elements.
// Error{config} if it has other axes than these begin with.
Tensor mask_of(Tensor mask, const Shape& elements);

// rows: (B, ..., 1), or (1) where the whole batch has one loss. weights: how much each counts, (B, 1) or as the rows
// are; or none. mask: 0 where a row counts nothing, else 1, as the rows are; or none. Result: (1).
//   sum                      Σ w·loss
//   sum_over_batch_size      Σ w·loss / number of rows, those that the mask leaves; also `mean`
//   mean_with_sample_weight  Σ w·loss / Σ w, which is 0 where Σ w is
//   none                     as sum_over_batch_size. Keras keeps the losses apart: see LossKind::reduction
Tensor reduce_rows(Tensor rows, Tensor weights, Tensor mask, Reduction reduction);

}  // namespace nntrain::losses
