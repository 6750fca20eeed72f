// A profile for machines. Times are seconds, of one step where nothing else is said.
#pragma once
#include <string>

#include "train/bench.h"

namespace nntrain {

// One JSON object on one line:
//   {"isa", "threads", "steps", "batch", "step_seconds", "rows_per_second", "arena_bytes",
//    "peak": {"flops", "memory_bytes"},     a second, on so many threads
//    "ops": [{"ops": "matmul + add", "result": "(B, 64)", "place", "seconds", "waited", "flops", "bytes"}, ...]}
std::string profile_json(const ProfileReport& report);

// Likewise: {"step_seconds", "epoch_seconds", "train_rows", "steps", "weights", "state_bytes", "compile_seconds",
//            "predictions": [{"rows", "seconds"}, ...], "profile": as above}
std::string bench_json(const BenchReport& report);

// How many events a trace holds: more are slow to open.
inline constexpr std::size_t most_trace_events = 50'000;
// What chrome://tracing and ui.perfetto.dev open: an event for each instruction of each thread in the first steps.
std::string trace_json(const Profile& profile);

}  // namespace nntrain
