#include "columns/text.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "columns/vocabulary.h"

namespace nntrain::columns {

namespace {

constexpr std::string_view punctuation = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'";

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// As tf.strings.lower: letters of ASCII only.
std::string standardized(std::string_view text, Standardize how) {
  const bool lowers = how == Standardize::lower_and_strip_punctuation || how == Standardize::lower;
  const bool strips = how == Standardize::lower_and_strip_punctuation || how == Standardize::strip_punctuation;
  std::string result;
  for (char c : text) {
    if (strips && punctuation.find(c) != std::string_view::npos) continue;
    result += lowers && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

// The length of the UTF-8 character at the front.
std::size_t character_size(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return size;
}

std::vector<std::string> tokens_of(std::string_view cell, Standardize how, SplitTokens split) {
  const std::string text = standardized(cell, how);
  std::vector<std::string> tokens;
  std::string_view rest = text;
  while (!rest.empty()) {
    std::size_t size = 1;
    if (split == SplitTokens::character) {
      size = character_size(rest);
      tokens.emplace_back(rest.substr(0, size));
    } else if (!is_space(rest[0])) {
      size = static_cast<std::size_t>(std::ranges::find_if(rest, is_space) - rest.begin());
      tokens.emplace_back(rest.substr(0, size));
    }
    rest.remove_prefix(size);
  }
  return tokens;
}

}  // namespace

std::string Text::check() const {
  if (output_sequence_length && output_mode != TokenMode::as_int) return "output_sequence_length goes with \"output_mode\": \"int\"";
  if (!idf_weights) return {};
  if (output_mode != TokenMode::tf_idf) return "idf_weights go with \"output_mode\": \"tf_idf\"";
  if (!vocabulary) return "idf_weights go with a vocabulary";
  return idf_weights->size() == vocabulary->size() + 1 ? "" : "idf_weights has one for unknown tokens and one for each of the vocabulary";
}

Flow Text::flow() const {
  const auto known = vocabulary ? static_cast<std::int64_t>(vocabulary->size()) : 0;
  if (output_mode == TokenMode::as_int)
    return {Flow::Kind::category, known + 2, output_sequence_length.value_or(1) + gaps.indicator, {}};
  return {Flow::Kind::number, 1, known + 1 + gaps.indicator, {}};
}

Text Text::learned(const ColumnCells& training) const {
  Text result = *this;
  result.gaps = gaps.learned(training);
  TextCounts counts, documents;
  std::int64_t longest = 1, num_documents = 0;
  std::string buffer;
  for (std::size_t i = 0; i < training.size(); ++i) {
    if (training.is_missing(i) && !result.gaps.fills()) continue;
    const std::vector<std::string> tokens = tokens_of(result.gaps.text(training, i, buffer, {}), standardize, split);
    longest = std::max(longest, static_cast<std::int64_t>(tokens.size()));
    ++num_documents;
    for (const std::string& token : tokens) counts.add(token);
    for (const std::string& token : std::set<std::string>(tokens.begin(), tokens.end())) documents.add(token);
  }
  if (!vocabulary) {
    std::vector<std::pair<std::int64_t, std::string>> by_count;
    for (const auto& [token, count] : counts.counts()) by_count.emplace_back(count, token);
    std::ranges::sort(by_count, std::greater<>());  // as Keras: of equals, the last by bytes first
    const std::int64_t reserved = output_mode == TokenMode::as_int ? 2 : 1;
    by_count.resize(std::min(by_count.size(), static_cast<std::size_t>(max_tokens - reserved)));
    result.vocabulary.emplace();
    for (auto& [count, token] : by_count) result.vocabulary->push_back(std::move(token));
  }
  if (output_mode == TokenMode::as_int && !output_sequence_length) result.output_sequence_length = longest;
  if (output_mode == TokenMode::tf_idf && !idf_weights) {
    std::vector<double> weights;
    double mean = 0;
    for (const std::string& token : *result.vocabulary) {
      const auto found = documents.counts().find(token);
      const auto in = static_cast<double>(found == documents.counts().end() ? 0 : found->second);
      weights.push_back(std::log(1 + static_cast<double>(num_documents) / (1 + in)));
      mean += weights.back() / static_cast<double>(result.vocabulary->size());
    }
    weights.insert(weights.begin(), mean);
    result.idf_weights = std::move(weights);
  }
  return result;
}

void Text::encode(const ColumnCells& cells, const RowsOut& out) const {
  const TextNumbers numbers_of(*vocabulary);
  std::string buffer;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::span<float> numbers = tell_missing(gaps, cells, i, out.at(i));
    const std::vector<std::string> tokens = tokens_of(gaps.text(cells, i, buffer, "a text"), standardize, split);
    for (std::size_t t = 0; t < tokens.size(); ++t) {
      const std::int64_t place = numbers_of.find(tokens[t]);
      const auto number = static_cast<std::size_t>(place + 1);
      switch (output_mode) {
        case TokenMode::as_int:
          if (t < numbers.size()) numbers[t] = static_cast<float>(place + 2);
          break;
        case TokenMode::multi_hot:
          numbers[number] = 1;
          break;
        case TokenMode::count:
        case TokenMode::tf_idf:
          numbers[number] += 1;
          break;
      }
    }
    if (output_mode == TokenMode::tf_idf)
      for (std::size_t k = 0; k < numbers.size(); ++k) numbers[k] = static_cast<float>(static_cast<double>(numbers[k]) * (*idf_weights)[k]);
  }
}

}  // namespace nntrain::columns
