// Arrays print as numpy prints them, recorded by tests/golden/record_numpy.py.
#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/numpy_text.h"
#include "support/golden.h"

namespace nntrain {
namespace {

float number(const Json& json) {
  if (json.is_number()) return json.get<float>();
  return json == "nan" ? NAN : json == "inf" ? INFINITY : -INFINITY;
}

NamedTensor tensor(const Json& golden) {
  NamedTensor t{"w", golden.at("shape").get<std::vector<Index>>(), {}};
  for (const Json& value : golden.at("values")) t.values.push_back(number(value));
  return t;
}

TEST(NumpyText, IsNumpys) {
  const std::vector<Json> cases = test::golden_cases("numpy_text.json");
  ASSERT_GT(cases.size(), 30u);
  for (const Json& golden : cases)
    EXPECT_EQ(numpy_text(tensor(golden)), golden.at("text").get<std::string>()) << golden.at("name");
}

TEST(NumpyText, ShowsTheTutorialsWeights) {
  const std::vector<NamedTensor> weights{{"dense/kernel", {2, 1}, {1.996118f, 3.0239758f}},
                                         {"dense/bias", {1}, {3.963116f}}};
  EXPECT_EQ(numpy_text(weights),
            "[array([[1.996118 ],\n       [3.0239758]], dtype=float32), array([3.963116], dtype=float32)]");
}

}  // namespace
}  // namespace nntrain
