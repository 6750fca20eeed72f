// JSON as text, read for people and written for people. What nlohmann::json lacks: places, comments, duplicate keys,
// plain words for mistakes; matrices with a row a line, and float32 values in their own shortest form.
#pragma once
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "config/diagnostics.h"
#include "config/value.h"

namespace nntrain {

// Parses the diagnostics' source: RFC 8259 in UTF-8, a byte order mark allowed, and comments (// and /* */). Faults are
// reported; false if the text cannot be understood at all (one error then). Nesting is limited to 200 levels. Duplicate
// keys are errors, and the first one's value counts.
bool parse_json(Diagnostics& diagnostics, Json& out);

// Indented by 2; a list of numbers and other short values stands on one line if it fits 100 columns. Lists of
// numbers alone always do, so a matrix has a row a line. NaN and infinities are null. Ends in a newline.
std::string json_text(const Json& json);

// On one line, however long. Without a line end.
std::string json_line(const Json& json);

// On one line, cut with "…" at about max_length characters: for messages.
std::string short_json(const Json& json, std::size_t max_length = 60);

// Appends a member whose key the object does not have yet. Of the library's own ways to, each copies all members with what they hold, whenever
// there is no room for another.
Json& append_member(Json& object, std::string key, Json value);

// Appends one code point in UTF-8.
void append_utf8(std::string& out, char32_t code);

// The number that is printed as the shortest decimal which reads back to the same float; null for NaN and infinities.
Json float_json(float value);

}  // namespace nntrain
