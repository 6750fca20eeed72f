// Text helpers that every room shares: numbers to text and back, and the wording of messages.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nntrain {

// ---- Numbers ----

// The shortest decimal text that reads back to the same bits; "nan", "inf" and "-inf" for what is not finite.
std::string to_text(float value);
std::string to_text(double value);

// What a piece of text is, read as a float32.
enum class NumberText {
  finite,      // a number that float32 can hold, rounded to nearest; a tiny one becomes 0 or a denormal
  not_finite,  // inf, infinity or nan
  too_large,   // a number beyond ±3.4028235e38
  not_number,  // anything else, also the empty text
};

// Reads the whole text as a decimal number ("3", "-.5", "+1e-3"); spaces and tabs around it are allowed, a decimal
// comma, thousands separators and hexadecimal are not. `value` is written only when the result is finite.
NumberText parse_float(std::string_view text, float& value);

// The same for double and for whole numbers; nothing when the text is not one, is not finite or does not fit.
std::optional<double> parse_double(std::string_view text);
std::optional<std::int64_t> parse_int(std::string_view text);

// ---- Words ----

// Whether they differ at most in the case of ASCII letters.
bool equal_in_any_case(std::string_view a, std::string_view b);

// Without the spaces and tabs at both ends.
std::string_view trimmed(std::string_view text);

// The number of single-byte insertions, removals, replacements and swaps of neighbours between two words.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate a person probably meant: the nearest by edit distance without regard to upper and lower case, the first
// of equals; empty when none is near (more than a third of the word would have to change, at least one letter may).
std::string nearest(std::string_view word, std::span<const std::string> candidates);
std::string nearest(std::string_view word, std::span<const std::string_view> candidates);

// ---- Messages ----

// The text in double quotes, fit for one line of a message: control characters and quotes are escaped, bytes that are
// not UTF-8 become \xNN, and what is longer than max_length characters is cut there and ends in "…" inside the quotes.
// An object, called like a function: std::quoted would else be found beside it for every std::string.
struct Quoted {
  std::string operator()(std::string_view text, std::size_t max_length = 60) const;
};
inline constexpr Quoted quoted;

// "a", "b" or "c": each word quoted, the last joined by `last`. Beyond max_words: "a", "b", … (12 in all).
std::string list_of(std::span<const std::string> words, std::string_view last = "or", std::size_t max_words = 12);
std::string list_of(std::span<const std::string_view> words, std::string_view last = "or", std::size_t max_words = 12);

// A shape as messages show it: [28, 28, 1].
std::string shape_text(std::span<const std::int64_t> shape);

// "1 row", "2 rows", "3 classes".
std::string count_of(std::int64_t count, std::string_view noun);

// ---- UTF-8 ----

// The place of the first byte that does not belong to well-formed UTF-8 (RFC 3629), or npos.
std::size_t find_invalid_utf8(std::string_view text);

}  // namespace nntrain
