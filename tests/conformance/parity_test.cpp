// Whole small jobs against real Keras, one for each component and option (tests/golden/parity): the history of fit,
// with validation and partial last batches, and the final weights.
#include "support/parity.h"

#include <iostream>

#include "base/error.h"

namespace nntrain::test {
namespace {

class Parity : public testing::TestWithParam<std::string> {};

TEST_P(Parity, WithKeras) {
  Difference worst;
  double worst_share = 0;
  std::string worst_case, nearest_to_limit;
  const std::vector<Json> cases = parity_cases(GetParam());
  const double usual = usual_spread(cases);
  for (const Json& each : cases) {
    const std::string name = each["name"].get<std::string>();
    Difference difference;
    try {
      difference = difference_to_keras(each, train_case(each));
    } catch (const Error& error) {
      ADD_FAILURE() << GetParam() << ", " << name << ": " << error.where << ": " << error.message;
      continue;
    }
    const double allowed = 4 * std::max(spread_of(each), usual), share = difference.value / allowed;
    EXPECT_LE(share, 1) << GetParam() << ", " << name << ": " << difference.where << " is " << difference.value
                        << " off Keras', allowed are " << allowed;
    if (difference.value >= worst.value) worst = difference, worst_case = name;
    if (share >= worst_share) worst_share = share, nearest_to_limit = name;
  }
  std::cout << "parity: " << GetParam() << ": " << cases.size() << " cases, worst " << worst.value << " (" << worst_case
            << ", " << worst.where << "), at most " << worst_share << " of what is allowed (" << nearest_to_limit
            << ")\n";
}

INSTANTIATE_TEST_SUITE_P(Golden, Parity, testing::ValuesIn(parity_groups()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace nntrain::test
