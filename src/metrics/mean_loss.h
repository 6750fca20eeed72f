// Losses without options, as metrics: the mean of the loss of each row.
#pragma once
#include "losses/categorical_hinge.h"
#include "losses/hinge.h"
#include "losses/kl_divergence.h"
#include "losses/log_cosh.h"
#include "losses/mean_absolute_percentage_error.h"
#include "losses/mean_squared_logarithmic_error.h"
#include "losses/poisson.h"
#include "metrics/metric.h"
#include "metrics/target.h"

namespace nntrain::metrics {

template <class Loss>
struct MeanLoss {
  static constexpr std::string_view type = Loss::type, summary = "The loss of this name, as a metric.";
  static constexpr auto aliases = [] {
    if constexpr (requires { Loss::aliases; })
      return Loss::aliases;
    else
      return std::array<std::string_view, 0>{};
  }();
  static constexpr bool higher_is_better = false;

  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&MeanLoss::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    totals.add_mean(Loss{}.call(target_vector(target, prediction), prediction));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

using MeanAbsolutePercentageError = MeanLoss<losses::MeanAbsolutePercentageError>;
using MeanSquaredLogarithmicError = MeanLoss<losses::MeanSquaredLogarithmicError>;
using Poisson = MeanLoss<losses::Poisson>;
using KLDivergence = MeanLoss<losses::KLDivergence>;
using Hinge = MeanLoss<losses::Hinge>;
using SquaredHinge = MeanLoss<losses::SquaredHinge>;
using CategoricalHinge = MeanLoss<losses::CategoricalHinge>;

// LogCosh as a metric has names of its own.
struct LogCoshError {
  static constexpr std::string_view type = "LogCoshError", default_name = "logcosh",
                                    summary = "The loss LogCosh, as a metric.";
  static constexpr bool higher_is_better = false;

  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&LogCoshError::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    totals.add_mean(losses::LogCosh{}.call(target_vector(target, prediction), prediction));
  }
  double result(std::span<const double> totals) const { return mean_result(totals); }
};

}  // namespace nntrain::metrics
