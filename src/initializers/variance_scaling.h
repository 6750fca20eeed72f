// VarianceScaling and its named cases: variance = scale / fan, where fan is the number of inputs of a unit (fan_in),
// the number of units an input feeds (fan_out), or their mean (fan_avg), at least 1.
//   Glorot: fan_avg, 1 (Glorot, Bengio 2010)    He: fan_in, 2 (He et al. 2015)    Lecun: fan_in, 1 (LeCun et al. 1998)
// A kernel is (..., in, out); leading dimensions, the window of a convolution, count in both fans.
#pragma once
#include "initializers/draw.h"

namespace nntrain {

enum class FanMode { fan_in, fan_out, fan_avg };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<FanMode> = {"fan_in", "fan_out", "fan_avg"};

// `normal` is truncated_normal, as in Keras; `untruncated_normal` is what its name says.
enum class Distribution { truncated_normal, untruncated_normal, uniform, normal };
template <>
inline constexpr std::array<std::string_view, 4> enum_names<Distribution> = {"truncated_normal", "untruncated_normal",
                                                                             "uniform", "normal"};

struct Fans {
  double in, out;
};

// Which axes of a kernel are its inputs, and which its units; where not both are said, the last two are.
struct FanAxes {
  static constexpr std::string_view type = "fan axes", summary = "Which axes of a kernel are its inputs and its units.";

  std::optional<std::vector<std::int64_t>> input, output;

  static constexpr std::array params{
      optional<&FanAxes::input>("input_axes", "axes of an unusual kernel that are its inputs; null: its last but one"),
      optional<&FanAxes::output>("output_axes", "axes of an unusual kernel that are its units; null: its last"),
  };
  bool is_complete() const { return input && output; }
};

// Error{config} if the kernel has no such axis.
Fans fans_of(std::span<const std::int64_t> shape, const FanAxes& axes = {});

struct VarianceScaling {
  static constexpr std::string_view type = "VarianceScaling",
                                    summary = "Variance scale / fan, fitted to the kernel's shape.";

  double scale = 1;
  FanMode mode = FanMode::fan_in;
  Distribution distribution = Distribution::truncated_normal;
  std::optional<std::uint64_t> seed;
  FanAxes axes;

  static constexpr std::array params{
      optional<&VarianceScaling::scale>("scale", "variance times fan", positive),
      optional<&VarianceScaling::mode>("mode", "which fan"),
      optional<&VarianceScaling::distribution>("distribution", "shape of the distribution"),
      seed_param<&VarianceScaling::seed>(),
      inlined<&VarianceScaling::axes>(),
  };

  void fill(std::span<float> out, std::span<const std::int64_t> shape, Draw draw) const;
};

// VarianceScaling with everything but the seed fixed.
template <class Recipe>
struct ScaledInitializer {
  static constexpr std::string_view type = Recipe::type, summary = Recipe::summary;

  std::optional<std::uint64_t> seed;
  FanAxes axes;

  static constexpr std::array params{seed_param<&ScaledInitializer::seed>(), inlined<&ScaledInitializer::axes>()};

  void fill(std::span<float> out, std::span<const std::int64_t> shape, Draw draw) const {
    VarianceScaling{Recipe::scale, Recipe::mode, Recipe::distribution, seed, axes}.fill(out, shape, draw);
  }
};

struct GlorotUniformRecipe {
  static constexpr std::string_view type = "GlorotUniform",
                                    summary =
                                        "Uniform, variance 2 / (inputs + outputs); for tanh, softmax and linear units.";
  static constexpr double scale = 1;
  static constexpr FanMode mode = FanMode::fan_avg;
  static constexpr Distribution distribution = Distribution::uniform;
};
struct GlorotNormalRecipe : GlorotUniformRecipe {
  static constexpr std::string_view type = "GlorotNormal",
                                    summary = "Truncated normal, variance 2 / (inputs + outputs).";
  static constexpr Distribution distribution = Distribution::truncated_normal;
};
struct HeUniformRecipe {
  static constexpr std::string_view type = "HeUniform", summary = "Uniform, variance 2 / inputs; for relu and its kin.";
  static constexpr double scale = 2;
  static constexpr FanMode mode = FanMode::fan_in;
  static constexpr Distribution distribution = Distribution::uniform;
};
struct HeNormalRecipe : HeUniformRecipe {
  static constexpr std::string_view type = "HeNormal",
                                    summary = "Truncated normal, variance 2 / inputs; for relu and its kin.";
  static constexpr Distribution distribution = Distribution::truncated_normal;
};
struct LecunUniformRecipe {
  static constexpr std::string_view type = "LecunUniform", summary = "Uniform, variance 1 / inputs.";
  static constexpr double scale = 1;
  static constexpr FanMode mode = FanMode::fan_in;
  static constexpr Distribution distribution = Distribution::uniform;
};
struct LecunNormalRecipe : LecunUniformRecipe {
  static constexpr std::string_view type = "LecunNormal", summary = "Truncated normal, variance 1 / inputs; for selu.";
  static constexpr Distribution distribution = Distribution::truncated_normal;
};

using GlorotUniform = ScaledInitializer<GlorotUniformRecipe>;
using GlorotNormal = ScaledInitializer<GlorotNormalRecipe>;
using HeUniform = ScaledInitializer<HeUniformRecipe>;
using HeNormal = ScaledInitializer<HeNormalRecipe>;
using LecunUniform = ScaledInitializer<LecunUniformRecipe>;
using LecunNormal = ScaledInitializer<LecunNormalRecipe>;

}  // namespace nntrain
