#include "input/csv_fault.h"

#include "base/error.h"
#include "base/text.h"

namespace nntrain {

void throw_fault(const CsvFault& fault, const std::string& source, std::int64_t line) {
  std::string place = source + ":" + std::to_string(line + fault.line);
  if (fault.column > 0) place += ":" + std::to_string(fault.column);
  throw Error{ErrorKind::data, fault.message, place, fault.hint};
}

CsvFault blank_line_fault(std::int64_t line, std::size_t num_columns) {
  return {.line = line,
          .message = "found a blank line between rows; expected " + count_of(static_cast<std::int64_t>(num_columns), "cell"),
          .hint = "remove the line"};
}

}  // namespace nntrain
