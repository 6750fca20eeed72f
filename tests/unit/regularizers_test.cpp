#include <set>

#include "base/error.h"
#include "compiler/autodiff.h"
#include "regularizers/regularizer.h"
#include "support/golden.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

class Regularizers : public testing::TestWithParam<Json> {};

TEST_P(Regularizers, ComputeWhatKerasComputes) {
  const Json& expected = GetParam();
  Graph graph(op_table());
  const std::vector<double> values = flat(expected["weight"]);
  const Tensor w = variable(graph, "w", {{3, 4}, false});
  const Tensor penalty = component_of<RegularizerFamily>(expected["regularizer"]).call(&RegularizerKind::penalty, w);
  EXPECT_EQ(penalty.shape(), (Shape{{1}, false}));
  std::vector<Tensor> keep{penalty};
  const Tensor gradient = gradients(penalty, std::span(&w, 1))[0];
  if (gradient) keep.push_back(gradient);
  RunOptions options;
  options.variables["w"] = values;
  const RunResult result = run_graph(graph, keep, options);
  EXPECT_NEAR(result.kept[0][0], expected["value"].get<double>(), 1e-6);
  const std::vector<double> none(values.size(), 0.0);
  expect_close(gradient ? result.kept[1] : none, flat(expected["gradient"]), tolerance(expected), "gradient");
}

std::vector<Json> cases() { return golden_cases("regularizers.json"); }
INSTANTIATE_TEST_SUITE_P(Golden, Regularizers, testing::ValuesIn(cases()), case_name);

TEST(RegularizerRegistry, EveryRegularizerHasAGoldenCase) {
  std::set<std::string_view> covered;
  for (const Json& each : cases()) covered.insert(component_of<RegularizerFamily>(each["regularizer"]).type());
  for (const RegularizerKind& kind : RegularizerFamily::kinds()) EXPECT_TRUE(covered.contains(kind.type)) << kind.type;
}

TEST(Regularizers, OrthogonalTakesMatricesOnly) {
  Graph graph(op_table());
  const Regularizer orthogonal = "OrthogonalRegularizer";
  EXPECT_THROW(orthogonal.call(&RegularizerKind::penalty, variable(graph, "bias", {{4}, false})), Error);
  const Tensor alone = orthogonal.call(&RegularizerKind::penalty, variable(graph, "row", {{1, 4}, false}));
  EXPECT_EQ(run_graph(graph, std::vector{copy(alone)}, {}).kept[0][0], 0);
}

TEST(Regularizers, AnswerToKerasAndOurNames) {
  for (const char* name : {"L1L2", "l1l2", "l1_l2"}) EXPECT_EQ(component_of<RegularizerFamily>(name).type(), "L1L2");
  EXPECT_THROW(component_of<RegularizerFamily>({{"type", "L2"}, {"l2", -0.1}}), Error);
}

}  // namespace

}  // namespace nntrain::test
