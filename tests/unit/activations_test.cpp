// Every activation against what Keras computed, over small, zero, large and saturating inputs.
#include "activations/activation.h"
#include "base/error.h"
#include "compiler/autodiff.h"
#include "support/golden.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

struct Result {
  std::vector<double> y, gradient;
};

// The activation of rows of x, and the gradient of sum(factors · y); factors: 1 if there are none.
Result run(const Json& activation, std::vector<Index> sample, const std::vector<double>& x,
           const std::vector<double>& factors = {}) {
  Graph graph(op_table());
  const Tensor input = gather_batch(graph, sample, 0);
  const Tensor y = activate(input, component_of<ActivationFamily>(activation));
  RunOptions options;
  options.columns = {x};
  Tensor loss = sum_all(y);
  if (!factors.empty()) {
    const std::vector<Index>& dims = y.shape().dims;
    loss = sum_all(y * gather_batch(graph, {dims.begin() + 1, dims.end()}, 1));
    options.columns.push_back(factors);
  }
  options.batch = static_cast<Index>(x.size()) / input.shape().size();
  const RunResult result = run_graph(graph, std::vector{y, gradients(loss, std::span(&input, 1))[0]}, options);
  return {result.kept[0], result.kept[1]};
}

// Relative to the value, and to 1 where it is smaller: the largest of a case, 1000, would hide errors elsewhere.
void expect_each_close(const std::vector<double>& got, const std::vector<double>& expected,
                       const std::vector<double>& x, const char* what) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], expected[i], 1e-6 * std::max(1.0, std::fabs(expected[i]))) << what << " at " << x[i];
}

class Activations : public testing::TestWithParam<Json> {};

TEST_P(Activations, ComputeWhatKerasComputes) {
  const Json& expected = GetParam();
  const std::vector<double> x = flat(expected["x"]);
  std::vector<Index> sample;
  if (expected["x"][0].is_array()) sample.push_back(static_cast<Index>(expected["x"][0].size()));
  const Result result = run(expected["activation"], sample, x, flat(expected["coefficients"]));
  expect_each_close(result.y, flat(expected["y"]), x, "y");
  expect_each_close(result.gradient, flat(expected["gradient"]), x, "gradient");
}

std::vector<Json> cases() { return golden_cases("activations.json"); }
INSTANTIATE_TEST_SUITE_P(Golden, Activations, testing::ValuesIn(cases()), case_name);

// How a config says an activation of this kind: by name, with parameters where it needs some.
Json recorded(const ActivationKind& kind) {
  for (const Json& each : cases())
    if (component_of<ActivationFamily>(each["activation"]).type() == kind.type) return each["activation"];
  return nullptr;
}

TEST(ActivationRegistry, EveryActivationHasAGoldenCase) {
  for (const ActivationKind& kind : ActivationFamily::kinds())
    EXPECT_FALSE(recorded(kind).is_null()) << kind.type << " is not in tests/golden/activations.json";
}

// ---- parameters: the formulas of Keras' documentation, in double ----

void expect_formula(const Json& activation, double (*formula)(double)) {
  const std::vector<double> x = {-1000, -20, -3, -1, -0.5, -0.1, 0, 0.1, 0.5, 1, 2, 3, 20, 1000};
  const Result result = run(activation, {}, x);
  for (std::size_t i = 0; i < x.size(); ++i)
    EXPECT_NEAR(result.y[i], formula(x[i]), 1e-6 * std::max(1.0, std::fabs(x[i]))) << activation << " at " << x[i];
}

TEST(Activations, TakeKerasParameters) {
  expect_formula({{"type", "gelu"}, {"approximate", true}}, [](double x) {
    return 0.5 * x * (1 + std::tanh(std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x)));
  });
  expect_formula({{"type", "elu"}, {"alpha", 0.3}}, [](double x) { return x > 0 ? x : 0.3 * std::expm1(x); });
  expect_formula({{"type", "leaky_relu"}, {"negative_slope", 0.5}}, [](double x) { return x > 0 ? x : 0.5 * x; });
  expect_formula({{"type", "leaky_relu"}}, [](double x) { return x > 0 ? x : 0.2 * x; });
  expect_formula({{"type", "relu"}, {"negative_slope", 0.1}, {"max_value", 2.5}, {"threshold", 0.25}}, [](double x) {
    return x >= 2.5 ? 2.5 : x > 0.25 ? x : 0.1 * (x - 0.25);
  });
}

TEST(Activations, SoftmaxTakesAnyAxisButTheBatch) {
  const Result columns = run({{"type", "softmax"}, {"axis", 1}}, {2, 3}, {1, 2, 3, 4, 5, 9}, {1, 0, 0, 0, 0, 0});
  const auto first_of_two = [](double a, double b) { return 1 / (1 + std::exp(b - a)); };
  const double p = first_of_two(1, 4), q = first_of_two(2, 5), r = first_of_two(3, 9);
  expect_each_close(columns.y, {p, q, r, 1 - p, 1 - q, 1 - r}, {1, 2, 3, 4, 5, 9}, "y");
  expect_each_close(columns.gradient, {p * (1 - p), 0, 0, -p * (1 - p), 0, 0}, {1, 2, 3, 4, 5, 9}, "gradient");
}

TEST(Activations, ThatWorkOnAnAxisTakeAnyButTheBatch) {
  const std::vector<double> x = {0.5, 2, -1, 0.1, 0.25, 3};  // (2, 3); columns (0.5, 0.1) (2, 0.25) (-1, 3)
  const auto sigmoid = [](double a) { return 1 / (1 + std::exp(-a)); };
  const auto log_first = [](double a, double b) { return -std::log1p(std::exp(b - a)); };
  expect_each_close(run({{"type", "glu"}, {"axis", 1}}, {2, 3}, x).y,
                    {0.5 * sigmoid(0.1), 2 * sigmoid(0.25), -sigmoid(3)}, x, "glu");
  expect_each_close(run({{"type", "log_softmax"}, {"axis", -2}}, {2, 3}, x).y,
                    {log_first(0.5, 0.1), log_first(2, 0.25), log_first(-1, 3), log_first(0.1, 0.5), log_first(0.25, 2),
                     log_first(3, -1)},
                    x, "log_softmax");
}

TEST(Activations, GluSaysWhatItCannotHalve) {
  try {
    run("glu", {3}, {1, 2, 3});
    ADD_FAILURE() << "halved three";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_EQ(error.message, "glu halves axis 1, which is 3 long in an input of shape (None, 3)");
    EXPECT_EQ(error.hint, "make it even; glu gives half as many outputs as there are units");
  }
}

TEST(Activations, LargeInputsGiveNoNaN) {
  for (const ActivationKind& kind : ActivationFamily::kinds()) {
    const bool grows = kind.type == "exponential";
    const std::vector<double> x = {-3e38, -1e30, grows ? 80.0 : 1e10, grows ? 88.0 : 1e12};
    const Result result = run(recorded(kind), {4}, x);
    for (const double y : result.y) EXPECT_FALSE(std::isnan(y)) << kind.type;
    for (std::size_t i = 0; i < x.size(); ++i)
      EXPECT_FALSE(std::isnan(result.gradient[i])) << kind.type << "' of " << x[i];
  }
}

}  // namespace

}  // namespace nntrain::test
