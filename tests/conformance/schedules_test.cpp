// Every learning-rate schedule against what Keras computed.
#include <set>

#include "base/error.h"
#include "schedules/schedule.h"
#include "support/golden.h"
#include "support/keras_defaults.h"

namespace nntrain::test {

namespace {

class Schedules : public testing::TestWithParam<Json> {};

TEST_P(Schedules, GiveKerasRates) {
  const Json& expected = GetParam();
  const Schedule schedule = component_of<ScheduleFamily>(expected["schedule"]);
  std::vector<double> rates;
  for (const Json& step : expected["steps"])
    rates.push_back(static_cast<double>(schedule.call(&ScheduleKind::rate, step.get<std::int64_t>())));
  expect_close(rates, flat(expected["rates"]), tolerance(expected), "rate");
}

INSTANTIATE_TEST_SUITE_P(Golden, Schedules, testing::ValuesIn(golden_cases("schedules.json")), case_name);

TEST(ScheduleRegistry, EveryScheduleHasAGoldenCase) {
  std::set<std::string> covered;
  for (const Json& each : golden_cases("schedules.json")) covered.insert(each["schedule"]["type"].get<std::string>());
  for (const ScheduleKind& kind : ScheduleFamily::kinds())
    EXPECT_TRUE(covered.contains(std::string(kind.type)))
        << kind.type << " is in no case of tests/golden/schedules.json";
}

TEST(ScheduleRegistry, HasAllOfKeras) {
  std::set<std::string> ours, keras;
  for (const ScheduleKind& kind : ScheduleFamily::kinds()) ours.insert(std::string(kind.type));
  const Json defaults = golden("defaults.json");
  for (const auto& [name, arguments] : defaults["schedules"].items()) keras.insert(name);
  EXPECT_EQ(ours, keras);
  expect_keras_defaults<ScheduleFamily>("schedules", {});
}

TEST(ScheduleErrors, ValuesThatDoNotFitAreNotTaken) {
  const auto piecewise = [](const Json& boundaries, const Json& values) {
    return Json{{"type", "PiecewiseConstantDecay"}, {"boundaries", boundaries}, {"values", values}};
  };
  const auto cosine = [](const char* key, const Json& value) {
    Json spec = {{"type", "CosineDecay"}, {"initial_learning_rate", 0.1}, {"decay_steps", 10}};
    spec[key] = value;
    return spec;
  };
  EXPECT_NO_THROW(component_of<ScheduleFamily>(piecewise({1, 5}, {1, 2, 3})));
  EXPECT_NO_THROW(component_of<ScheduleFamily>(cosine("warmup_steps", 3)));
  const std::vector<Json> wrong = {piecewise({1, 5}, {1, 2}),     piecewise({5, 1}, {1, 2, 3}),
                                   piecewise(Json::array(), {1}), piecewise({1}, {0.1, -0.1}),
                                   cosine("decay_steps", 0),      cosine("initial_learning_rate", -0.1),
                                   cosine("warmup_steps", -1),    "CosineDecay"};
  for (const Json& spec : wrong) EXPECT_THROW(component_of<ScheduleFamily>(spec), Error) << spec.dump();
}

}  // namespace

}  // namespace nntrain::test
