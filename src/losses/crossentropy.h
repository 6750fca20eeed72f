// The cross-entropies, as losses and metrics share them. Each gives the loss of each row, (B, ..., 1).
//
// Behind a softmax or sigmoid they are computed from its input, the logits, which cannot overflow or saturate.
// Otherwise probabilities are clipped to [1e-7, 1 - 1e-7] as Keras does, those of classes after they were divided by
// their sum.
#pragma once
#include <optional>

#include "config/param.h"
#include "graph/ops.h"

namespace nntrain::losses {

struct CrossentropyOptions {
  static constexpr std::string_view type = "crossentropy_options", summary = "What cross-entropies of vectors share.";

  bool from_logits = false;
  double label_smoothing = 0;
  Index axis = -1;

  static constexpr std::array params{
      optional<&CrossentropyOptions::from_logits>("from_logits", "the network gives logits, not probabilities"),
      optional<&CrossentropyOptions::label_smoothing>("label_smoothing", "how far targets are moved from 0 and 1 to equal shares",
                                                      unit),
      optional<&CrossentropyOptions::axis>("axis", "the axis of the classes; 0 is the batch, -1 the last"),
  };
};

// -mean(t log(p) + (1 - t) log(1 - p)) over the axis; t is drawn towards 1/2 by label_smoothing.
Tensor binary_crossentropy(Tensor target, Tensor prediction, const CrossentropyOptions& options);
// -sum(t log(p)) over the axis; t is drawn towards 1/n by label_smoothing.
Tensor categorical_crossentropy(Tensor target, Tensor prediction, const CrossentropyOptions& options);

struct SparseCrossentropyOptions {
  static constexpr std::string_view type = "sparse_crossentropy_options",
                                    summary = "What cross-entropies of class numbers share.";

  bool from_logits = false;
  std::optional<Index> ignore_class;
  Index axis = -1;

  static constexpr std::array params{
      optional<&SparseCrossentropyOptions::from_logits>("from_logits", "the network gives logits, not probabilities"),
      optional<&SparseCrossentropyOptions::ignore_class>("ignore_class", "rows of this class number count nothing"),
      optional<&SparseCrossentropyOptions::axis>("axis", "the axis of the classes: the last", {-1, unbounded}),
  };
};

// -log(p[t]); 0 where t is the ignored class (counted_rows() is the mask of the others).
Tensor sparse_categorical_crossentropy(Tensor target, Tensor prediction, const SparseCrossentropyOptions& options);
// 1 where the target counts, 0 where it is the ignored class; none if no class is ignored.
Tensor counted_rows(Tensor target, const SparseCrossentropyOptions& options);

}  // namespace nntrain::losses
