// Timing by turns: on a machine that others use too, what disturbs one disturbs the other.
#pragma once
#include <functional>
#include <vector>

namespace nntrain::bench {

using OneStep = std::function<void()>;

struct Times {  // of one step, in seconds
  std::vector<double> rounds;
  double median() const, best() const;
};

double median(std::vector<double> values);

// Each step function in turn, `rounds` times over. In a round it runs for a moment, so that the threads of the one
// before go to sleep, and is then timed for about 10 ms in blocks of at least 20 us; the round's time is the blocks'
// median.
std::vector<Times> take_turns(const std::vector<OneStep>& steps, int rounds);

}  // namespace nntrain::bench
