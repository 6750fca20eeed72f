#include "columns/category.h"

#include <algorithm>

#include "base/text.h"
#include "columns/vocabulary.h"

namespace nntrain::columns {

namespace {

// The treatments after the one that made categories of texts.
Treatments after_hashing(const Treatments& chain) { return {{chain.values.begin() + 1, chain.values.end()}}; }

std::string expected_of(const std::optional<std::vector<std::string>>& vocabulary) {
  return vocabulary ? "a value of the training rows: " + list_of(*vocabulary) : "a text";
}

}  // namespace

std::string Category::check() const {
  if (!vocabulary) return {};
  if (is_hashed()) return "hashing needs no vocabulary";
  std::vector<std::string> sorted = *vocabulary;
  std::ranges::sort(sorted);
  return std::ranges::adjacent_find(sorted) == sorted.end() ? "" : "a text stands twice in the vocabulary";
}

Flow Category::flow() const {
  const std::int64_t size = vocabulary ? static_cast<std::int64_t>(vocabulary->size()) + first() : 1;
  Flow flow = flow_through(treatment, is_hashed() ? Flow{Flow::Kind::text, 1, 1, {}} : Flow{Flow::Kind::category, size, 1, {}});
  flow.width += gaps.indicator;
  return flow;
}

Category Category::learned(const ColumnCells& training) const {
  Category result = *this;
  result.gaps = gaps.learned(training);
  if (is_hashed()) return result;
  if (!vocabulary) {
    TextCounts counts;
    std::string buffer;
    for (std::size_t i = 0; i < training.size(); ++i) {
      if (!training.is_missing(i)) counts.add(training.text(i, buffer));
      else if (result.gaps.fills()) counts.add(*result.gaps.fill);
    }
    result.vocabulary = counts.seen(min_count);
  }
  if (unknown == Unknown::most_frequent && !most_frequent) result.most_frequent = most_frequent_text(training);
  return result;
}

std::optional<std::int64_t> Category::code(std::string_view text) const {
  const auto found = std::ranges::find(*vocabulary, text);
  if (found != vocabulary->end()) return found - vocabulary->begin() + first();
  switch (unknown) {
    case Unknown::own_slot:
      return 0;
    case Unknown::most_frequent:
      if (most_frequent && text != *most_frequent) return code(*most_frequent);
      break;
    case Unknown::error:
      break;
  }
  return std::nullopt;
}

void Category::encode(const ColumnCells& cells, const RowsOut& out) const {
  const TextNumbers numbers_of(vocabulary ? std::span<const std::string>(*vocabulary) : std::span<const std::string>());
  const Treatments rest = is_hashed() ? after_hashing(treatment) : treatment;
  const std::string expected = expected_of(vocabulary);
  std::string buffer;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::span<float> numbers = tell_missing(gaps, cells, i, out.at(i));
    const std::string_view text = gaps.text(cells, i, buffer, expected);
    std::optional<std::int64_t> number;
    if (is_hashed()) number = treatment.values[0].call(&TreatmentKind::code, text);
    else if (const std::int64_t place = numbers_of.find(text); place >= 0) number = place + first();
    else number = code(text);
    if (!number) {
      const std::string meant = nearest(text, *vocabulary);
      cells.fail(i, expected, meant.empty() ? R"(or give unknown texts a slot of their own: "unknown": "own_slot")" : "did you mean " + quoted(meant) + "?");
    }
    write_through(rest, static_cast<double>(*number), numbers);
  }
}

}  // namespace nntrain::columns
