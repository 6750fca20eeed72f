// A program's step on one thread, looked at after each instruction: to find out where a number went bad. Slow, and to the same bits.
#pragma once
#include <functional>

#include "runtime/runner.h"

namespace nntrain {

// Precondition: the program was compiled for one thread. after: the number of the instruction that has just run.
void run_watched(const Program& program, const StepInput& step, const std::function<void(std::size_t instruction)>& after);

}  // namespace nntrain
