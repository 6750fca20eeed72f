// Values recorded from Keras (tests/golden/README.md), and comparing with them.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "config/component.h"
#include "config/diagnostics.h"

namespace nntrain::test {

inline Json golden(const std::string& file) {
  const std::string path = std::string(NNTRAIN_SOURCE_DIR) + "/tests/golden/" + file;
  std::ifstream in(path);
  EXPECT_TRUE(in.good()) << path;
  return Json::parse(in);
}
inline std::vector<Json> golden_cases(const std::string& file) {
  const Json all = golden(file);
  return {all.begin(), all.end()};
}

// All numbers of a nested list, row-major.
inline std::vector<double> flat(const Json& json) {
  if (!json.is_array()) return {json.get<double>()};
  std::vector<double> all;
  for (const Json& item : json) {
    const std::vector<double> part = flat(item);
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

// The component that a config would give by this string or object.
template <class F>
Component<F> component_of(const Json& json) {
  Diagnostics diagnostics;
  Component<F> component;
  Reader(json, "", diagnostics).read(component);
  diagnostics.throw_if_any();
  return component;
}

// What a case allows, relative to a tensor's largest magnitude: a few times what Keras' own back ends differ by.
inline double tolerance(const Json& golden_case) {
  double spread = 0;
  for (const char* key : {"spread", "spread64"})
    if (const auto found = golden_case.find(key); found != golden_case.end() && found->is_number())
      spread = std::max(spread, found->get<double>());
  return std::max(1e-6, 4 * spread);
}

inline void expect_close(std::span<const double> got, std::span<const double> expected, double relative,
                         const std::string& what) {
  ASSERT_EQ(got.size(), expected.size()) << what;
  double largest = 0.01;
  for (const double e : expected) largest = std::max(largest, std::fabs(e));
  for (std::size_t i = 0; i < got.size(); ++i)
    ASSERT_NEAR(got[i], expected[i], relative * largest) << what << ", element " << i;
}

// Names of parameterised tests: letters, digits and _ only.
inline std::string test_name(std::string name) {
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

inline std::string case_name(const testing::TestParamInfo<Json>& test) {
  return test_name(test.param["name"].get<std::string>());
}

}  // namespace nntrain::test
