#include <set>

#include "base/error.h"
#include "constraints/constraint.h"
#include "support/golden.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

class Constraints : public testing::TestWithParam<Json> {};

TEST_P(Constraints, MoveWeightsWhereKerasMovesThem) {
  const Json& expected = GetParam();
  Graph graph(op_table());
  const Tensor w = variable(graph, "w", {{3, 4}, false});
  const Constraint constraint = component_of<ConstraintFamily>(expected["constraint"]);
  assign(w, constraint.call(&ConstraintKind::allowed, w));
  RunOptions options;
  options.variables["w"] = flat(expected["weight"]);
  const RunResult result = run_graph(graph, {}, options);
  expect_close(result.variables.at("w"), flat(expected["allowed"]), tolerance(expected), "w");
}

std::vector<Json> cases() { return golden_cases("constraints.json"); }
INSTANTIATE_TEST_SUITE_P(Golden, Constraints, testing::ValuesIn(cases()), case_name);

TEST(ConstraintRegistry, EveryConstraintHasAGoldenCase) {
  std::set<std::string_view> covered;
  for (const Json& each : cases()) covered.insert(component_of<ConstraintFamily>(each["constraint"]).type());
  for (const ConstraintKind& kind : ConstraintFamily::kinds()) EXPECT_TRUE(covered.contains(kind.type)) << kind.type;
}

TEST(Constraints, SayWhatDoesNotFit) {
  EXPECT_THROW(component_of<ConstraintFamily>({{"type", "MaxNorm"}, {"max_value", -1}}), Error);
  EXPECT_THROW(component_of<ConstraintFamily>({{"type", "MinMaxNorm"}, {"min_value", 2}}), Error);
  Graph graph(op_table());
  const Tensor bias = variable(graph, "bias", {{4}, false});
  const Constraint constraint = component_of<ConstraintFamily>({{"type", "UnitNorm"}, {"axis", 1}});
  try {
    constraint.call(&ConstraintKind::allowed, bias);
    ADD_FAILURE() << "took an axis that is not there";
  } catch (const Error& error) {
    EXPECT_EQ(error.message, "axis 1 does not exist in an input of shape (4,)");
  }
}

}  // namespace

}  // namespace nntrain::test
