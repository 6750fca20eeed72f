// The words in which reasons are told.
#pragma once
#include <cstdint>
#include <string>

#include "columns/profile.h"

namespace nntrain::suggest {

std::string number_text(double value);                       // whole, or four digits: "30000", "0.1667"
std::string share_text(std::int64_t part, std::int64_t all); // "20%", "0.2%"
std::string range_text(const NumberProfile& numbers);        // "0.17 to 80, mean 29.88"
std::string values_text(const ColumnProfile& column, std::size_t most = 6);  // "male" 843, "female" 466
std::string missing_text(const ColumnProfile& column);       // "; 263 of 1309 cells are empty (20%)", or nothing

}  // namespace nntrain::suggest
