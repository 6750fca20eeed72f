// number: a number, as it is or treated
#pragma once
#include "columns/column_type.h"

namespace nntrain::columns {

struct Number {
  static constexpr std::string_view type = "number", summary = "A number.";

  Treatments treatment;
  NumberGaps gaps;

  static constexpr std::array params{
      optional<&Number::treatment>("treatment", "what is done to it, one after another"),
      inlined<&Number::gaps>(),
  };

  bool is_plain() const { return treatment.values.empty() && !gaps.fills() && !gaps.indicator; }  // its numbers are taken as they are
  Flow flow() const;
  bool must_learn() const { return gaps.must_learn() || nntrain::must_learn(treatment); }
  Number learned(const ColumnCells& training) const;
  void encode(const ColumnCells& cells, const RowsOut& out) const;
};

}  // namespace nntrain::columns
