// Initializers draw from the distributions that Keras states: bounds, mean, spread and shape, each within five standard
// errors.
#include <Eigen/Core>
#include <numeric>
#include <set>

#include "base/error.h"
#include "initializers/initializer.h"
#include "support/golden.h"

namespace nntrain::test {

namespace {

std::vector<float> filled(const Json& initializer, const std::vector<std::int64_t>& shape, Draw draw = {7, 1u << 24}) {
  const auto size = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
  std::vector<float> values(static_cast<std::size_t>(size), std::nanf(""));
  component_of<InitializerFamily>(initializer)
      .call(&InitializerKind::fill, std::span<float>(values), std::span<const std::int64_t>(shape), draw);
  return values;
}

struct Moments {
  double mean = 0, stddev = 0, kurtosis = 0;
};
Moments moments(const std::vector<float>& values) {
  const auto n = static_cast<double>(values.size());
  double second = 0, fourth = 0;
  Moments m;
  for (const float v : values) m.mean += static_cast<double>(v) / n;
  for (const float v : values) {
    const double d = static_cast<double>(v) - m.mean;
    second += d * d / n;
    fourth += d * d * d * d / n;
  }
  m.stddev = std::sqrt(second);
  m.kurtosis = fourth / (second * second);
  return m;
}

class Initializers : public testing::TestWithParam<Json> {};

void expect_distribution(const std::vector<float>& values, const std::vector<std::int64_t>& shape, const Json& theory) {
  const std::string distribution = theory["distribution"].get<std::string>();
  if (distribution == "identity") {
    for (std::size_t i = 0, cols = static_cast<std::size_t>(shape.back()); i < values.size(); ++i)
      ASSERT_EQ(static_cast<double>(values[i]), i / cols == i % cols ? theory["gain"].get<double>() : 0.0);
    return;
  }
  if (distribution == "constant") {
    for (const float v : values) ASSERT_EQ(v, theory["value"].get<float>());
    return;
  }
  if (theory.contains("low")) {
    const double low = theory["low"].get<double>(), high = theory["high"].get<double>();
    const double slack = 1e-6 * std::max(std::fabs(low), std::fabs(high));
    for (const float v : values) {
      ASSERT_GE(static_cast<double>(v), low - slack);
      ASSERT_LE(static_cast<double>(v), high + slack);
    }
  }
  // Kurtosis tells the three apart: 1.8, 3, and 2.366 of a normal that is cut at two standard deviations.
  double mean = 0, stddev = 0, kurtosis = 3;
  if (distribution == "uniform") {
    mean = (theory["low"].get<double>() + theory["high"].get<double>()) / 2;
    stddev = (theory["high"].get<double>() - theory["low"].get<double>()) / std::sqrt(12.0);
    kurtosis = 1.8;
  } else {
    mean = theory["mean"].get<double>();
    stddev = theory.value("stddev_of_result", theory["stddev"].get<double>());
    if (distribution == "truncated_normal") kurtosis = 2.366;
  }
  if (values.size() < 100) return;  // a bias of 7 numbers shows only its bounds
  const auto n = static_cast<double>(values.size());
  const Moments m = moments(values);
  EXPECT_NEAR(m.mean, mean, 5 * stddev / std::sqrt(n));
  EXPECT_NEAR(m.stddev / stddev, 1, 5 * std::sqrt((kurtosis - 1) / 4 / n));
  EXPECT_NEAR(m.kurtosis, kurtosis, 5 * std::sqrt(24 / n));
}

void expect_orthogonal(const std::vector<float>& values, Eigen::Index cols, double gain) {
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::MatrixXd q =
      Eigen::Map<const Matrix>(values.data(), static_cast<Eigen::Index>(values.size()) / cols, cols).cast<double>();
  const Eigen::MatrixXd product =
      q.rows() >= q.cols() ? Eigen::MatrixXd(q.transpose() * q) : Eigen::MatrixXd(q * q.transpose());
  const Eigen::MatrixXd expected = gain * gain * Eigen::MatrixXd::Identity(product.rows(), product.cols());
  EXPECT_LT((product - expected).cwiseAbs().maxCoeff(), 1e-5);
}

TEST_P(Initializers, DrawFromKerasDistribution) {
  const Json& expected = GetParam();
  const auto shape = expected["shape"].get<std::vector<std::int64_t>>();
  if (expected.contains("error")) {
    EXPECT_THROW(filled(expected["initializer"], shape), Error);
    return;
  }
  const std::vector<float> values = filled(expected["initializer"], shape);
  const Json& theory = expected["theory"];
  if (theory["distribution"] == "orthogonal")
    expect_orthogonal(values, shape.back(), theory["gain"].get<double>());
  else
    expect_distribution(values, shape, theory);
}

std::vector<Json> cases() { return golden_cases("initializers.json"); }
INSTANTIATE_TEST_SUITE_P(Golden, Initializers, testing::ValuesIn(cases()),
                         [](const testing::TestParamInfo<Json>& test) {
                           // "constant" and {"type": "Constant"} differ by a letter only; the arguments tell the rest
                           // apart.
                           return test_name(test.param["initializer"].dump() + test.param["shape"].dump());
                         });

TEST(InitializerRegistry, EveryInitializerHasAGoldenCase) {
  std::set<std::string_view> covered;
  for (const Json& each : cases()) covered.insert(component_of<InitializerFamily>(each["initializer"]).type());
  for (const InitializerKind& kind : InitializerFamily::kinds()) EXPECT_TRUE(covered.contains(kind.type)) << kind.type;
}

TEST(Initializers, NumbersDependOnSeedAndStreamUnlessTheyHaveTheirOwn) {
  for (const char* name : {"glorot_uniform", "he_normal", "random_uniform", "random_normal", "truncated_normal",
                           "variance_scaling", "orthogonal"}) {
    const auto own = filled(name, {8, 8}, {1, 2});
    EXPECT_EQ(own, filled(name, {8, 8}, {1, 2})) << name;
    EXPECT_NE(own, filled(name, {8, 8}, {2, 2})) << name;
    EXPECT_NE(own, filled(name, {8, 8}, {1, 3})) << name;
    const Json seeded{{"type", name}, {"seed", 5}};
    EXPECT_EQ(filled(seeded, {8, 8}, {1, 2}), filled(seeded, {8, 8}, {2, 3})) << name;
    EXPECT_NE(filled(seeded, {8, 8}, {1, 2}), filled({{"type", name}, {"seed", 6}}, {8, 8}, {1, 2})) << name;
  }
}

// A column of Q has its sign from the random matrix, so none is more likely than the other.
TEST(Initializers, OrthogonalSignsAreEven) {
  int positive = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) positive += filled("orthogonal", {4, 4}, {seed, 0})[0] > 0;
  EXPECT_NEAR(positive, 200, 5 * 10);
}

TEST(Initializers, AnswerToKerasNames) {
  const std::vector<std::pair<const char*, const char*>> names = {{"zero", "Zeros"},
                                                                  {"one", "Ones"},
                                                                  {"uniform", "RandomUniform"},
                                                                  {"normal", "RandomNormal"},
                                                                  {"GlorotUniform", "GlorotUniform"}};
  for (const auto& [name, type] : names) EXPECT_EQ(component_of<InitializerFamily>(name).type(), type);
  EXPECT_THROW(component_of<InitializerFamily>({{"type", "RandomUniform"}, {"minval", 2}, {"maxval", 1}}), Error);
}

}  // namespace

}  // namespace nntrain::test
