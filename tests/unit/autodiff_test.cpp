// Reverse mode by itself: which gradients there are, and how contributions meet. (The rules of ops: tests/property.)
#include "compiler/autodiff.h"

#include <gtest/gtest.h>

#include "support/run_graph.h"

namespace nntrain::test {
namespace {

std::vector<double> gradient(Graph& graph, Tensor loss, Tensor w, std::map<std::string, std::vector<double>> variables) {
  const Tensor with_respect_to[] = {w};
  const Tensor keep[] = {gradients(loss, with_respect_to)[0]};
  RunOptions options;
  options.variables = std::move(variables);
  return run_graph(graph, keep, options).kept[0];
}

TEST(Gradients, AreEmptyWhereTheLossDoesNotDepend) {
  Graph graph(op_table());
  const Tensor w = variable(graph, "w", {{3}, false}), other = variable(graph, "other", {{3}, false});
  const Tensor both[] = {w, other};
  const auto g = gradients(sum_all(w * 2.0), both);
  EXPECT_TRUE(g[0]);
  EXPECT_FALSE(g[1]);
}

TEST(Gradients, StopAtOpsWithoutAny) {
  Graph graph(op_table());
  const Tensor w = variable(graph, "w", {{3}, false});
  const Tensor only[] = {w};
  EXPECT_FALSE(gradients(sum_all(greater(w, 0.0)), only)[0]);
  EXPECT_EQ(gradient(graph, sum_all(greater(w, 0.0) * w), w, {{"w", {-1, 2, 3}}}), (std::vector<double>{0, 1, 1}));
}

TEST(Gradients, OfSeveralUsesAreSummed) {
  Graph graph(op_table());
  const Tensor w = variable(graph, "w", {{2}, false});
  EXPECT_EQ(gradient(graph, sum_all(w * w + w * 3.0), w, {{"w", {1, -2}}}), (std::vector<double>{5, -1}));
}

TEST(Gradients, OfSlicesAreOneAssemble) {
  Graph graph(op_table());
  const Tensor w = variable(graph, "w", {{6}, false});
  const Tensor loss = sum_all(slice(w, 0, 0, 2) * slice(w, 0, 2, 4));
  const Tensor only[] = {w};
  const Tensor g = gradients(loss, only)[0];
  ASSERT_NE(made_by(g, "assemble"), nullptr);
  const Tensor keep[] = {g};
  RunOptions options;
  options.variables = {{"w", {1, 2, 3, 4, 5, 6}}};
  EXPECT_EQ(run_graph(graph, keep, options).kept[0], (std::vector<double>{3, 4, 1, 2, 0, 0}));
}

TEST(Gradients, OfBroadcastOperandsAreSummedDown) {
  Graph graph(op_table());
  const Tensor w = variable(graph, "w", {{1, 3}, false}), x = variable(graph, "x", {{2, 1}, false});
  EXPECT_EQ(gradient(graph, sum_all(w * x), w, {{"w", {1, 1, 1}}, {"x", {4, 5}}}), (std::vector<double>{9, 9, 9}));
}

TEST(Gradients, HaveTheShapeOfTheirTensor) {
  Graph graph(op_table());
  const Tensor x = gather_batch(graph, {4, 6}, 0);
  const std::vector<Tensor> weights{variable(graph, "w", {{6, 5}, false}), variable(graph, "b", {{5}, false}),
                                    variable(graph, "s", {{4, 1}, false}), variable(graph, "one", {{1}, false})};
  const Tensor y = (matmul(x, weights[0]) + weights[1]) * weights[2] * weights[3];
  const auto g = gradients(sum_all(tanh(y)), weights);
  for (std::size_t i = 0; i < weights.size(); ++i) EXPECT_EQ(g[i].shape(), weights[i].shape()) << i;
}

}  // namespace
}  // namespace nntrain::test
