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
  Reduction reduction = Reduction::sum_over_batch_size;

  static constexpr std::array params{
      inlined<&SparseCategoricalCrossentropy::options>(),
      optional<&SparseCategoricalCrossentropy::reduction>("reduction", "how the losses of the rows become one number"),
  };

  // With an ignored class, the mean is one over the rows that count: their losses are scaled by all rows / counted
  // rows.
  Tensor call(Tensor target, Tensor prediction) const {
    const Tensor loss = sparse_categorical_crossentropy(target, prediction, options);
    const bool is_mean = reduction == Reduction::sum_over_batch_size || reduction == Reduction::mean;
    if (!options.ignore_class || !is_mean) return loss;
    const Tensor rows = scalar(*loss.graph, "batch_size") * static_cast<double>(loss.shape().size());
    return loss * (rows / maximum(sum_all(counted_rows(target, options)), 1.0));
  }
};

}  // namespace nntrain::losses
