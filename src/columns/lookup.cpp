#include "columns/lookup.h"

#include <algorithm>
#include <cctype>
#include <limits>

#include "columns/boolean.h"
#include "columns/category.h"

namespace nntrain {

namespace {

constexpr float refused = std::numeric_limits<float>::quiet_NaN();

void add_missing(Lookup& lookup, std::span<const std::string> missing, float number) {
  for (const std::string& text : missing) lookup.add(text, number);
  lookup.add("", number);
}

Lookup of_shared_vocabulary(const InputColumns& input, std::span<const std::string> missing) {
  Lookup lookup;
  for (std::size_t k = 0; k < input.vocabulary.size(); ++k) lookup.add(input.vocabulary[k], static_cast<float>(k));
  add_missing(lookup, missing, refused);
  const auto size = static_cast<std::int64_t>(input.vocabulary.size());
  lookup.other = size < input.index_limit ? static_cast<float>(size) : refused;
  return lookup;
}

// In the cases in which people write them: as given, all small, all large, and the first letter large.
void add_words(Lookup& lookup, const std::vector<std::string>& words, float number) {
  for (const std::string& word : words) {
    std::string small = word, large = word;
    for (char& c : small) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (char& c : large) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    for (const std::string& each : {word, small, large, large.substr(0, 1) + (small.empty() ? "" : small.substr(1))}) lookup.add(each, number);
  }
}

Lookup of_boolean(const columns::Boolean& boolean, std::span<const std::string> missing) {
  Lookup lookup{.other = refused};
  add_words(lookup, boolean.true_values, 1);
  add_words(lookup, boolean.false_values, 0);
  const auto fill = boolean.gaps.fills() ? boolean.value(*boolean.gaps.fill) : std::nullopt;
  add_missing(lookup, missing, fill.value_or(refused));
  return lookup;
}

Lookup of_category(const columns::Category& category, std::span<const std::string> missing) {
  const auto number_of = [&](const std::string& text) {
    const auto code = category.code(text);
    return code ? static_cast<float>(*code) : refused;
  };
  Lookup lookup{.other = refused};
  add_missing(lookup, missing, category.gaps.fills() ? number_of(*category.gaps.fill) : refused);  // they are missing even if a vocabulary has them
  for (const std::string& text : *category.vocabulary) lookup.add(text, number_of(text));
  if (category.unknown == Unknown::own_slot) lookup.other = 0;
  if (category.unknown == Unknown::most_frequent && category.most_frequent) lookup.other = number_of(*category.most_frequent);
  return lookup;
}

}  // namespace

void Lookup::add(const std::string& text, float number) {
  if (std::ranges::find(texts, text) != texts.end()) return;
  texts.push_back(text);
  numbers.push_back(number);
}

std::optional<Lookup> lookup_of(const InputColumns& input, const Column& column, std::span<const std::string> missing) {
  if (input.shares_vocabulary(column)) return of_shared_vocabulary(input, missing);
  if (const auto* boolean = column.type.as<columns::Boolean>()) return of_boolean(*boolean, missing);
  const auto* category = column.type.as<columns::Category>();
  if (category && category->vocabulary) return of_category(*category, missing);
  return std::nullopt;
}

Lookup missing_lookup(std::span<const std::string> missing) {
  Lookup lookup;
  add_missing(lookup, missing, 1);
  return lookup;
}

}  // namespace nntrain
