#include "input/as_numbers.h"

#include <algorithm>
#include <utility>

#include "input/csv_format.h"

namespace nntrain {

Block as_numbers(const Block& block, std::span<const std::int64_t> columns, char decimal) {
  const std::int64_t rows = block.num_rows(), width = block.num_columns();
  Block::Parts parts{.source = std::make_shared<const std::string>(block.source()),
                     .num_rows = rows,
                     .cells = Buffer<Cell>(static_cast<std::size_t>(rows * width)),
                     .texts = block.texts()};
  for (std::int64_t column = 0; column < width; ++column) parts.counts.push_back(block.counts(column));
  parts.lines.first = block.line(0);
  for (std::int64_t row = 0; row < rows; ++row) {
    Cell* const out = parts.cells.data() + row * width;
    std::ranges::copy(block.row(row), out);
    parts.lines.steps.push_back(static_cast<std::uint32_t>(block.line(row) - parts.lines.first));
    for (const std::int64_t column : columns) {
      float value = 0;
      if (out[column].is_number() || parse_number(block.text(out[column]), decimal, value) != NumberText::finite)
        continue;
      out[column] = Cell::number(value);
      --parts.counts[static_cast<std::size_t>(column)].texts;
    }
  }
  return Block(std::move(parts));
}

}  // namespace nntrain
