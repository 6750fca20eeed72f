// A run that goes on from a model with its optimizer's state trains the epochs that a longer run would have: to the bit. Of the jobs of every optimizer, which
// Keras has trained in one go.
#include <gtest/gtest.h>

#include "support/parity.h"
#include "train/fit.h"

namespace nntrain::test {
namespace {

Model trained(const Spec& spec, const FitOptions& options) {
  Diagnostics diagnostics;
  return fit(spec, diagnostics, read_table(spec.data.spec(), reading_of(spec.data.spec()), parity_data()), std::nullopt, options);
}

FitOptions quiet() {
  FitOptions options;
  options.threads = 1;
  options.log.style = LogStyle::quiet;
  options.log.write = [](std::string_view) {};
  options.include_optimizer = true;
  return options;
}

TEST(InitialModel, GoesOnAsIfNothingHadBeen) {
  int tried = 0;
  for (const Json& each : parity_cases("optimizers")) {
    Spec spec = spec_of_case(each);
    if (each["config"].dump().find("use_ema") != std::string::npos) continue;  // its run ends with the averages in the place of the weights
    if (!spec.callbacks.empty() || spec.epochs < 2) continue;
    const Model whole = trained(spec, quiet());
    Spec part = spec;
    part.epochs = spec.epochs - 1;
    const Model begun = trained(part, quiet());
    spec.initial_epoch = part.epochs;
    spec.initial_weights = begun.weights;
    FitOptions options = quiet();
    options.initial_optimizer = begun.optimizer;
    const double rate = spec.optimizer.call(&OptimizerKind::learning_rate);
    options.initial_optimizer->learning_rate = rate;  // of which the state has float32's digits
    const Model rest = trained(spec, options);
    for (std::size_t i = 0; i < whole.weights.size(); ++i) EXPECT_EQ(rest.weights[i].values, whole.weights[i].values) << each["name"] << ": " << whole.weights[i].name;
    for (std::size_t i = 0; i < whole.history.size(); ++i) EXPECT_EQ(rest.history[i].second.back(), whole.history[i].second.back()) << each["name"] << ": " << whole.history[i].first;
    EXPECT_EQ(rest.optimizer->steps, whole.optimizer->steps);
    ++tried;
  }
  EXPECT_GT(tried, 20);
}

TEST(InitialModel, WithTheStateOfAnotherNetworkIsRefused) {
  const Json job = parity_cases("optimizers")[0];
  Spec spec = spec_of_case(job);
  FitOptions options = quiet();
  options.initial_optimizer = OptimizerState{.steps = 3, .learning_rate = 0.1, .slots = {{"optimizer/other/kernel/momentum", {1}, {0}}}};
  try {
    trained(spec, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_NE(error.message.find("optimizer/other/kernel/momentum"), std::string::npos) << error.message;
  }
}

}  // namespace
}  // namespace nntrain::test
