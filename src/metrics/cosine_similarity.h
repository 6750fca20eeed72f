// CosineSimilarity: the mean of sum(t y) over the axis, both scaled to length 1; 1 where the directions agree
#pragma once
#include "losses/cosine_similarity.h"
#include "metrics/metric.h"
#include "metrics/target.h"

namespace nntrain::metrics {

struct CosineSimilarity {
  static constexpr std::string_view type = "CosineSimilarity",
                                    summary = "How well the direction of the target is met: from -1 to 1.";
  static constexpr bool higher_is_better = true;

  Index axis = -1;
  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&CosineSimilarity::axis>("axis", "the axis of the vectors; 0 is the batch, -1 the last"),
      optional<&CosineSimilarity::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    totals.add_mean(losses::cosine_similarity(target_vector(target, prediction), prediction, axis));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

}  // namespace nntrain::metrics
