// Where the time of a program's steps goes.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

#include "compiler/program.h"

namespace nntrain {

// Times, gathered by their order of magnitude: the median is known to an eighth without keeping them all. On a machine that others use
// too, a mean would say more about them than about the program.
class Durations {
 public:
  void add(std::int64_t nanoseconds);
  double median_seconds() const;  // the mean of the class that the median lies in; 0 of none

 private:
  struct Class {
    std::int64_t count = 0, sum = 0;
  };
  std::array<Class, 512> classes_{};  // eight to each doubling
  std::int64_t count_ = 0;
};

// Filled by a Runner while it runs. Allocates in the constructor only.
class Profile {
 public:
  using Clock = std::chrono::steady_clock;
  struct Span {  // of one instruction in one thread
    Clock::time_point ready, begin, end;  // from ready to begin it waited for other threads
  };
  // Nanoseconds since the first step.
  struct Event {
    std::int64_t step;
    std::size_t instruction;
    int thread;
    std::int64_t begin, end, waited;
  };

  // num_events: how many to keep, from the first on; further ones are only counted into the times.
  explicit Profile(const Program& program, std::size_t num_events = 0);

  const Program& program() const { return program_; }
  std::int64_t steps() const { return steps_; }
  double step_seconds() const;  // median
  double batch() const;         // samples of a step, mean
  // Of an instruction, median of the steps: in thread 0, whose time is the step's.
  double seconds(std::size_t instruction) const;
  double waited(std::size_t instruction) const;
  std::vector<Event> events() const;  // in order of threads, then of time

  // For the Runner. Threads add to their own places.
  void begin_step(Index samples, Clock::time_point now);
  void add(int thread, std::size_t instruction, const Span& span);
  void end_step(Clock::time_point now);

 private:
  struct Track {  // of a thread
    std::vector<Durations> busy, waited;  // by instruction
    std::vector<Event> events;
  };
  const Program& program_;
  std::size_t events_a_thread_;
  std::vector<Track> tracks_;
  Durations whole_;
  std::int64_t steps_ = 0, samples_ = 0, clock_cost_;
  Clock::time_point origin_{}, step_begin_{};
};

}  // namespace nntrain
