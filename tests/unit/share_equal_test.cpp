// What is computed once although it was asked for twice: read off the program's text, as `describe` prints it.
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/autodiff.h"
#include "support/run_graph.h"

namespace nntrain::test {
namespace {

// How many ops of a kind the compiled program has.
Index count(Graph& graph, const std::vector<Tensor>& keep, const std::string& kind, bool passes = true) {
  State state(graph.table->element_size);
  state.declare(graph);
  state.allocate();
  Index n = 0;
  for (const InstructionNote& note : compile(graph, keep, state, {.fuse = passes}).notes) {
    const std::string ops = " " + note.ops + " ", word = " " + kind + " ";
    for (std::size_t at = ops.find(word); at != std::string::npos; at = ops.find(word, at + 1)) ++n;
  }
  return n;
}

TEST(ShareEqual, WhatLossAndMetricHaveInCommon) {
  for (const bool passes : {false, true}) {
    Graph graph(op_table());
    const Tensor y = tanh(gather_batch(graph, {3}, 0)), truth = gather_batch(graph, {3}, 1);
    const std::vector<Tensor> keep{sum_all(square(y - truth)), sum_all(abs(y - truth)), sum_all(square(y - truth))};
    EXPECT_EQ(count(graph, keep, "sub", passes), passes ? 1 : 3);
  }
}

TEST(ShareEqual, OfWhatIsEqualOnlyBecauseItsOperandsAre) {
  Graph graph(op_table());
  const Tensor x = gather_batch(graph, {4}, 0);
  const std::vector<Tensor> keep{softmax(exp(x * 2.0)), softmax(exp(x * 2.0)) + 1.0, softmax(exp(x * 3.0))};
  EXPECT_EQ(count(graph, keep, "softmax"), 2);
}

TEST(ShareEqual, NotWhatHasOtherOperandsOrParameters) {
  Graph graph(op_table());
  const Tensor x = gather_batch(graph, {4}, 0);
  const std::vector<Tensor> keep{dropout(x, 0.5, 1), dropout(x, 0.5, 2), dropout(x, 0.25, 1), exp(slice(x, 1, 0, 2)), exp(slice(x, 1, 2, 4))};
  EXPECT_EQ(count(graph, keep, "dropout"), 3);
  Graph other(op_table());
  const Tensor z = gather_batch(other, {4}, 0);
  EXPECT_EQ(count(other, {softmax(slice(z, 1, 0, 2)), softmax(slice(z, 1, 2, 4)), softmax(slice(z, 1, 0, 2))}, "softmax"), 2);
}

TEST(ShareEqual, NotWhatHasChangedInBetween) {
  Graph graph(op_table());
  const Tensor w = variable(graph, "w", {{4}, false}), x = gather_batch(graph, {4}, 0);
  const Tensor before = softmax(x * w);
  assign(w, w * 2.0);
  const Tensor after = softmax(x * w);
  const Tensor keep[] = {before, after};
  RunOptions options;
  options.columns = {{0, 1, 2, 3}};
  options.variables = {{"w", {1, 1, 1, 1}}};
  const auto kept = run_graph(graph, keep, options).kept;
  EXPECT_NEAR(kept[0][3], 0.6439143, 1e-6);
  EXPECT_NEAR(kept[1][3], 0.8649548, 1e-6);
}

// Of Tversky's loss: an op that is gone must not count as a reader, or memory is dealt twice.
TEST(ShareEqual, KeepsTheGradientOfSumsWithEqualFactors) {
  std::vector<std::vector<double>> kept;
  for (const bool passes : {false, true}) {
    Graph graph(op_table());
    const Tensor p = sigmoid(gather_batch(graph, {1}, 0) * 2.0), truth = gather_batch(graph, {1}, 1);
    const Tensor overlap = sum_all(truth * p), missed = sum_all(truth * (1.0 - p)), too_much = sum_all(p * (1.0 - truth));
    const Tensor loss = 1.0 - overlap / (overlap + missed * 0.5 + too_much * 0.5 + 1e-7), keep[] = {gradients(loss, std::span(&p, 1))[0]};
    RunOptions options;
    options.compile.fuse = passes;
    options.columns = {{0.3, -0.2, 1, 0.5}, {0, 1, 1, 0}};
    options.batch = 4;
    kept.push_back(run_graph(graph, keep, options).kept[0]);
  }
  EXPECT_EQ(kept[0], kept[1]);
}

TEST(ShareEqual, BothCanBeRead) {
  Graph graph(op_table());
  const Tensor x = gather_batch(graph, {2}, 0), first = softmax(x), second = softmax(x);
  const Tensor keep[] = {first, second, reshape(second, per_sample({2, 1})) * 2.0};
  RunOptions options;
  options.columns = {{0, 1}};
  const auto kept = run_graph(graph, keep, options).kept;
  EXPECT_EQ(kept[0], kept[1]);
  EXPECT_EQ(kept[2][1], 2 * kept[0][1]);
}

}  // namespace
}  // namespace nntrain::test
