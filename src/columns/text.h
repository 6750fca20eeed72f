// text: free text -> tokens -> their numbers in a vocabulary, or a bag of words
// Keras: TextVectorization. The vocabulary has the most frequent tokens of the training rows first, the first by bytes of equals.
//   int                        (output_sequence_length): 0 pads, 1 is an unknown token, the vocabulary begins at 2
//   multi_hot, count, tf_idf   (1 + vocabulary): the first is for unknown tokens
#pragma once
#include "columns/column_type.h"

namespace nntrain {

enum class TokenMode { as_int, multi_hot, count, tf_idf };
template <>
inline constexpr std::array<std::string_view, 4> enum_names<TokenMode>{"int", "multi_hot", "count", "tf_idf"};
enum class Standardize { lower_and_strip_punctuation, lower, strip_punctuation, none };
template <>
inline constexpr std::array<std::string_view, 4> enum_names<Standardize>{"lower_and_strip_punctuation", "lower",
                                                                        "strip_punctuation", "none"};
enum class SplitTokens { whitespace, character };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<SplitTokens>{"whitespace", "character"};

namespace columns {

struct Text {
  static constexpr std::string_view type = "text", summary = "Free text: token numbers, or a bag of words.";
  static constexpr bool is_text = true;

  TokenMode output_mode = TokenMode::multi_hot;
  std::int64_t max_tokens = 1000;
  std::optional<std::int64_t> output_sequence_length;
  Standardize standardize = Standardize::lower_and_strip_punctuation;
  SplitTokens split = SplitTokens::whitespace;
  std::optional<std::vector<std::string>> vocabulary;
  std::optional<std::vector<double>> idf_weights;
  TextGaps gaps;

  static constexpr std::array params{
      optional<&Text::output_mode>("output_mode", "numbers of tokens in order, for an Embedding layer; or a bag of words: 1 for each that "
                                                  "is there, how often it is, or that by how rare it is"),
      optional<&Text::max_tokens>("max_tokens", "the size of the vocabulary, with what stands for unknown tokens and padding",
                                  Range{3, 16777216, false, false, "from 3 to 16777216"}),
      optional<&Text::output_sequence_length>("output_sequence_length", "int: so many tokens of each row, cut or padded with 0; null: "
                                                                        "as many as the longest training row has",
                                              Range{1, 65536, false, false, "from 1 to 65536"}),
      optional<&Text::standardize>("standardize", "what is done to the text before"),
      optional<&Text::split>("split", "what a token is"),
      optional<&Text::vocabulary>("vocabulary", "the tokens, in order; null: the training rows decide"),
      optional<&Text::idf_weights>("idf_weights", "tf_idf: of unknown tokens and of each of the vocabulary; null: the training rows decide"),
      inlined<&Text::gaps>(),
  };
  std::string check() const;

  Flow flow() const;
  bool must_learn() const {
    return gaps.must_learn() || !vocabulary || (output_mode == TokenMode::as_int && !output_sequence_length) ||
           (output_mode == TokenMode::tf_idf && !idf_weights);
  }
  Text learned(const ColumnCells& training) const;
  void encode(const ColumnCells& cells, const RowsOut& out) const;
};

}  // namespace columns
}  // namespace nntrain
