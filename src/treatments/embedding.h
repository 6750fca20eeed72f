// embedding: category -> a row of a table that the network learns: the Embedding layer and what joins it to the other
// columns are made by themselves (network/embedded_columns.h)
#pragma once
#include "treatments/treatment.h"

namespace nntrain::treatments {

struct Embedding {
  static constexpr std::string_view type = "embedding", summary = "A few numbers for each category, which the network learns.";

  static constexpr bool embeds = true;

  std::optional<std::int64_t> output_dim;

  static constexpr std::array params{
      optional<&Embedding::output_dim>("output_dim",
                                       "how many numbers; null: 1.6 · categories^0.56, at most 50",
                                       Range{1, 65536, false, false, "from 1 to 65536"}),
  };

  Flow flow(const Flow& in) const;
  double apply(double category) const { return category; }
};

}  // namespace nntrain::treatments
