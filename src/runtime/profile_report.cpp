#include "runtime/profile_report.h"

#include "graph/graph.h"

namespace nntrain {

ProfileReport report_of(const Profile& profile, Team& team) {
  const Program& program = profile.program();
  ProfileReport report;
  report.isa = program.isa;
  report.threads = program.threads;
  report.steps = profile.steps();
  report.batch = profile.batch();
  report.step_seconds = profile.step_seconds();
  report.arena_bytes = program.arena_bytes;
  report.limits = measure_limits(*program.table, team, program.threads);
  const auto count = [&](const Extent& e) { return static_cast<double>(e.fixed) + static_cast<double>(e.per_sample) * report.batch; };
  for (std::size_t i = 0; i < program.notes.size(); ++i) {
    const InstructionNote& note = program.notes[i];
    report.rows.push_back({note, profile.seconds(i), profile.waited(i), count(note.flops), count(note.bytes)});
  }
  return report;
}

}  // namespace nntrain
