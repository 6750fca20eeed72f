// category: one of some texts -> its number in the vocabulary -> the treatments
// Keras: StringLookup(num_oov_indices=1), where texts that are not in the vocabulary are number 0 and the vocabulary begins at 1
#pragma once
#include "columns/column_type.h"

namespace nntrain {

enum class Unknown { own_slot, error, most_frequent };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<Unknown>{"own_slot", "error", "most_frequent"};

namespace columns {

struct Category {
  static constexpr std::string_view type = "category", summary = "One of some texts.";
  static constexpr bool is_text = true;

  std::optional<std::vector<std::string>> vocabulary;
  Unknown unknown = Unknown::own_slot;
  std::optional<std::string> most_frequent;
  std::int64_t min_count = 1;
  Treatments treatment;
  TextGaps gaps;

  static constexpr std::array params{
      optional<&Category::vocabulary>("vocabulary", "the texts, in order; null: those of the training rows, sorted by bytes"),
      optional<&Category::unknown>("unknown", "what another text is: number 0, of its own, before the vocabulary; an error; or what the "
                                              "training rows have most often"),
      optional<&Category::most_frequent>("most_frequent", "what an unknown text is taken for; null: the training rows decide"),
      optional<&Category::min_count>("min_count", "how many training rows a text needs to be in the vocabulary; the others are unknown",
                                     at_least_one),
      optional<&Category::treatment>("treatment", "one_hot where nothing is said; embedding, ordinal, or first of all hashing"),
      inlined<&Category::gaps>(),
  };
  std::string check() const;

  Flow flow() const;
  bool must_learn() const {
    return gaps.must_learn() || (!vocabulary && !is_hashed()) || (unknown == Unknown::most_frequent && !most_frequent && !is_hashed());
  }
  Category learned(const ColumnCells& training) const;
  void encode(const ColumnCells& cells, const RowsOut& out) const;

  // The number of a text, as `unknown` says of others; nothing: it is an error.
  std::optional<std::int64_t> code(std::string_view text) const;

 private:
  bool is_hashed() const { return !treatment.values.empty() && treatment.values[0].kind().code; }
  std::int64_t first() const { return unknown == Unknown::own_slot ? 1 : 0; }
};

}  // namespace columns
}  // namespace nntrain
