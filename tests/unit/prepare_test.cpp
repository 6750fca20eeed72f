// What is computed once, because it depends on variables only, and what must not be.
#include <gtest/gtest.h>

#include <functional>

#include "graph/ops.h"
#include "support/compiled_graph.h"

namespace nntrain::test {
namespace {

constexpr Index width = 40;

Tensor vector(Graph& graph, const std::string& name) { return variable(graph, name, {{width}, false}); }

std::vector<double> numbers_from(double first, Index count) {
  std::vector<double> list;
  for (Index i = 0; i < count; ++i) list.push_back(first + 0.37 * static_cast<double>(i % 11));
  return list;
}

// A normalisation at work: x factor + shift, two numbers a column that depend on four variables.
class Normalized {
 public:
  explicit Normalized(const CompileOptions& options) : output_{output()}, compiled_(graph_, output_, options) {
    for (const char* name : {"gamma", "beta", "mean"}) compiled_.set_variable(name, numbers_from(0.5, width));
    compiled_.set_columns({numbers_from(-1, 3 * width)});
    set_variance(1);
  }
  void set_variance(double first) { compiled_.set_variable("variance", numbers_from(first, width)); }
  void set_variance_untold(float first) { *reinterpret_cast<float*>(compiled_.state().address("variance")) = first; }
  std::vector<double> run(const std::vector<Index>& rows) {
    compiled_.run(rows, 0);
    return compiled_.kept(0, static_cast<Index>(rows.size()));
  }
  std::size_t num_prepared() const { return compiled_.program().num_prepared; }

 private:
  Tensor output() {
    const Tensor factor = rsqrt(vector(graph_, "variance") + 0.001) * vector(graph_, "gamma");
    return softmax(gather_batch(graph_, {width}, 0) * factor + (vector(graph_, "beta") - vector(graph_, "mean") * factor));
  }

  Graph graph_{op_table()};
  const std::vector<Tensor> output_;
  CompiledGraph compiled_;
};

TEST(Prepare, ComputesANormalisationOnceWithTheSameBits) {
  for (const bool fuse : {false, true})
    for (const int threads : {1, 2}) {
      Normalized prepared({.threads = threads, .prepare = true, .fuse = fuse}), plain({.threads = threads, .fuse = fuse});
      EXPECT_EQ(plain.num_prepared(), 0u);
      EXPECT_EQ(prepared.num_prepared(), fuse ? 1u : 5u);
      for (const auto& rows : {std::vector<Index>{0, 1}, {2}, {1, 2, 0}}) EXPECT_EQ(prepared.run(rows), plain.run(rows));
      prepared.set_variance(2);
      plain.set_variance(2);
      EXPECT_EQ(prepared.run({1}), plain.run({1}));
    }
}

TEST(Prepare, DoesNotLookAtVariablesAgain) {
  Normalized prepared({.prepare = true}), plain({});
  const std::vector<double> before = prepared.run({0});
  EXPECT_EQ(plain.run({0}), before);
  prepared.set_variance_untold(100);
  plain.set_variance_untold(100);
  EXPECT_EQ(prepared.run({0}), before);
  EXPECT_NE(plain.run({0}), before);
}

std::size_t num_prepared(Graph& graph, const std::vector<Tensor>& keep) {
  return CompiledGraph(graph, keep, {.prepare = true}).program().num_prepared;
}

TEST(Prepare, TakesProductsAndSumsOfVariables) {
  Graph graph(op_table());
  const Tensor w = variable(graph, "w", {{7, 5}, false}), x = gather_batch(graph, {7}, 0);
  EXPECT_EQ(num_prepared(graph, {matmul(x, w), sum_last(w), matmul(w, w, true) * 2.0, numbers(graph, {2}, {1, 2})}), 3u);
}

TEST(Prepare, LeavesWhatDependsOnMore) {
  const auto prepared = [](const std::function<Tensor(Graph&, Tensor)>& of) {
    Graph graph(op_table());
    return num_prepared(graph, {of(graph, vector(graph, "w"))});
  };
  EXPECT_EQ(prepared([](Graph&, Tensor w) { return exp(w); }), 1u);
  EXPECT_EQ(prepared([](Graph& g, Tensor w) { return exp(w * scalar(g, "batch_size")); }), 0u) << "a scalar";
  EXPECT_EQ(prepared([](Graph&, Tensor w) { return dropout(w, 0.5, 1); }), 0u) << "random numbers";
  EXPECT_EQ(prepared([](Graph& g, Tensor w) { return w + sum_rows(gather_batch(g, {width}, 0)); }), 0u) << "the batch";
  EXPECT_EQ(prepared([](Graph&, Tensor w) { return sum_rows(expand(w, per_sample({width}))); }), 0u) << "the batch's size";
  const auto changed = [](Graph&, Tensor w) {
    const Tensor y = exp(w);
    assign(w, w * 0.5);
    return y;
  };
  EXPECT_EQ(prepared(changed), 0u) << "a variable that the program changes";
}

}  // namespace
}  // namespace nntrain::test
