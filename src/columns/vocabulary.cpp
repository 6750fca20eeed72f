#include "columns/vocabulary.h"

namespace nntrain {

TextNumbers::TextNumbers(std::span<const std::string> texts) {
  places_.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) places_.emplace(texts[i], static_cast<std::int64_t>(i));
}

std::int64_t TextNumbers::find(std::string_view text) const {
  const auto found = places_.find(text);
  return found == places_.end() ? -1 : found->second;
}

void TextCounts::add(std::string_view text) {
  const auto found = counts_.find(text);
  if (found == counts_.end()) counts_.emplace(text, 1);
  else ++found->second;
}

std::vector<std::string> TextCounts::seen(std::int64_t at_least) const {
  std::vector<std::string> texts;
  for (const auto& [text, count] : counts_)
    if (count >= at_least) texts.push_back(text);
  return texts;
}

}  // namespace nntrain
