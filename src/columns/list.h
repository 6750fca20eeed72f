// list: several of some texts in a cell ("red;blue") -> a number for each text, 1 for those that are there
// An empty cell is an empty list. Keras: StringLookup(output_mode="multi_hot"), whose number 0 is for unknown texts
#pragma once
#include "columns/column_type.h"

namespace nntrain::columns {

struct List {
  static constexpr std::string_view type = "list", summary = "Several of some texts in a cell: 1 for each that is there (multi-hot).";
  static constexpr bool is_text = true;

  std::string separator = ";";
  std::optional<std::vector<std::string>> vocabulary;
  std::int64_t min_count = 1;

  static constexpr std::array params{
      optional<&List::separator>("separator", "what stands between them"),
      optional<&List::vocabulary>("vocabulary", "the texts, in order; null: those of the training rows, sorted by bytes"),
      optional<&List::min_count>("min_count", "how many training rows a text needs to be in the vocabulary; the others are unknown",
                                 at_least_one),
  };
  std::string check() const { return separator.empty() ? "expected a separator" : ""; }

  Flow flow() const;
  bool must_learn() const { return !vocabulary; }
  List learned(const ColumnCells& training) const;
  void encode(const ColumnCells& cells, const RowsOut& out) const;
};

}  // namespace nntrain::columns
