#include "train/state_guard.h"

#include <gtest/gtest.h>

#include <limits>

#include "kernels/op_tables.h"

namespace nntrain::test {
namespace {

// Three variables, of which the second is a metric's total.
struct Guarded {
  Graph graph{op_table()};
  State state{op_table().element_size};
  std::optional<StateGuard> guard;

  Guarded() {
    variable(graph, "dense/kernel", {{3, 7}, false});
    variable(graph, "training/loss", {{1}, false});
    variable(graph, "optimizer/dense/kernel/momentum", {{3, 7}, false});
    state.declare(graph);
    state.allocate();
    guard.emplace(state, std::set<std::string>{"training/loss"});
  }
  void put(const std::string& name, std::size_t place, float value) {
    std::vector<float> values = state.read(name);
    values[place] = value;
    state.write(name, values);
  }
};

TEST(StateGuard, FindsWhatIsNotFiniteAnywhere) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  for (const float bad : {infinity, -infinity, std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::quiet_NaN()})
    for (const char* name : {"dense/kernel", "optimizer/dense/kernel/momentum"})
      for (std::size_t place = 0; place < 21; ++place) {
        Guarded g;
        EXPECT_TRUE(g.guard->is_finite());
        g.put(name, place, bad);
        EXPECT_FALSE(g.guard->is_finite()) << name << " " << place << " " << bad;
      }
}

TEST(StateGuard, TakesTheLargestAndTheSmallestNumbers) {
  Guarded g;
  using Limits = std::numeric_limits<float>;
  std::size_t place = 0;
  for (const float good : {Limits::max(), Limits::lowest(), Limits::min(), Limits::denorm_min(), -0.0f}) g.put("dense/kernel", place++, good);
  EXPECT_TRUE(g.guard->is_finite());
}

TEST(StateGuard, LetsTotalsBeWhatTheyAre) {
  Guarded g;
  g.put("training/loss", 0, std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(g.guard->is_finite());
}

TEST(StateGuard, BringsBackWhatItKept) {
  Guarded g;
  g.put("dense/kernel", 4, 1.5f);
  g.guard->keep();
  g.put("dense/kernel", 4, 2.5f);
  g.put("training/loss", 0, 7);
  g.guard->restore();
  EXPECT_EQ(g.state.read("dense/kernel")[4], 1.5f);
  EXPECT_EQ(g.state.read("training/loss")[0], 0.0f);
}

}  // namespace
}  // namespace nntrain::test
