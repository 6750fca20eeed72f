// What columns of texts are, by all the different texts that stand in them.
#pragma once
#include <optional>
#include <span>
#include <string>

namespace nntrain {

// Two or more spellings of one pair of words: no and yes, false and true, …
bool are_booleans(std::span<const std::string> texts);

// The first of the known formats that reads all of them as dates.
std::optional<std::string> date_format_of(std::span<const std::string> texts);

}  // namespace nntrain
