// Whole jobs whose callbacks change how they go, against Keras' recording of them (tests/golden/callback_jobs.json).
#include <regex>
#include <sstream>

#include "support/recorded_job.h"

namespace nntrain {
namespace {

using test::flat;

// As the recorder leaves them: what an epoch took, and values, which may differ in their last digit.
std::vector<std::string> lines_without_numbers(const std::string& log) {
  std::vector<std::string> lines;
  std::istringstream in(log);
  for (std::string line; std::getline(in, line);) {
    if (std::regex_search(line, std::regex("^ *[0-9]+/[0-9]+ - "))) {
      line = std::regex_replace(line, std::regex(" - [0-9]+s - [0-9]+[mu]?s/step"), " - #");
      line = std::regex_replace(line, std::regex(": [-+.0-9e]+"), ": #");
    }
    lines.push_back(line);
  }
  return lines;
}

class CallbackJob : public testing::TestWithParam<Json> {};

TEST_P(CallbackJob, GoesAsInKeras) {
  const Json& expected = GetParam();
  test::RecordedJob job(
      "binary_classifier",
      {{"optimizer", expected["optimizer"]}, {"callbacks", expected["callbacks"]}, {"epochs", expected["epochs"]}});
  const double tolerance = std::max(1e-5, test::tolerance(expected));
  std::string log;
  job.options.log.style = LogStyle::lines;
  job.options.log.write = [&](std::string_view text) { log += text; };
  const History history = job.run->run();
  EXPECT_EQ(lines_without_numbers(log), expected["log"].get<std::vector<std::string>>());
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
