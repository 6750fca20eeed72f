// JSON lines: an object on each line, its keys the columns. Numbers and booleans (1 and 0) are numbers, strings are texts, null or no
// key is a gap. The keys of the first rows are the columns, in the order in which they come; blank lines are skipped.
#pragma once
#include <memory>
#include <string>

#include "input/byte_source.h"
#include "input/table_reader.h"

namespace nntrain {

// Errors, of kind data with file:line: a line that is no object, another kind of value, a key that none of the first rows has or
// that stands twice; no rows.
std::unique_ptr<BlockReader> open_json_lines(ByteSourcePtr bytes, std::string source, const ReadOptions& options);

}  // namespace nntrain
