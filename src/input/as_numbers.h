// Columns that were read as texts in order to keep them, for whoever also takes them for numbers.
#pragma once
#include <cstdint>
#include <span>

#include "input/table.h"

namespace nntrain {

// The same rows; cells of these columns whose texts are finite numbers are these numbers.
Block as_numbers(const Block& block, std::span<const std::int64_t> columns, char decimal);

}  // namespace nntrain
