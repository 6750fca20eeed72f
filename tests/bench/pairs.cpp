#include "pairs.h"

#include <algorithm>
#include <chrono>

namespace nntrain::bench {

namespace {

using Clock = std::chrono::steady_clock;

double time_of(const OneStep& step, int count) {
  const auto begin = Clock::now();
  for (int i = 0; i < count; ++i) step();
  return std::chrono::duration<double>(Clock::now() - begin).count() / count;
}

constexpr double warm_up = 8e-3, timed = 10e-3, block = 20e-6;  // seconds

double time_round(const OneStep& step) {
  double once = 1;
  for (const auto end = Clock::now() + std::chrono::duration<double>(warm_up); Clock::now() < end;)
    once = std::min(once, time_of(step, once < 1e-6 ? 20 : 1));
  const int steps = std::max(1, static_cast<int>(block / once)),
            blocks = std::max(3, static_cast<int>(timed / (once * steps)));
  std::vector<double> times;
  for (int b = 0; b < blocks; ++b) times.push_back(time_of(step, steps));
  return median(std::move(times));
}

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

double Times::median() const { return bench::median(rounds); }
double Times::best() const { return *std::min_element(rounds.begin(), rounds.end()); }

std::vector<Times> take_turns(const std::vector<OneStep>& steps, int rounds) {
  std::vector<Times> times(steps.size());
  for (int r = 0; r < rounds; ++r)
    for (std::size_t k = 0; k < steps.size(); ++k) {
      const std::size_t turn = r % 2 ? steps.size() - 1 - k : k;  // whoever came second comes first
      times[turn].rounds.push_back(time_round(steps[turn]));
    }
  return times;
}

}  // namespace nntrain::bench
