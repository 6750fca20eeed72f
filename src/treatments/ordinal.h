// ordinal: category -> its number 0, 1, …: for categories in an order (the column's "vocabulary" says which)
// scikit-learn: OrdinalEncoder
#pragma once
#include "treatments/treatment.h"

namespace nntrain::treatments {

struct Ordinal {
  static constexpr std::string_view type = "ordinal", summary = "The number of the category, for those that have an order.";
  static constexpr auto params = no_params;

  Flow flow(const Flow& in) const {
    category_flow(in, type);
    return {};
  }
  double apply(double category) const { return category; }
};

}  // namespace nntrain::treatments
