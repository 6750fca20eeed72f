// RandomUniform, RandomNormal, TruncatedNormal: a distribution that does not depend on the weight's shape
#pragma once
#include "initializers/draw.h"

namespace nntrain {

struct RandomUniform {
  static constexpr std::string_view type = "RandomUniform", summary = "Uniform between two bounds.";
  static constexpr std::array<std::string_view, 1> aliases{"uniform"};

  double minval = -0.05;
  double maxval = 0.05;
  std::optional<std::uint64_t> seed;

  static constexpr std::array params{
      optional<&RandomUniform::minval>("minval", "lower bound"),
      optional<&RandomUniform::maxval>("maxval", "upper bound"),
      seed_param<&RandomUniform::seed>(),
  };
  std::string check() const { return minval <= maxval ? "" : "minval must not be greater than maxval"; }

  void fill(std::span<float> out, std::span<const std::int64_t>, Draw draw) const {
    fill_uniform(out, minval, maxval, seeded(seed, draw));
  }
};

struct RandomNormal {
  static constexpr std::string_view type = "RandomNormal", summary = "Normally distributed.";
  static constexpr std::array<std::string_view, 1> aliases{"normal"};

  double mean = 0;
  double stddev = 0.05;
  std::optional<std::uint64_t> seed;

  static constexpr std::array params{
      optional<&RandomNormal::mean>("mean", "mean"),
      optional<&RandomNormal::stddev>("stddev", "standard deviation", non_negative),
      seed_param<&RandomNormal::seed>(),
  };

  void fill(std::span<float> out, std::span<const std::int64_t>, Draw draw) const {
    fill_normal(out, mean, stddev, seeded(seed, draw));
  }
};

struct TruncatedNormal {
  static constexpr std::string_view type = "TruncatedNormal",
                                    summary = "Normally distributed, nothing beyond two standard deviations.";

  double mean = 0;
  double stddev = 0.05;
  std::optional<std::uint64_t> seed;

  static constexpr std::array params{
      optional<&TruncatedNormal::mean>("mean", "mean"),
      optional<&TruncatedNormal::stddev>("stddev", "standard deviation before the ends are cut off", non_negative),
      seed_param<&TruncatedNormal::seed>(),
  };

  void fill(std::span<float> out, std::span<const std::int64_t>, Draw draw) const {
    fill_truncated_normal(out, mean, stddev, seeded(seed, draw));
  }
};

}  // namespace nntrain
