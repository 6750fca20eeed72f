#include "runtime/machine_limits.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include "compiler/state.h"

namespace nntrain {

namespace {

// The shortest time of a few in which all threads do `work`; other programs can only make one longer.
double shortest(Team& team, int threads, int attempts, const std::function<void(int id)>& work) {
  using Clock = std::chrono::steady_clock;
  double best = 0;
  for (int i = 0; i < attempts; ++i) {
    const auto begin = Clock::now();
    team.run([](void* f, int id) { (*static_cast<const std::function<void(int)>*>(f))(id); },
             const_cast<std::function<void(int)>*>(&work), threads);
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (i == 0 || seconds < best) best = seconds;
  }
  return best;
}

}  // namespace

MachineLimits measure_limits(const OpTable& table, Team& team, int threads) {
  MachineLimits limits;
  constexpr Index rounds = 100'000;
  const double flops = static_cast<double>(table.fma_loop(rounds));
  limits.flops = flops * threads / shortest(team, threads, 30, [&](int) { table.fma_loop(rounds); });

  constexpr Index words = Index{8} << 20;  // 64 MiB a thread: more than caches hold
  const AlignedBlock block = allocate_aligned(words * static_cast<Index>(sizeof(std::uint64_t)) * threads);
  auto* const all = reinterpret_cast<std::uint64_t*>(block.get());
  const double seconds = shortest(team, threads, 4, [&](int id) {  // the first time, the pages are made
    std::uint64_t* const mine = all + id * words;
    for (Index i = 0; i < words; ++i) mine[i] += 1;
  });
  limits.memory_bytes = 2.0 * sizeof(std::uint64_t) * static_cast<double>(words * threads) / seconds;
  return limits;
}

}  // namespace nntrain
