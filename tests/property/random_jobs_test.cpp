// The number of threads never shows: random jobs, and networks wide enough for many threads.
#include "property/random_jobs.h"

#include <gtest/gtest.h>

#include "config/config.h"
#include "formats/model_file.h"
#include "input/batches.h"
#include "train/fit.h"
#include "train/prepare.h"

namespace nntrain::test {
namespace {

constexpr int thread_counts[] = {2, 3, 5, 7, 16};

FitOptions quiet(int threads) {
  FitOptions options;
  options.threads = threads;
  options.log.style = LogStyle::quiet;
  options.log.write = [](std::string_view) {};
  return options;
}

Table table_of(const RandomJob& job) { return parse_csv(job.csv, "random.csv"); }

// The model file that `nntrain fit` writes. Small programs run on one thread whatever is allowed.
std::string model_of(const RandomJob& job, int threads) {
  Diagnostics diagnostics({"random.json", job.config.dump(), {}});
  const Spec spec = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  return model_text(fit(spec, diagnostics, table_of(job), std::nullopt, quiet(threads)));
}

// The State, byte for byte, after two epochs of steps on so many threads, however small the program is.
std::vector<std::byte> state_of(const RandomJob& job, int threads) {
  Diagnostics diagnostics({"random.json", job.config.dump(), {}});
  const Spec spec = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  const PreparedRun prepared = prepare(spec, diagnostics, table_of(job), std::nullopt, quiet(1));
  const JobGraphPtr training = training_graph(prepared.spec, prepared.network, shapes_of(prepared.columns, prepared.data), diagnostics);
  State state(training->graph.table->element_size);
  state.declare(training->graph);
  state.allocate();
  std::uint32_t place = 0;
  for (const Weight& w : training->forward.weights) state.write(w.name, initial_values(w, place++, static_cast<std::uint64_t>(spec.seed)));
  Batches batches(prepared.train_rows(), spec.batch_size, true, 1);
  const Program program = compile(training->graph, {}, state, {std::min<Index>(spec.batch_size, prepared.train_rows()), threads});
  for (const auto& [name, slot] : program.scalars) slot.set(0.01);  // learning rates and the like; the runner sets the batch size
  Team team(threads);
  Runner runner(program, team);
  std::vector<const void*> columns;
  for (const std::vector<Matrix>* group : {&prepared.data.inputs, &prepared.data.targets, &prepared.data.weights})
    for (const Matrix& m : *group) columns.push_back(m.values.data());
  for (std::uint64_t epoch = 0, step = 0; epoch < 2; ++epoch) {
    batches.start_epoch(static_cast<Index>(epoch));
    for (Index i = 0; i < batches.num_batches(); ++i) runner.run({batches.batch(i), columns, ++step});
  }
  return {state.bytes().begin(), state.bytes().end()};
}

TEST(RandomJobs, GiveTheSameModelForAnyNumberOfThreads) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    const RandomJob job(seed);
    SCOPED_TRACE(job.config.dump());
    const std::string one = model_of(job, 1);
    for (const int threads : thread_counts) ASSERT_EQ(model_of(job, threads), one) << threads << " threads, job " << seed;
  }
}

TEST(RandomJobs, StepAlikeOnAnyNumberOfThreads) {
  for (std::uint32_t seed = 100; seed < 150; ++seed) {
    const RandomJob job(seed);
    SCOPED_TRACE(job.config.dump());
    const std::vector<std::byte> one = state_of(job, 1);
    for (const int threads : thread_counts) ASSERT_TRUE(state_of(job, threads) == one) << threads << " threads, job " << seed;
  }
}

}  // namespace
}  // namespace nntrain::test
