// ignored: a column that nothing looks at
#pragma once
#include "columns/column_type.h"

namespace nntrain::columns {

struct Ignored {
  static constexpr std::string_view type = "ignored", summary = "A column not to look at, as those of \"ignore\".";
  static constexpr bool is_text = true;
  static constexpr bool is_ignored = true;
  static constexpr auto params = no_params;

  Flow flow() const { return {Flow::Kind::number, 1, 0, {}}; }
  bool must_learn() const { return false; }
  Ignored learned(const ColumnCells&) const { return {}; }
  void encode(const ColumnCells&, const RowsOut&) const {}
};

}  // namespace nntrain::columns
