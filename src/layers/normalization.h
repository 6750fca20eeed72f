// Normalization: y = (x - mean) / max(sqrt(variance), 1e-7); with `invert` y = mean + x · max(sqrt(variance), 1e-7).
// One mean and variance for each place on `axis`, given, or learnt from the training rows before training begins any
// shape
#pragma once
#include "config/numbers.h"
#include "layers/layer.h"

namespace nntrain {

struct Normalization {
  static constexpr std::string_view type = "Normalization",
                                    summary = "Gives each feature mean 0 and variance 1, as the training rows have it.",
                                    learns = "mean and variance";
  static constexpr bool supports_masking = true;

  std::optional<OneOrMany<Index>> axis{{{-1}}};
  std::optional<Numbers> mean, variance;
  bool invert = false;

  static constexpr std::array params{
      optional<&Normalization::axis>(
          "axis",
          "what has a mean and variance of its own; 0 is the batch, -1 the last axis; null: all is taken together"),
      optional<&Normalization::mean>("mean",
                                     "a number, or one for each place on the axis; null: the training rows decide"),
      optional<&Normalization::variance>("variance", "likewise", non_negative),
      optional<&Normalization::invert>("invert", "whether to undo it instead"),
  };
  std::string check() const;

  bool must_adapt() const { return !mean && adapted_mean_.empty(); }
  Normalization adapted(const Samples& samples) const;
  Tensor call(Builder& b, Tensor x) const;

 private:
  std::vector<Index> kept_axes(const Shape& x) const;
  Tensor given(Graph& graph, const std::string& name, const Numbers& numbers, std::span<const Index> axes,
               const Shape& x) const;

  std::vector<float> adapted_mean_, adapted_variance_;  // what the weights start from
};

}  // namespace nntrain
