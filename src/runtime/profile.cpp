#include "runtime/profile.h"

#include <algorithm>
#include <bit>

namespace nntrain {

namespace {

std::int64_t nanoseconds(Profile::Clock::duration d) { return std::chrono::duration_cast<std::chrono::nanoseconds>(d).count(); }

// What looking at the clock takes. It is taken off: instructions of small steps are shorter.
std::int64_t measure_clock_cost() {
  constexpr int looks = 1000;
  const auto begin = Profile::Clock::now();
  auto end = begin;
  for (int i = 0; i < looks; ++i) end = Profile::Clock::now();
  return nanoseconds(end - begin) / looks;
}

}  // namespace

void Durations::add(std::int64_t nanoseconds) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(nanoseconds, 0));
  std::size_t place = value;  // below 16: a class of its own
  if (value >= 16) {
    const int power = static_cast<int>(std::bit_width(value)) - 4;
    place = static_cast<std::size_t>(8 * power) + (value >> power);
  }
  Class& c = classes_[place];
  ++c.count;
  c.sum += static_cast<std::int64_t>(value);
  ++count_;
}

double Durations::median_seconds() const {
  std::int64_t before = 0;
  for (const Class& c : classes_) {
    before += c.count;
    if (c.count > 0 && 2 * before >= count_) return static_cast<double>(c.sum) / static_cast<double>(c.count) * 1e-9;
  }
  return 0;
}

Profile::Profile(const Program& program, std::size_t num_events)
    : program_(program),
      events_a_thread_(num_events / static_cast<std::size_t>(program.threads)),
      tracks_(static_cast<std::size_t>(program.threads)),
      clock_cost_(measure_clock_cost()) {
  for (Track& track : tracks_) {
    track.busy.resize(program.instructions.size());
    track.waited.resize(program.instructions.size());
    track.events.reserve(events_a_thread_);
  }
}

void Profile::begin_step(Index samples, Clock::time_point now) {
  samples_ += samples;
  if (steps_ == 0) origin_ = now;
  step_begin_ = now;
}

void Profile::end_step(Clock::time_point now) {
  const auto instructions = static_cast<std::int64_t>(program_.instructions.size());
  whole_.add(nanoseconds(now - step_begin_) - clock_cost_ * (instructions + 1));
  ++steps_;
}

void Profile::add(int thread, std::size_t instruction, const Span& span) {
  Track& track = tracks_[static_cast<std::size_t>(thread)];
  const std::int64_t busy = std::max<std::int64_t>(nanoseconds(span.end - span.begin) - clock_cost_, 0), waited = nanoseconds(span.begin - span.ready);
  track.busy[instruction].add(busy);
  track.waited[instruction].add(waited);
  if (track.events.size() == events_a_thread_) return;
  const std::int64_t begin = nanoseconds(span.begin - origin_);
  track.events.push_back({steps_, instruction, thread, begin, begin + busy, waited});
}

double Profile::step_seconds() const { return whole_.median_seconds(); }

double Profile::batch() const { return steps_ == 0 ? 0 : static_cast<double>(samples_) / static_cast<double>(steps_); }

double Profile::seconds(std::size_t instruction) const { return tracks_[0].busy[instruction].median_seconds(); }

double Profile::waited(std::size_t instruction) const { return tracks_[0].waited[instruction].median_seconds(); }

std::vector<Profile::Event> Profile::events() const {
  std::vector<Event> all;
  for (const Track& track : tracks_) all.insert(all.end(), track.events.begin(), track.events.end());
  return all;
}

}  // namespace nntrain
