// Whole jobs whose callbacks change how they go, against Keras' recording of them (tests/golden/callback_jobs.json).
#include "support/recorded_job.h"

namespace nntrain {
namespace {

using test::flat;

class CallbackJob : public testing::TestWithParam<Json> {};

TEST_P(CallbackJob, GoesAsInKeras) {
  const Json& expected = GetParam();
  test::RecordedJob job(
      "binary_classifier",
      {{"optimizer", expected["optimizer"]}, {"callbacks", expected["callbacks"]}, {"epochs", expected["epochs"]}});
  const double tolerance = std::max(1e-5, test::tolerance(expected));
  const History history = job.run->run();
  ASSERT_EQ(history.size(), expected["history"].size());
  for (const auto& [name, values] : history) {
    ASSERT_TRUE(expected["history"].contains(name)) << name;
    test::expect_close(values, flat(expected["history"][name]), name == "learning_rate" ? 1e-7 : 2 * tolerance, name);
  }
  const std::vector<NamedTensor> weights = job.run->weights();
  ASSERT_EQ(weights.size(), expected["final_weights"].size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Json& final = expected["final_weights"][i];
    EXPECT_EQ(weights[i].name, final["name"].get<std::string>());
    test::expect_close(std::vector<double>(weights[i].values.begin(), weights[i].values.end()), flat(final["values"]),
                       5 * tolerance, weights[i].name);
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, CallbackJob, testing::ValuesIn(test::golden_cases("callback_jobs.json")),
                         test::case_name);

}  // namespace
}  // namespace nntrain
