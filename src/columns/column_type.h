// Column types: what the cells of a column are, and how they become numbers of the network. One file each; the list is
// registry.cpp.
//
// A type is a described struct (config/param.h) with
//   Flow flow() const;                                   what it makes of a row. Error{config}: its treatments do not fit
//   Number learned(const ColumnCells& training) const;   the same type after it has learnt from the training rows
//   bool must_learn() const;                             whether it has to before it can encode
//   void encode(const ColumnCells& cells, const RowsOut& out) const;  precondition: learned; out is zeros. Error{data} at a cell
// and, as far as it has them,
//   NumberGaps gaps; or TextGaps gaps;
//   static constexpr bool is_text = true;                its cells are texts, also those that look like numbers
//   static constexpr bool is_ignored = true;             nothing looks at the column
// What was learned is a parameter like any other: a model file shows it, and a config may say it.
#pragma once
#include "columns/chain.h"
#include "columns/column_cells.h"
#include "columns/gaps.h"
#include "config/component.h"

namespace nntrain {

// Where a column's numbers of each row go: those of the i-th row begin at begin(i).
struct RowsOut {
  float* origin;
  std::int64_t stride;                        // from a row to the next, in numbers
  std::span<const std::int64_t> rows;         // the row of the tensor for the i-th cell
  std::int64_t width;                         // numbers of this column

  std::span<float> at(std::size_t i) const { return {origin + rows[i] * stride, static_cast<std::size_t>(width)}; }
};

struct ColumnTypeKind : Kind {
  Flow (*flow)(const void* self);
  std::shared_ptr<const void> (*learned)(const void* self, const ColumnCells& training);
  bool (*must_learn)(const void* self);
  void (*encode)(const void* self, const ColumnCells& cells, const RowsOut& out);
  // Whether rows with a missing cell are left out; nothing: as "data" says.
  std::optional<bool> (*drops)(const void* self);
  bool is_text;
  bool is_ignored;
};
struct ColumnTypeFamily {
  static constexpr std::string_view name = "column type";
  static std::span<const ColumnTypeKind> kinds();
};
using ColumnType = Component<ColumnTypeFamily>;

// The numbers a row takes in the network's input.
inline std::int64_t width_of(const ColumnType& type) { return type.call(&ColumnTypeKind::flow).width; }
ColumnType learned_type(const ColumnType& type, const ColumnCells& training);

}  // namespace nntrain
