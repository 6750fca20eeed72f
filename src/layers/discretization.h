// Discretization: y = how many boundaries are <= x, the number of x's bin; as it is, or encoded (categories.h)      any
// shape The boundaries are given, or `num_bins` of them but one are learnt from the training rows before training
// begins: about the quantiles of all numbers taken together.
#pragma once
#include "layers/categories.h"

namespace nntrain {

template <>
inline constexpr std::array<std::string_view, 4> enum_names<CategoryMode> = {"int", "one_hot", "multi_hot", "count"};

struct Discretization {
  static constexpr Range countable{1, 16777216, false, false, "from 1 to 16777216"};  // bins are numbered by floats
  static constexpr std::string_view type = "Discretization", summary = "Replaces each number by the number of its bin.",
                                    learns = "bin boundaries";

  std::optional<std::vector<double>> bin_boundaries;
  std::optional<Index> num_bins;
  double epsilon = 0.01;
  CategoryMode output_mode = CategoryMode::as_int;

  static constexpr std::array params{
      optional<&Discretization::bin_boundaries>(
          "bin_boundaries", "where one bin ends and the next begins, increasing; null: the training rows decide")
          .example("[0, 1]"),
      optional<&Discretization::num_bins>("num_bins", "how many bins the training rows are dealt into", countable),
      optional<&Discretization::epsilon>("epsilon", "how exact learnt boundaries are: the smaller, the more",
                                         positive_unit),
      optional<&Discretization::output_mode>(
          "output_mode", "the bin's number, 1 at each alone, 1 for each bin a sample has, or how often it has it"),
  };
  std::string check() const;

  bool must_adapt() const { return !bin_boundaries; }
  Discretization adapted(const Samples& samples) const;
  Tensor call(Builder& b, Tensor x) const;
};

}  // namespace nntrain
