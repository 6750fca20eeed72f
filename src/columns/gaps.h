// What is done about a column's missing cells: parameters that column types share.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "columns/column_cells.h"
#include "config/param.h"

namespace nntrain {

enum class NumberGap { error, drop, mean, median, most_frequent, constant };
enum class TextGap { error, drop, most_frequent, constant };
template <>
inline constexpr std::array<std::string_view, 6> enum_names<NumberGap>{"error",  "drop",          "mean",
                                                                      "median", "most_frequent", "constant"};
template <>
inline constexpr std::array<std::string_view, 4> enum_names<TextGap>{"error", "drop", "most_frequent", "constant"};

struct NumberGaps {
  static constexpr std::string_view type = "number_gaps", summary = "Missing cells of a column of numbers.";

  std::optional<NumberGap> missing;
  std::optional<double> fill;
  bool indicator = false;

  static constexpr std::array params{
      optional<&NumberGaps::missing>("missing", "what to do about a row whose cell is missing: refuse or drop it, or fill the cell; "
                                                "null: as \"missing\" of \"data\" says"),
      optional<&NumberGaps::fill>("fill", "what the cell is filled with; null: the training rows decide"),
      optional<&NumberGaps::indicator>("indicator", "whether one more number says where a cell was missing"),
  };
  std::string check() const;

  bool fills() const { return missing && *missing != NumberGap::error && *missing != NumberGap::drop; }
  bool must_learn() const { return fills() && !fill; }
  // From the values of the training rows that are not missing. Error{data} if there is none.
  NumberGaps learned(std::span<const double> values, const ColumnCells& cells) const;
};

struct TextGaps {
  static constexpr std::string_view type = "text_gaps", summary = "Missing cells of a column of texts.";

  std::optional<TextGap> missing;
  std::optional<std::string> fill;
  bool indicator = false;

  static constexpr std::array params{
      optional<&TextGaps::missing>("missing", "what to do about a row whose cell is missing: refuse or drop it, or fill the cell; "
                                              "null: as \"missing\" of \"data\" says"),
      optional<&TextGaps::fill>("fill", "what the cell is filled with; null: the training rows decide"),
      optional<&TextGaps::indicator>("indicator", "whether one more number says where a cell was missing"),
  };
  std::string check() const;

  bool fills() const { return missing && *missing != TextGap::error && *missing != TextGap::drop; }
  bool must_learn() const { return fills() && !fill; }
  TextGaps learned(const ColumnCells& cells) const;  // Error{data} if all are missing
  // The cell's text, or what fills it. Error{data} at a missing cell that nothing fills.
  std::string_view text(const ColumnCells& cells, std::size_t i, std::string& buffer, const std::string& expected) const;
};

// Says in the last of a row's numbers whether its cell was missing, where the policy has an indicator; the numbers before that one.
template <class Gaps>
std::span<float> tell_missing(const Gaps& gaps, const ColumnCells& cells, std::size_t i, std::span<float> numbers) {
  if (!gaps.indicator) return numbers;
  numbers.back() = cells.is_missing(i) ? 1 : 0;
  return numbers.first(numbers.size() - 1);
}

// Whether a policy drops rows; nothing where it is left to "data".
template <class Gaps>
std::optional<bool> drops(const Gaps& gaps) {
  if (!gaps.missing) return std::nullopt;
  return *gaps.missing == std::remove_cvref_t<decltype(*gaps.missing)>::drop;
}

// Throws Error{data}: nothing can be learnt of a column without a value in the training rows.
[[noreturn]] void fail_all_missing(const ColumnCells& cells);

// The text that stands most often in the column, the first by bytes of equals; nothing where all cells are missing.
std::optional<std::string> most_frequent_text(const ColumnCells& cells);

}  // namespace nntrain
