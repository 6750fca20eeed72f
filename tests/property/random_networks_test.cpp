#include "property/random_networks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "property/case_run.h"
#include "reference/evaluator.h"

namespace nntrain::test {
namespace {

constexpr std::uint32_t networks = 200;
constexpr int steps = 3;

std::vector<Index> rows_of(Index batch, int step) {
  std::vector<Index> rows;
  for (Index i = 0; i < batch; ++i) rows.push_back((i * 5 + step * 7) % 40);
  return rows;
}

// A few steps of training; then everything that can be read.
Outcome trained(std::uint32_t seed, const OpTable& table, CompileOptions options) {
  RandomNetwork network(table, seed);
  options.max_batch = options.max_batch > 1 ? options.max_batch : network.batch;
  CompiledGraph compiled(network.graph, network.keep, options);
  compiled.set_columns(network.inputs.columns);
  for (const auto& [name, value] : network.inputs.scalars) compiled.set_scalar(name, value);
  for (const auto& [name, values] : network.inputs.variables) compiled.set_variable(name, values);
  fill_with_nan(compiled.program());
  for (int s = 1; s <= steps; ++s) compiled.run(rows_of(network.batch, s), static_cast<std::uint64_t>(s));
  Outcome outcome;
  for (std::size_t i = 0; i < network.keep.size(); ++i) outcome.kept.push_back(compiled.kept(i, network.batch));
  outcome.variables = compiled.variables();
  return outcome;
}

TEST(RandomNetworks, CompiledInEveryWayTrainAlike) {
  const OpTable& table = *runnable_op_tables().back();
  for (std::uint32_t seed = 0; seed < networks; ++seed) {
    SCOPED_TRACE("network " + std::to_string(seed));
    const Outcome plain = trained(seed, table, {.max_batch = 1, .fuse = false, .reuse_memory = false});
    ASSERT_TRUE(std::isfinite(plain.kept[0][0]));
    EXPECT_EQ(difference(plain, trained(seed, table, {.max_batch = 1})), "") << "fused and planned";
    EXPECT_EQ(difference(plain, trained(seed, table, {.max_batch = 1, .fuse = false})), "") << "planned";
    EXPECT_EQ(difference(plain, trained(seed, table, {.max_batch = 1, .reuse_memory = false})), "") << "fused";
    EXPECT_EQ(difference(plain, trained(seed, table, {.max_batch = 1, .prepare = true})), "") << "prepared";
    EXPECT_EQ(difference(plain, trained(seed, table, {.max_batch = 60, .threads = 2})), "") << "2 threads, more room";
    for (const int threads : {5, 7, 16})
      EXPECT_EQ(difference(plain, trained(seed, table, {.max_batch = 1, .threads = threads})), "") << threads << " threads";
    EXPECT_EQ(difference(plain, trained(seed, table, {.max_batch = 1, .threads = 3, .fuse = false})), "") << "3 threads, unfused";
  }
}

TEST(RandomNetworks, TrainAlikeOnEveryInstructionSet) {
  const auto tables = runnable_op_tables();
  for (std::uint32_t seed = 0; seed < networks; ++seed) {
    SCOPED_TRACE("network " + std::to_string(seed));
    const Outcome plainest = trained(seed, *tables[0], {.max_batch = 1, .reproducible = true});
    for (const OpTable* table : tables.subspan(1)) EXPECT_EQ(difference(plainest, trained(seed, *table, {.max_batch = 1})), "") << table->name;
  }
}

TEST(RandomNetworks, TrainAsThePlainEvaluatorDoes) {
  for (std::uint32_t seed = 0; seed < networks; ++seed) {
    SCOPED_TRACE("network " + std::to_string(seed));
    RandomNetwork network(op_table_double, seed);
    Evaluator plain;
    plain.columns = network.inputs.columns;
    plain.variables = network.inputs.variables;
    for (const auto& [name, value] : network.inputs.scalars) plain.scalars[name] = {value};
    for (int s = 1; s <= steps; ++s) {
      plain.rows = rows_of(network.batch, s);
      plain.seed = static_cast<std::uint64_t>(s);
      plain.evaluate(network.graph);
    }
    Outcome expected;
    for (const Tensor t : network.keep) expected.kept.push_back(plain.value(t.id).data);
    EXPECT_EQ(difference(expected, trained(seed, op_table_double, {.max_batch = 1}), 1e-8), "");
  }
}

}  // namespace
}  // namespace nntrain::test
