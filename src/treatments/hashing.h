// hashing: y = FarmHash Fingerprint64(text) mod bins: the number of a category, without a vocabulary
// Keras: Hashing(num_bins)
#pragma once
#include "treatments/treatment.h"

namespace nntrain::treatments {

struct Hashing {
  static constexpr std::string_view type = "hashing", summary = "Deals texts into bins, whatever texts there are.";

  std::int64_t num_bins = 0;

  static constexpr std::array params{
      required<&Hashing::num_bins>("num_bins", "how many", Range{1, 16777216, false, false, "from 1 to 16777216"})
          .alias("bins")
          .example("32"),
  };

  Flow flow(const Flow& in) const;
  std::int64_t code(std::string_view text) const;
};

}  // namespace nntrain::treatments
