// boolean: yes or no -> 1 or 0, in any case of letters
#pragma once
#include "columns/column_type.h"

namespace nntrain::columns {

struct Boolean {
  static constexpr std::string_view type = "boolean", summary = "Yes or no: 1 or 0.";
  static constexpr bool is_text = true;

  std::vector<std::string> true_values{"true", "yes", "t", "y", "on", "1"};
  std::vector<std::string> false_values{"false", "no", "f", "n", "off", "0"};
  TextGaps gaps;

  static constexpr std::array params{
      optional<&Boolean::true_values>("true_values", "what becomes 1"),
      optional<&Boolean::false_values>("false_values", "what becomes 0"),
      inlined<&Boolean::gaps>(),
  };

  Flow flow() const;
  bool must_learn() const { return gaps.must_learn(); }
  Boolean learned(const ColumnCells& training) const;
  void encode(const ColumnCells& cells, const RowsOut& out) const;

  // 1, 0, or nothing.
  std::optional<float> value(std::string_view text) const;
};

}  // namespace nntrain::columns
