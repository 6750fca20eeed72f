#include <gtest/gtest.h>

#include <memory>

#include "property/case_run.h"
#include "property/count_allocations.h"
#include "property/random_networks.h"

namespace nntrain::test {
namespace {

TEST(Allocation, IsCounted) {
  const long before = allocations();
  const auto p = std::make_unique<std::vector<int>>(3);
  EXPECT_EQ(allocations() - before, 2) << "the counter does not see allocations";
}

TEST(Allocation, AStepDoesNone) {
  for (const int threads : {1, 2, 3})
    for (std::uint32_t seed = 0; seed < 40; ++seed) {
      RandomNetwork network(*runnable_op_tables().back(), seed);
      CompiledGraph compiled(network.graph, network.keep, {.max_batch = network.batch, .threads = threads});
      compiled.set_columns(network.inputs.columns);
      const std::vector<Index> rows = case_rows(network.batch);
      compiled.run(rows, 1);  // starts the threads
      const long before = allocations();
      compiled.run(rows, 2);
      EXPECT_EQ(allocations() - before, 0) << "network " << seed << ", " << threads << " threads";
    }
}

}  // namespace
}  // namespace nntrain::test
