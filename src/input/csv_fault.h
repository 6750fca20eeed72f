// What is wrong with a record, before it is known where in the file it stands.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace nntrain {

struct CsvFault {
  std::int64_t line = 0;    // 0: the piece's first
  std::int64_t column = 0;  // 1-based; 0: the whole record
  std::string message, hint;
};

// As Error{data}; `line` is that of the piece's first line in the file.
[[noreturn]] void throw_fault(const CsvFault& fault, const std::string& source, std::int64_t line);

// Of blank lines that a record of several cells follows; `line` is the first.
CsvFault blank_line_fault(std::int64_t line, std::size_t num_columns);

constexpr std::string_view zero_byte_hint = "is this a spreadsheet or an archive? save it as CSV";

}  // namespace nntrain
