// Memory plans: no overlap, never below the bound, and near it for the networks most people train.
#include "compiler/plan.h"

#include <gtest/gtest.h>

#include "compiler/autodiff.h"
#include "compiler/passes/passes.h"
#include "support/run_graph.h"

namespace nntrain::test {
namespace {

// A multilayer perceptron's training step, compiled; `keep_gradients`: every gradient stays to the end.
Program mlp(const std::vector<Index>& sizes, Index batch, bool keep_gradients, CompileOptions options) {
  Graph graph(op_table());
  Tensor x = gather_batch(graph, {sizes[0]}, 0);
  std::vector<Tensor> weights;
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    weights.push_back(variable(graph, "w" + std::to_string(i), {{sizes[i - 1], sizes[i]}, false}));
    weights.push_back(variable(graph, "b" + std::to_string(i), {{sizes[i]}, false}));
    x = matmul(x, weights[weights.size() - 2]) + weights.back();
    if (i + 1 < sizes.size()) x = relu(x);
  }
  const Tensor loss = sum_all(softmax_cross_entropy(x, gather_batch(graph, {1}, 1))) * scalar(graph, "inverse_batch_size");
  const std::vector<Tensor> g = gradients(loss, weights);
  for (std::size_t i = 0; i < weights.size(); ++i) update_sgd(weights[i], g[i], scalar(graph, "rate"));
  std::vector<Tensor> keep{loss};
  if (keep_gradients) keep.insert(keep.end(), g.begin(), g.end());
  State state(graph.table->element_size);
  state.declare(graph);
  state.allocate();
  options.max_batch = batch;
  return compile(graph, keep, state, options);
}

TEST(Plan, IsNearTheLowerBoundForPerceptrons) {
  for (const auto& sizes : {std::vector<Index>{784, 512, 512, 10}, {784, 128, 10}, {16, 64, 64, 3}, {2, 1}, {100, 100, 100, 100, 100, 7}})
    for (const Index batch : {1, 32, 128})
      for (const bool gradients : {false, true}) {
        const Program p = mlp(sizes, batch, gradients, {});
        EXPECT_GE(p.arena_bytes, p.lower_bound_bytes);
        EXPECT_LE(static_cast<double>(p.arena_bytes), 1.1 * static_cast<double>(p.lower_bound_bytes)) << sizes.size() << " layers, batch " << batch;
      }
}

TEST(Plan, WithoutReuseEveryValueHasAPlace) {
  const Program reused = mlp({64, 64, 64, 64, 3}, 32, false, {}), apart = mlp({64, 64, 64, 64, 3}, 32, false, {.reuse_memory = false});
  EXPECT_LT(reused.arena_bytes, apart.arena_bytes);
}

TEST(Plan, ValuesThatLiveTogetherDoNotOverlap) {
  Graph graph(op_table());
  const Tensor x = gather_batch(graph, {40}, 0);
  Tensor y = softmax(x);
  std::vector<Tensor> made{y};
  for (int i = 0; i < 6; ++i) made.push_back(softmax(made.back() * 2.0));
  const Tensor sum = softmax(made[1] + made.back());
  Schedule schedule(graph, {sum.id});
  const Plan plan = plan_memory(schedule, {.max_batch = 3});
  const auto life = [&](int root) {
    std::pair<std::size_t, std::size_t> steps{schedule.steps.size(), 0};
    for (std::size_t k = 0; k < schedule.steps.size(); ++k)
      if (schedule.reads(schedule.steps[k]).count(root) || schedule.writes(schedule.steps[k]).count(root))
        steps = {std::min(steps.first, k), std::max(steps.second, k)};
    return steps;
  };
  for (const auto& [a, at_a] : plan.offsets)
    for (const auto& [b, at_b] : plan.offsets) {
      if (a >= b) continue;
      const auto [first_a, last_a] = life(a);
      const auto [first_b, last_b] = life(b);
      // A result may take the place of an operand that dies in the same step.
      const bool together = first_a < last_b && first_b < last_a;
      const Index size_a = graph.values[static_cast<std::size_t>(a)].shape.size() * 3, size_b = graph.values[static_cast<std::size_t>(b)].shape.size() * 3;
      EXPECT_FALSE(together && at_a < at_b + size_b && at_b < at_a + size_a) << "values " << a << " and " << b;
    }
}

TEST(Plan, KeepsWhatIsKept) {
  Graph graph(op_table());
  const Tensor x = gather_batch(graph, {8}, 0), early = softmax(x * 2.0);
  Tensor y = early;
  for (int i = 0; i < 5; ++i) y = softmax(y * 3.0);
  const Tensor keep[] = {early, y};
  RunOptions options;
  options.columns = {{1, 2, 3, 4, 5, 6, 7, 8}};
  const auto kept = run_graph(graph, keep, options).kept;
  EXPECT_NEAR(kept[0][7], 0.8646647, 1e-5);
}

}  // namespace
}  // namespace nntrain::test
