// one_hot: category -> as many numbers as there are categories, 1 at its own, else 0
// Keras: CategoryEncoding(output_mode="one_hot")
#pragma once
#include "treatments/treatment.h"

namespace nntrain::treatments {

struct OneHot {
  static constexpr std::string_view type = "one_hot", summary = "A number for each category: 1 where it is the row's, else 0.";
  static constexpr auto params = no_params;

  Flow flow(const Flow& in) const {
    Flow out = category_flow(in, type);
    out.width = out.size;
    return out;
  }
  void spread(std::int64_t category, std::span<float> out) const { out[static_cast<std::size_t>(category)] = 1; }
};

}  // namespace nntrain::treatments
