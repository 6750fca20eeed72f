// More threads than cores: a training step on sixteen threads beside one on as many as there are cores, turn by turn;
// and barriers alone, where nothing (runtime/pace.h) turns to fewer threads.
#include <cstdio>

#include "jobs.h"
#include "pairs.h"
#include "runtime/team.h"

namespace nntrain::bench {
namespace {

constexpr int many = 16;

void run() {
  const int cores = available_cores();
  std::printf("| job | %d threads | %d threads | ratio |\n|---|---|---|---|\n", cores, many);
  for (const Job& job : jobs()) {
    if (job.widths[1] > 1024) continue;
    Workload workload(job);
    const auto few = workload.ours(cores), all = workload.ours(many);
    const auto stepping = [&](OurStep& ours) {
      return [&ours, &workload, next = Index{0}]() mutable {
        ours.run.step(workload.batches().batch(next));
        next = (next + 1) % workload.batches().num_batches();
      };
    };
    const std::vector<Times> times = take_turns({stepping(*few), stepping(*all)}, 15);
    std::vector<double> ratios;
    for (std::size_t r = 0; r < times[0].rounds.size(); ++r) ratios.push_back(times[1].rounds[r] / times[0].rounds[r]);
    std::printf("| %s | %.1f us | %.1f us | %.2f |\n", job.name.c_str(), 1e6 * times[0].median(), 1e6 * times[1].median(), median(std::move(ratios)));
    std::fflush(stdout);
  }
}

// A barrier and nothing else.
void run_barriers() {
  std::printf("\n| threads | a job of 100 barriers |\n|---|---|\n");
  for (const int threads : {available_cores(), many}) {
    Team team(threads);
    Barrier barrier(threads);
    const auto job = [](void* b, int) {
      for (int i = 0; i < 100; ++i) static_cast<Barrier*>(b)->wait();
    };
    const std::vector<Times> times = take_turns({[&] { team.run(job, &barrier); }}, 15);
    std::printf("| %d | %.1f us |\n", threads, 1e6 * times[0].median());
  }
}

}  // namespace
}  // namespace nntrain::bench

int main() {
  nntrain::bench::run();
  nntrain::bench::run_barriers();
}
