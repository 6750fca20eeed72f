#include "formats/profile_json.h"

#include <nlohmann/json.hpp>

#include "config/json_text.h"

namespace nntrain {

namespace {

Json json_of(const ProfileReport& report) {
  Json json{{"isa", report.isa},
            {"threads", report.threads},
            {"steps", report.steps},
            {"batch", report.batch},
            {"step_seconds", report.step_seconds},
            {"rows_per_second", report.step_seconds > 0 ? Json(report.batch / report.step_seconds) : Json(nullptr)},
            {"arena_bytes", report.arena_bytes},
            {"peak", {{"flops", report.limits.flops}, {"memory_bytes", report.limits.memory_bytes}}},
            {"ops", Json::array()}};
  for (const ProfileReport::Row& row : report.rows)
    json["ops"].push_back({{"ops", row.note.ops},
                           {"result", row.note.result},
                           {"place", row.note.place},
                           {"seconds", row.seconds},
                           {"waited", row.waited},
                           {"flops", row.flops},
                           {"bytes", row.bytes}});
  return json;
}

}  // namespace

std::string profile_json(const ProfileReport& report) { return json_line(json_of(report)) + '\n'; }

std::string bench_json(const BenchReport& r) {
  Json json{{"step_seconds", r.step_seconds}, {"epoch_seconds", r.epoch_seconds}, {"train_rows", r.train_rows},
            {"steps", r.steps},               {"weights", r.num_weights},         {"state_bytes", r.state_bytes * r.state_copies},
            {"compile_seconds", r.compile_seconds}, {"predictions", Json::array()}};
  for (const BenchReport::Prediction& p : r.predictions) json["predictions"].push_back({{"rows", p.rows}, {"seconds", p.seconds}});
  json["profile"] = json_of(r.profile);
  return json_line(json) + '\n';
}

std::string trace_json(const Profile& profile) {
  const auto microseconds = [](std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) * 1e-3; };
  Json events = Json::array();
  const Program& program = profile.program();
  for (int thread = 0; thread < program.threads; ++thread)
    events.push_back({{"name", "thread_name"}, {"ph", "M"}, {"pid", 1}, {"tid", thread}, {"args", {{"name", "thread " + std::to_string(thread)}}}});
  for (const Profile::Event& e : profile.events()) {
    const InstructionNote& note = program.notes[e.instruction];
    if (e.waited > 0)
      events.push_back({{"name", "waiting"}, {"ph", "X"}, {"pid", 1}, {"tid", e.thread}, {"ts", microseconds(e.begin - e.waited)}, {"dur", microseconds(e.waited)}});
    events.push_back({{"name", note.ops},
                      {"ph", "X"},
                      {"pid", 1},
                      {"tid", e.thread},
                      {"ts", microseconds(e.begin)},
                      {"dur", microseconds(e.end - e.begin)},
                      {"args", {{"result", note.result}, {"place", note.place}, {"step", e.step}}}});
  }
  return json_line({{"traceEvents", std::move(events)}, {"displayTimeUnit", "ns"}}) + '\n';
}

}  // namespace nntrain
