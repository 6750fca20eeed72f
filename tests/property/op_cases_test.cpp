// The properties that every op must have, checked over every case.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "property/case_run.h"

namespace nntrain::test {
namespace {

const OpTable& widest() { return *runnable_op_tables().back(); }
std::vector<const OpTable*> tables() {
  std::vector<const OpTable*> all(runnable_op_tables().begin(), runnable_op_tables().end());
  all.push_back(&op_table_double);
  return all;
}
std::string label(const OpCase& c, const OpTable& table) { return c.name + " on " + std::string(table.name); }

TEST(OpCases, AgreeWithThePlainEvaluator) {
  for (const OpTable* table : tables())
    for (const OpCase& c : op_cases()) {
      SCOPED_TRACE(label(c, *table));
      const double tolerance = table->element_size == sizeof(double) ? 1e-12 : 3e-5;
      EXPECT_EQ(difference(evaluate_case(c, *table), run_case(c, *table, {.max_batch = 0}), tolerance), "");
    }
}

// Central differences of the loss (of fourth order), in double, for some elements of every input.
void check_gradients(const OpCase& c) {
  CaseGraph built(c, op_table_double, true);
  const Inputs inputs = built.inputs;
  const std::vector<Tensor> differentiable = built.inputs.differentiable;
  std::vector<Op> ops(built.graph.ops.begin(), built.graph.ops.end());
  std::vector<Tensor> keep = built.keep;
  keep.push_back(built.loss);
  CompiledGraph compiled(built.graph, keep, {.max_batch = c.batch});
  const std::vector<Index> rows = case_rows(c.batch);
  for (const auto& [name, value] : inputs.scalars) compiled.set_scalar(name, value);
  for (const auto& [name, values] : inputs.variables) compiled.set_variable(name, values);
  auto columns = inputs.columns;
  const auto loss = [&] {
    compiled.run(rows, 5);
    return compiled.kept(keep.size() - 1, 1)[0];
  };
  compiled.set_columns(columns);
  loss();
  std::vector<std::vector<double>> analytic;
  for (std::size_t g = 0; g < built.gradient_of.size(); ++g) analytic.push_back(compiled.kept(built.results + g, c.batch));
  for (std::size_t g = 0; g < analytic.size(); ++g) {
    const Value& input = differentiable[built.gradient_of[g]].value();
    const auto n = static_cast<Index>(analytic[g].size());
    double scale = 1e-3;
    for (const double v : analytic[g]) scale = std::max(scale, std::fabs(v));
    for (Index k = 0; k < n; k += 1 + n / 13) {
      const auto loss_at = [&](double step) {
        if (input.role == Role::variable) {
          auto values = inputs.variables.at(input.name);
          values[static_cast<std::size_t>(k)] += step;
          compiled.set_variable(input.name, values);
        } else {
          const auto column = static_cast<std::size_t>(ops[static_cast<std::size_t>(input.producer)].attributes.begin);
          const Index size = input.shape.size(), place = rows[static_cast<std::size_t>(k / size)] * size + k % size;
          columns[column] = inputs.columns[column];
          columns[column][static_cast<std::size_t>(place)] += step;
          compiled.set_columns(columns);
        }
        return loss();
      };
      constexpr double h = 1e-4;
      const double numeric = (8 * (loss_at(h) - loss_at(-h)) - (loss_at(2 * h) - loss_at(-2 * h))) / (12 * h);
      const double rounding = 1e-11 * std::fabs(loss_at(0));
      ASSERT_LE(std::fabs(numeric - analytic[g][static_cast<std::size_t>(k)]), 1e-7 * scale + rounding)
          << "input " << built.gradient_of[g] << ", element " << k << " of " << n << ": gradient "
          << analytic[g][static_cast<std::size_t>(k)] << ", by differences " << numeric;
    }
  }
}
TEST(OpCases, GradientsAgreeWithDifferences) {
  for (const OpCase& c : op_cases()) {
    SCOPED_TRACE(c.name);
    if (c.gradient) check_gradients(c);
  }
}

TEST(OpCases, EveryKindHasACase) {
  for (const OpTable* table : tables()) {
    std::set<std::string_view> used, differentiated;
    for (const OpCase& c : op_cases()) {
      used.merge(CaseGraph(c, *table, true).kinds());
      if (c.gradient) differentiated.merge(CaseGraph(c, *table, false).kinds());
    }
    for (const OpKind* kind : table->kinds) {
      EXPECT_TRUE(used.count(kind->name)) << "no case uses the op kind " << kind->name;
      EXPECT_TRUE(!kind->gradient || differentiated.count(kind->name)) << "no case checks the gradient of " << kind->name;
    }
  }
}

TEST(OpCases, FusionAndMemoryReuseDoNotShow) {
  for (const OpTable* table : {&widest(), &op_table_double})
    for (const OpCase& c : op_cases())
      for (const bool gradients : {false, true}) {  // without them values die sooner
        SCOPED_TRACE(label(c, *table) + (gradients ? ", gradients" : ", forward"));
        const auto run = [&](bool fuse, bool reuse) {
          return run_case(c, *table, {.max_batch = 0, .fuse = fuse, .reuse_memory = reuse}, gradients);
        };
        const Outcome plain = run(false, false);
        EXPECT_EQ(difference(plain, run(false, true)), "") << "planned, unfused";
        EXPECT_EQ(difference(plain, run(true, false)), "") << "fused, unplanned";
        EXPECT_EQ(difference(plain, run(true, true)), "") << "planned and fused";
      }
}

TEST(OpCases, ThreadsDoNotShow) {
  for (const OpTable* table : {&widest(), &op_table_double})
    for (const OpCase& c : op_cases()) {
      SCOPED_TRACE(label(c, *table));
      const Outcome one = run_case(c, *table, {.max_batch = 0});
      for (const int threads : table == &widest() ? std::vector{2, 3, 7, 16} : std::vector{5})
        EXPECT_EQ(difference(one, run_case(c, *table, {.max_batch = 0, .threads = threads})), "") << threads << " threads";
      EXPECT_EQ(difference(one, run_case(c, *table, {.max_batch = 0, .threads = 3, .fuse = false})), "") << "3 threads, unfused";
    }
}

TEST(OpCases, InstructionSetsAgree) {
  const auto sets = runnable_op_tables();
  for (const OpCase& c : op_cases()) {
    const bool products = CaseGraph(c, *sets[0], true).kinds().count("matmul") > 0;
    const Outcome plainest = run_case(c, *sets[0], {.max_batch = 0});
    for (const OpTable* table : sets) {
      SCOPED_TRACE(label(c, *table));
      const Outcome other = run_case(c, *table, {.max_batch = 0, .threads = 2});
      EXPECT_EQ(products ? difference(plainest, other, 5e-6) : difference(plainest, other), "");
    }
  }
}

TEST(OpCases, ABatchIsItsSamples) {
  for (const OpTable* table : tables())
    for (const OpCase& c : op_cases()) {
      if (!c.rows_alone) continue;
      SCOPED_TRACE(label(c, *table));
      Outcome batch = run_case(c, *table, {.max_batch = 0});
      const Outcome alone = run_samples_alone(c, *table);
      batch.kept.resize(alone.kept.size());
      EXPECT_EQ(difference(alone, batch), "");
    }
}

TEST(OpCases, ThePlannedMaximumDoesNotShow) {
  for (const OpTable* table : {&widest(), &op_table_double})
    for (const OpCase& c : op_cases()) {
      SCOPED_TRACE(label(c, *table));
      const Outcome exact = run_case(c, *table, {.max_batch = 0});
      for (const int threads : {1, 3})
        EXPECT_EQ(difference(exact, run_case(c, *table, {.max_batch = c.batch + 30, .threads = threads})), "") << threads << " threads";
    }
}

// Runs with more room than the batch needs, each value in a place of its own, and looks at every byte that belongs to none.
void check_canaries(const OpCase& c, const OpTable& table, int threads) {
  CaseGraph built(c, table, true);
  CompiledGraph compiled(built.graph, built.keep, {.max_batch = c.batch + 5, .threads = threads, .reuse_memory = false});
  compiled.set_columns(built.inputs.columns);
  for (const auto& [name, value] : built.inputs.scalars) compiled.set_scalar(name, value);
  const auto state = compiled.state().bytes(), memory = arena(compiled.program());
  std::memset(state.data(), 0xFF, state.size());
  std::memset(memory.data(), 0xFF, memory.size());
  for (const auto& [name, values] : built.inputs.variables) compiled.set_variable(name, values);
  compiled.run(case_rows(c.batch), 5);

  std::vector<bool> owned_memory(memory.size()), owned_state(state.size());
  for (std::size_t i = 0; i < built.graph.values.size(); ++i) {
    const Value& v = built.graph.values[i];
    std::byte* const begin = compiled.program().addresses[i];
    if (v.root != static_cast<int>(i) || !begin || v.role == Role::constant || v.role == Role::scalar) continue;
    const bool variable = v.role == Role::variable;
    auto& owned = variable ? owned_state : owned_memory;
    const auto first = begin - (variable ? state.data() : memory.data());
    const auto size = v.shape.size() * (v.shape.batched ? c.batch : 1) * static_cast<Index>(table.element_size);
    std::fill(owned.begin() + first, owned.begin() + first + size, true);
  }
  const auto untouched = [](std::span<const std::byte> bytes, const std::vector<bool>& owned) {
    for (std::size_t i = 0; i < bytes.size(); ++i)
      if (!owned[i] && bytes[i] != std::byte{0xFF}) return static_cast<Index>(i);
    return Index{-1};
  };
  EXPECT_EQ(untouched(memory, owned_memory), -1) << "a byte of the arena was written that belongs to no value";
  EXPECT_EQ(untouched(state, owned_state), -1) << "a byte of the state was written that belongs to no variable";
}
TEST(OpCases, NothingIsWrittenBesideAValue) {
  for (const OpTable* table : tables())
    for (const OpCase& c : op_cases())
      for (const int threads : {1, 3}) {
        SCOPED_TRACE(label(c, *table) + ", " + std::to_string(threads) + " threads");
        check_canaries(c, *table, threads);
      }
}

}  // namespace
}  // namespace nntrain::test
