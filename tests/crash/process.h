// nntrain as a process of its own, in a folder of its own, with faults that are put in its way.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace nntrain::test {

struct Fault {
  std::string calls;  // faults.cpp's FAULTS_CALLS
  long at = 0;
  std::string how;
  bool in_child = false;  // of the command's process; else in itself
};

struct Outcome {
  int code = 0;         // what it ended with
  bool killed = false;  // by a signal, `code`
  long calls = 0;       // how many of Fault::calls there were
  std::string out, errors;
};

// Runs the words as a command of nntrain in the current folder, and waits. kill_after: it is killed (SIGKILL) then, if it still runs.
Outcome nntrain_process(const std::vector<std::string>& words, const std::optional<Fault>& fault = std::nullopt,
                        std::optional<std::chrono::microseconds> kill_after = std::nullopt);

// Runs the words as a command of nntrain in the current folder, which must not be a temporary one itself: its sister "faulty" is used.
// At each `every`-th of the calls, but those while it has a child, a copy of the process goes on in which it fails; check(number of the call,
// how the copy ended) is called in the folder that it leaves. Returns how the command itself ended, in which nothing has failed.
Outcome each_fault(const std::vector<std::string>& words, const std::string& calls, const std::string& how, long every,
                   const std::function<void(long at, const Outcome&)>& check);

// The same in the processes that the command forks. They write nothing but what it reads of them, so all that can come of a copy is told by
// `end`: which process it was, how it ended and what it wrote. Whoever wants to see what the command makes of an end lets the call fail by nntrain_process().
Outcome each_fault_in_children(const std::vector<std::string>& words, const std::string& calls, const std::string& how, long every,
                               const std::function<void(long at, const std::string& end)>& check);

// How often something is tried: what the variable says, else `light`.
long number_of(const char* variable, long light);

}  // namespace nntrain::test
