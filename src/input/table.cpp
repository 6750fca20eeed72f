#include "input/table.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "base/text.h"

namespace nntrain {

std::string Block::place(std::int64_t row, std::int64_t column) const {
  return source() + ":" + std::to_string(line(row)) + ":" + std::to_string(column + 1);
}

void Block::release() {
  parts_.cells = {};
  parts_.texts = {};
}

Table::Table(TableHead head, std::vector<Block> blocks, std::vector<std::string> remarks, MemoryBudgetPtr memory)
    : head_(std::move(head)),
      blocks_(std::move(blocks)),
      by_name_(head_.names.size()),
      remarks_(std::move(remarks)),
      memory_(std::move(memory)) {
  first_rows_.push_back(0);
  for (const Block& block : blocks_) first_rows_.push_back(first_rows_.back() + block.num_rows());
  std::iota(by_name_.begin(), by_name_.end(), 0u);
  std::ranges::sort(by_name_, {}, [&](std::uint32_t i) -> const std::string& { return head_.names[i]; });
}

std::int64_t Table::find(std::string_view name) const {
  const auto name_of = [&](std::uint32_t i) -> std::string_view { return head_.names[i]; };
  const auto found = std::ranges::lower_bound(by_name_, name, {}, name_of);
  if (found == by_name_.end() || name_of(*found) != name) return -1;
  return static_cast<std::int64_t>(*found);
}

std::size_t Table::block_of(std::int64_t row) const {
  return static_cast<std::size_t>(std::ranges::upper_bound(first_rows_, row) - first_rows_.begin()) - 1;
}

Cell Table::cell(std::int64_t row, std::int64_t column) const {
  const std::size_t block = block_of(row);
  return blocks_[block].cell(row - first_rows_[block], column);
}

bool Table::is_missing(std::int64_t row, std::int64_t column) const {
  const std::size_t block = block_of(row);
  return blocks_[block].is_missing(blocks_[block].cell(row - first_rows_[block], column));
}

std::string Table::text(std::int64_t row, std::int64_t column) const {
  const std::size_t block = block_of(row);
  const Cell cell = blocks_[block].cell(row - first_rows_[block], column);
  return cell.is_number() ? to_text(cell.number()) : std::string(blocks_[block].text(cell));
}

std::optional<float> Table::number(std::int64_t row, std::int64_t column) const {
  const std::size_t block = block_of(row);
  const Cell cell = blocks_[block].cell(row - first_rows_[block], column);
  if (cell.is_number()) return cell.number();
  float value = 0;
  if (parse_float(blocks_[block].text(cell), value) == NumberText::finite) return value;
  return std::nullopt;
}

std::int64_t Table::line(std::int64_t row) const {
  const std::size_t block = block_of(row);
  return blocks_[block].line(row - first_rows_[block]);
}

std::string Table::place(std::int64_t row, std::int64_t column) const {
  const std::size_t block = block_of(row);
  return blocks_[block].place(row - first_rows_[block], column);
}

}  // namespace nntrain
