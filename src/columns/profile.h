// What stands in the columns of a table: what each is, how many values it has, their range. Plain values, for whoever decides
// something about columns before anything is learnt.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "input/table.h"

namespace nntrain {

enum class ColumnKind {
  empty,    // all cells are missing
  number,   // more than half of the filled cells are
  boolean,  // yes and no, and the like
  date,
  text,
};

struct ValueCount {
  std::string text;
  std::int64_t count = 0;

  bool operator==(const ValueCount&) const = default;
};

// Of the cells that are numbers.
struct NumberProfile {
  double min = 0, max = 0, mean = 0, std = 0;
  double skew = 0;  // the third moment about the mean by std³; 0 of a constant
  double lower_quartile = 0, median = 0, upper_quartile = 0;
  bool is_whole = false;    // all of them
  bool all_differ = false;  // no value stands there twice
  bool increases = false;   // each is greater than the one before, in the file's order
  bool is_even = false;     // increases by equal steps, to a tenth of a percent
};

struct DateProfile {
  std::string format;       // the first of the known ones that reads all
  std::string first, last;  // of the earliest and the latest, as they stand there
  bool is_ordered = false;  // no row is earlier than the one before, or none later
};

struct TextProfile {
  double mean_words = 0;         // a cell; words are what spaces are between
  std::int64_t num_words = 0;    // different ones that at least two cells have, in any case of letters
  std::optional<char> separator; // one of ; | , between the items of lists
  std::int64_t num_items = 0;    // different ones of such lists
};

struct ColumnProfile {
  std::string name;
  ColumnKind kind = ColumnKind::empty;
  std::int64_t num_rows = 0;
  std::int64_t num_missing = 0;     // with those that are odd
  std::vector<ValueCount> odd;      // of a column of numbers: cells that are none, the most frequent first
  std::int64_t num_distinct = 0;    // values
  std::vector<ValueCount> values;   // the most frequent first, the first by bytes of equals; at most max_values. Of more than
                                    // max_counted numbers: none
  NumberProfile number;             // of kind number
  DateProfile date;                 // date
  TextProfile text;                 // text

  static constexpr std::size_t max_values = 100, max_counted = 10'000;

  std::int64_t num_filled() const { return num_rows - num_missing; }
  bool is_constant() const { return num_distinct <= 1; }
};

struct TableProfile {
  std::int64_t num_rows = 0;
  std::vector<ColumnProfile> columns;  // in the table's order
  std::vector<std::string> gap_texts;  // "unknown", "-", …: what stands in columns of numbers, at most max_gap_texts in each

  static constexpr std::size_t max_gap_texts = 5;

  const ColumnProfile* find(std::string_view name) const;
};

// Quartiles of numbers, and how many are distinct where these are more than max_counted, are those of at most 200,000 cells, evenly spaced.
// gap_texts: further texts of cells that count as missing.
ColumnProfile profile_column(const Table& table, std::int64_t column, std::span<const std::string> gap_texts = {});

// Of all columns; texts that are found to stand for gaps do so in all of them.
TableProfile profile_table(const Table& table);

}  // namespace nntrain
