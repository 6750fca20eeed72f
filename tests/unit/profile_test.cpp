// What a profile counts and how it is told.
#include <gtest/gtest.h>

#include "cli/profile_text.h"
#include "compiler/compile.h"
#include "formats/profile_json.h"
#include "graph/ops.h"
#include "kernels/op_tables.h"
#include "runtime/profile_report.h"
#include "runtime/runner.h"

namespace nntrain {
namespace {

// y = relu(x w), of `batch` rows of four numbers.
struct Job {
  static constexpr Index batch = 64;
  Graph graph{op_table()};
  State state{op_table().element_size};
  Team team{2};
  Program program;
  std::vector<float> rows_of_data = std::vector<float>(4 * batch, 1.0f);
  std::vector<Index> rows = std::vector<Index>(batch, 0);

  explicit Job(int threads, Index units = 512) {
    const Tensor y = relu(matmul(gather_batch(graph, {4}, 0), variable(graph, "w", Shape{{4, units}, false}), false, false));
    state.declare(graph);
    state.allocate();
    program = compile(graph, std::vector{y}, state, {batch, threads});
  }
  void run(Profile& profile, int steps, ThreadUse use = ThreadUse::all) {
    Runner runner(program, team, use);
    runner.set_profile(&profile);
    const void* const columns[] = {rows_of_data.data()};
    for (int i = 0; i < steps; ++i) runner.run({rows, columns, 0});
    runner.set_profile(nullptr);
    runner.run({rows, columns, 0});
  }
};

TEST(Durations, KnowTheMedianToAnEighth) {
  EXPECT_EQ(Durations().median_seconds(), 0);
  for (const std::int64_t typical : {1, 7, 16, 31, 100, 12'345, 999'999'999}) {
    Durations durations;
    for (int i = 0; i < 5; ++i) durations.add(typical);
    for (int i = 0; i < 4; ++i) durations.add(typical * 1000);
    EXPECT_DOUBLE_EQ(durations.median_seconds(), static_cast<double>(typical) * 1e-9);
  }
  Durations spread;
  for (std::int64_t i = 1; i <= 10'000; ++i) spread.add(i);
  EXPECT_NEAR(spread.median_seconds(), 5e-6, 5e-6 / 8);
}

TEST(Profile, CountsStepsSamplesAndTimes) {
  Job job(1);
  Profile profile(job.program);
  EXPECT_EQ(profile.step_seconds(), 0);
  job.run(profile, 5);
  EXPECT_EQ(profile.steps(), 5);
  EXPECT_EQ(profile.batch(), Job::batch);
  EXPECT_GT(profile.step_seconds(), 0);
  for (std::size_t i = 0; i < job.program.instructions.size(); ++i) EXPECT_LE(profile.seconds(i), 1);
}

TEST(Profile, KeepsTheFirstEventsOfEachThread) {
  Job job(2);
  const std::size_t instructions = job.program.instructions.size();
  Profile profile(job.program, 2 * (instructions + 1));
  job.run(profile, 3);
  const std::vector<Profile::Event> events = profile.events();
  ASSERT_EQ(events.size(), 2 * (instructions + 1));
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::size_t within = i % (instructions + 1);
    EXPECT_EQ(events[i].thread, i <= instructions ? 0 : 1);
    EXPECT_EQ(events[i].step, within < instructions ? 0 : 1);
    EXPECT_EQ(events[i].instruction, within % instructions);
    EXPECT_GE(events[i].end, events[i].begin);
  }
}

TEST(Profile, TellsThatALittleStepTakesOneThread) {
  for (const bool little : {true, false}) {
    Job job(2, little ? 512 : 4096);
    Profile profile(job.program, 100);
    job.run(profile, 2, ThreadUse::as_it_pays);
    const std::vector<Profile::Event> events = profile.events();
    EXPECT_EQ(std::ranges::none_of(events, [](const Profile::Event& e) { return e.thread == 1; }), little);
    EXPECT_EQ(events.size(), (little ? 2u : 4u) * job.program.instructions.size());
  }
}

TEST(Profile, HoldsProductsAgainstTheirArithmetic) {
  Job job(1);
  Profile profile(job.program);
  job.run(profile, 1);
  const ProfileReport report = report_of(profile, job.team);
  EXPECT_GT(report.limits.flops, 1e8);
  EXPECT_GT(report.limits.memory_bytes, 1e7);
  const auto product = std::find_if(report.rows.begin(), report.rows.end(), [](const auto& row) { return row.note.ops.starts_with("matmul"); });
  ASSERT_NE(product, report.rows.end());
  const double relu_ops = 512 * Job::batch;
  EXPECT_EQ(product->flops, 2.0 * 4 * 512 * Job::batch + relu_ops);
  EXPECT_EQ(product->bytes, 4.0 * (4 * Job::batch + 4 * 512 + 512 * Job::batch));
}

TEST(Profile, CountsTheRowsOfATableThatAreLookedUp) {
  Graph graph(op_table());
  const Tensor y = embedding(variable(graph, "table", Shape{{1000, 8}, false}), gather_batch(graph, {3}, 0));
  State state(op_table().element_size);
  state.declare(graph);
  state.allocate();
  const Program program = compile(graph, std::vector{y}, state, {16, 1});
  ASSERT_EQ(program.notes.back().ops, "embedding");
  EXPECT_EQ(program.notes.back().bytes.at(16), 4 * 16 * (3 + 3 * 8 + 3 * 8));
  EXPECT_EQ(program.notes.back().flops.at(16), 16 * 3 * 8);
}

TEST(Profile, IsToldLongestFirst) {
  ProfileReport report{.isa = "x86-64-v3", .threads = 2, .steps = 10, .batch = 32, .step_seconds = 1e-4, .arena_bytes = 2048, .limits = {100e9, 20e9}};
  report.rows.push_back({{"gather_batch", "(B, 4)", "arena 0", {}, {}}, 1e-5, 0, 0, 2e5});
  report.rows.push_back({{"matmul + update_adam", "(4, 8)", "state dense/kernel", {}, {}}, 8e-5, 1e-5, 4e6, 8e5});
  EXPECT_EQ(profile_text(report),
            "100 us a step of 32 rows; 2 threads, x86-64-v3, arena 2 KiB; medians of 10 steps\n"
            "at most, on as many cores: 100 GFLOP/s in registers, 20.0 GB/s to and from the memory\n"
            "\n"
            " share       time    waiting    GFLOP/s   peak     GB/s   peak  op\n"
            " 90.0%      80 us      10 us       50.0    50%     10.0    50%  matmul + update_adam (4, 8) dense/kernel\n"
            " 10.0%      10 us                                  20.0   100%  gather_batch (B, 4)\n");
  EXPECT_EQ(profile_json(report),
            "{\"isa\": \"x86-64-v3\", \"threads\": 2, \"steps\": 10, \"batch\": 32.0, \"step_seconds\": 1e-04, \"rows_per_second\": 320000.0, "
            "\"arena_bytes\": 2048, \"peak\": {\"flops\": 1e+11, \"memory_bytes\": 2e+10}, \"ops\": "
            "[{\"ops\": \"gather_batch\", \"result\": \"(B, 4)\", \"place\": \"arena 0\", \"seconds\": 1e-05, \"waited\": 0.0, \"flops\": 0.0, "
            "\"bytes\": 2e+05}, {\"ops\": \"matmul + update_adam\", \"result\": \"(4, 8)\", \"place\": \"state dense/kernel\", \"seconds\": "
            "8e-05, \"waited\": 1e-05, \"flops\": 4e+06, \"bytes\": 8e+05}]}\n");
}

}  // namespace
}  // namespace nntrain
