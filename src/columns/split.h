// Which rows train, which validate after each epoch, and which test at the end.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/param.h"

namespace nntrain {

enum class SplitKind { last, random, stratified, group, time, column };
template <>
inline constexpr std::array<std::string_view, 6> enum_names<SplitKind>{"last", "random", "stratified", "group", "time", "column"};

// "data.split"
struct SplitSpec {
  static constexpr std::string_view type = "split", summary = "Which rows train, validate and test.";

  SplitKind kind = SplitKind::random;
  double validation = 0.2, test = 0;
  std::optional<std::string> by;

  static constexpr std::array params{
      optional<&SplitSpec::kind>("type", "last: the file's last rows are held back; random: any; stratified: of each class as many; group: "
                                         "rows of equal \"by\" stay together; time: the latest by \"by\"; column: \"by\" says train, "
                                         "validation or test"),
      optional<&SplitSpec::validation>("validation", "the share of rows that validate after each epoch", fraction),
      optional<&SplitSpec::test>("test", "the share of rows that the finished model is evaluated on", fraction),
      optional<&SplitSpec::by>("by", "the column that decides; stratified: null is the target. Of group and column it is no input"),
  };
  std::string check() const;
};

struct PartSizes {
  std::int64_t train = 0, validation = 0, test = 0;

  std::int64_t sum() const { return train + validation + test; }
};

// Where each row of a table goes among those that train, then validate, then test.
struct RowPlan {
  PartSizes parts;
  std::int64_t num_dropped = 0;
  std::vector<std::int64_t> place;  // of each row of the table, -1: left out. Empty: row i is at i

  std::int64_t place_of(std::int64_t row) const { return place.empty() ? row : place[static_cast<std::size_t>(row)]; }
  bool trains(std::int64_t row) const {
    const std::int64_t at = place_of(row);
    return at >= 0 && at < parts.train;
  }
};

enum class RowPart : std::uint8_t { train, validation, test, dropped };

// The plan that puts each row into its part, in the table's order.
RowPlan plan_of(const std::vector<RowPart>& part_of_row);

}  // namespace nntrain
