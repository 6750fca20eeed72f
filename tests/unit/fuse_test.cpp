// What runs together: read off the program's text, as `describe` prints it.
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/autodiff.h"
#include "support/run_graph.h"

namespace nntrain::test {
namespace {

struct Built {
  Graph graph{op_table()};
  std::vector<Tensor> keep;
};
std::vector<std::string> steps(Built& b, CompileOptions options = {}) {
  State state(b.graph.table->element_size);
  state.declare(b.graph);
  state.allocate();
  std::vector<std::string> ops;
  for (const InstructionNote& note : compile(b.graph, b.keep, state, options).notes) ops.push_back(note.ops);
  return ops;
}
using Ops = std::vector<std::string>;

TEST(Fuse, BiasAndActivationJoinTheirProduct) {
  Built b;
  const Tensor x = gather_batch(b.graph, {6}, 0);
  b.keep = {relu(matmul(x, variable(b.graph, "w", {{6, 9}, false})) + variable(b.graph, "b", {{9}, false}))};
  EXPECT_EQ(steps(b), (Ops{"gather_batch", "matmul + add + relu"}));
}

TEST(Fuse, NothingJoinsWhenToldNotTo) {
  Built b;
  b.keep = {tanh(gather_batch(b.graph, {6}, 0) * 2.0)};
  EXPECT_EQ(steps(b, {.fuse = false}), (Ops{"gather_batch", "mul", "tanh"}));
}

TEST(Fuse, AnUpdateJoinsItsGradient) {
  Built b;
  const Tensor x = gather_batch(b.graph, {6}, 0), w = variable(b.graph, "w", {{6, 3}, false}), bias = variable(b.graph, "b", {{3}, false});
  const std::vector<Tensor> weights{w, bias};
  const auto g = gradients(sum_all(softmax_cross_entropy(matmul(x, w) + bias, gather_batch(b.graph, {1}, 1))), weights);
  for (std::size_t i = 0; i < 2; ++i) update_sgd(weights[i], g[i], scalar(b.graph, "rate"));
  const Ops ops = steps(b);
  EXPECT_EQ(std::count(ops.begin(), ops.end(), "matmul + update_sgd"), 1);
  EXPECT_EQ(std::count(ops.begin(), ops.end(), "sum_rows + update_sgd"), 1);
}

TEST(Fuse, OpsOfOtherShapesStayApart) {
  Built b;
  const Tensor x = exp(gather_batch(b.graph, {6}, 0));
  b.keep = {tanh(sum_last(x)), reshape(x, per_sample({2, 3})) + 1.0};
  EXPECT_EQ(steps(b), (Ops{"gather_batch", "exp", "sum_last", "tanh", "add"}));
}

TEST(Fuse, AnUpdateDoesNotOvertakeAReader) {
  Built b;
  const Tensor w = variable(b.graph, "w", {{4}, false}), x = gather_batch(b.graph, {4}, 0);
  const Tensor doubled = w * 2.0, read = softmax(x * w);
  assign(w, doubled);
  b.keep = {read};
  EXPECT_EQ(steps(b), (Ops{"gather_batch", "mul", "softmax", "mul + assign"}));
}

TEST(PlaceAtDestination, PartsAreWrittenWhereTheyBelong) {
  Built b;
  const Tensor x = gather_batch(b.graph, {6}, 0);
  const Tensor parts[] = {matmul(x, variable(b.graph, "w", {{6, 4}, false})), tanh(x)};
  b.keep = {concatenate(parts, 1)};
  EXPECT_EQ(steps(b), (Ops{"gather_batch", "matmul", "tanh"}));
}

TEST(PlaceAtDestination, HeadsOfAttentionAreWrittenTransposed) {
  Built b;
  const Tensor x = gather_batch(b.graph, {2, 5, 4}, 0), product = matmul(softmax(matmul(x, x, false, true)), x);
  b.keep = {copy(transpose(product, {0, 2, 1, 3}))};
  EXPECT_EQ(steps(b), (Ops{"gather_batch", "matmul", "softmax", "matmul"}));
}

TEST(DeadOps, AreNotRun) {
  Built b;
  const Tensor x = gather_batch(b.graph, {6}, 0);
  tanh(exp(x));
  b.keep = {x * 2.0};
  EXPECT_EQ(steps(b), (Ops{"gather_batch", "mul"}));
}

TEST(Simplify, ArithmeticWithNeutralNumbersIsNothing) {
  Graph graph(op_table());
  const Tensor x = gather_batch(graph, {3}, 0);
  const std::size_t ops = graph.ops.size();
  EXPECT_EQ((x * 1.0).id, x.id);
  EXPECT_EQ((x / 1.0).id, x.id);
  EXPECT_EQ((x + 0.0).id, x.id);
  EXPECT_EQ((x - 0.0).id, x.id);
  EXPECT_EQ((constant(graph, 0) + x).id, x.id);
  EXPECT_EQ(graph.ops.size(), ops);
  const Tensor folded = constant(graph, 6) / constant(graph, 4) - constant(graph, 1) * constant(graph, 3) + constant(graph, 0.25);
  EXPECT_EQ(folded.value().role, Role::constant);
  EXPECT_EQ(folded.value().constant, -1.25);
}

}  // namespace
}  // namespace nntrain::test
