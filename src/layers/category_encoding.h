// CategoryEncoding: class numbers as 0/1 vectors or counts      x (B, n) -> (B, num_tokens); see categories.h
// A second input, the `count_weights` of Keras' call, weighs each number of the first in "count".
#pragma once
#include "layers/categories.h"

namespace nntrain {

enum class CategoryEncodingMode { multi_hot, one_hot, count, binary };
template <>
inline constexpr std::array<std::string_view, 4> enum_names<CategoryEncodingMode> = {"multi_hot", "one_hot", "count",
                                                                                     "binary"};

struct CategoryEncoding {
  static constexpr std::string_view
      type = "CategoryEncoding",
      summary = "Turns whole numbers into 0/1 vectors or counts. A second input weighs them in counts.";
  static constexpr int min_inputs = 1, max_inputs = 2;

  std::optional<Index> num_tokens;
  CategoryEncodingMode output_mode = CategoryEncodingMode::multi_hot;

  static constexpr std::array params{
      optional<&CategoryEncoding::num_tokens>("num_tokens", "how many numbers there are: the largest plus 1",
                                              at_least_one)
          .example("10"),
      optional<&CategoryEncoding::output_mode>("output_mode",
                                               "1 at each number alone, 1 for each number a sample has, or how often "
                                               "it has it; binary is an old name of multi_hot"),
  };
  std::string check() const { return num_tokens ? "" : "num_tokens must be given"; }

  Index index_limit() const { return num_tokens.value_or(0); }
  Tensor call(Builder&, std::span<const Tensor> inputs) const {
    const CategoryMode mode = output_mode == CategoryEncodingMode::one_hot ? CategoryMode::one_hot
                              : output_mode == CategoryEncodingMode::count ? CategoryMode::count
                                                                           : CategoryMode::multi_hot;
    if (inputs.size() == 1) return encode_categories(inputs[0], mode, *num_tokens);
    if (mode != CategoryMode::count)
      throw Error{ErrorKind::config,
                  "a second input, the weights, is used by the output_mode \"count\" only",
                  {},
                  "give one input"};
    if (inputs[1].shape() != inputs[0].shape())
      throw Error{ErrorKind::config,
                  "the weights must have the shape of the first input",
                  {},
                  "give one weight for each number"};
    return encode_categories(inputs[0], mode, *num_tokens, inputs[1]);
  }
};

}  // namespace nntrain
