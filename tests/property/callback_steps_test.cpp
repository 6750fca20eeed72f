// What a callback that looks at every step costs the step: no allocation.
#include <gtest/gtest.h>

#include "config/config.h"
#include "property/count_allocations.h"
#include "train/training_run.h"

namespace nntrain::test {
namespace {

// Of one epoch with so many steps.
long allocations_of(int steps) {
  Diagnostics diagnostics(
      {"test.json",
       R"({"layers": [{"type": "Dense", "units": 3}, {"type": "Dense", "units": 1}], "loss": "mse", "batch_size": 5,
                               "callbacks": ["TerminateOnNaN"], "data": {"synthetic": {"rows": )" +
           std::to_string(5 * steps) + "}}}",
       {}});
  const Spec spec = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  const Network network(spec, diagnostics);
  const Table table = read_table(spec.data.spec(), {}, "");
  const Columns columns = learn_columns(spec.data.spec(), table, network.wants(), plan_rows(spec.data.spec(), table, network.wants(), 0, 0));
  const Dataset data = encode(columns, table, true);
  FitOptions options;
  options.threads = 1;
  options.log.style = LogStyle::quiet;
  options.log.write = [](std::string_view) {};
  TrainingRun run(spec, network, columns, data, data.num_rows(), nullptr, 0, diagnostics, options);
  const long before = allocations();
  run.run();
  return allocations() - before;
}

TEST(CallbackSteps, AllocateNothing) {
  const long few = allocations_of(10);
  EXPECT_GT(few, 0);
  EXPECT_EQ(allocations_of(50), few);
}

}  // namespace
}  // namespace nntrain::test
