#include "train/log.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include "train/log_renderer.h"

namespace nntrain {
namespace {

constexpr std::int64_t redraw_interval_ns = 50'000'000;

const LogRenderer& renderer_of(LogStyle style) {
  switch (style) {
    case LogStyle::classic:
      return log_classic;
    case LogStyle::modern:
      return log_modern;
    case LogStyle::lines:
      return log_lines;
    case LogStyle::json:
      return log_json;
    case LogStyle::quiet:
      break;
  }
  return log_quiet;
}

double seconds(std::int64_t ns) { return static_cast<double>(ns) / 1e9; }

}  // namespace

std::optional<LogStyle> log_style_named(std::string_view name) {
  const auto found = std::find(log_style_names.begin(), log_style_names.end(), name);
  if (found == log_style_names.end()) return std::nullopt;
  return static_cast<LogStyle>(found - log_style_names.begin());
}

std::int64_t steady_now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

ProgressLog::ProgressLog(LogSetup setup) : setup_(std::move(setup)), renderer_(renderer_of(setup_.style)) {
  assert(setup_.epochs > 0 && setup_.steps > 0 && setup_.samples > 0 && setup_.write);
}

void ProgressLog::begin_epoch(std::int64_t epoch) {
  break_line();
  if (epoch > 0 && renderer_.header) {
    text_.clear();
    renderer_.header(text_, epoch, setup_.epochs);
    if (!text_.empty()) setup_.write(text_);
  }
  go_on_in_epoch(epoch);
}

void ProgressLog::go_on_in_epoch(std::int64_t epoch) {
  epoch_ = epoch;
  wants_steps_ = (renderer_.runs && setup_.terminal) || renderer_.needs_first_step;
  first_step_ns_.reset();
  start_ns_ = next_draw_ns_ = setup_.now_ns();
}

bool ProgressLog::is_due(std::int64_t steps_done, std::int64_t samples_done) {
  now_ns_ = setup_.now_ns();
  if (steps_done == 1) first_step_ns_ = now_ns_;
  if (!setup_.terminal) {
    wants_steps_ = false;
    return false;
  }
  if (now_ns_ < next_draw_ns_) return false;
  if (steps_done >= setup_.steps && !renderer_.draws_last_step) return false;
  steps_done_ = steps_done;
  samples_done_ = samples_done;
  next_draw_ns_ = now_ns_ + redraw_interval_ns;
  return true;
}

void ProgressLog::draw(std::span<const LogValue> values) { write_bar(steps_done_, samples_done_, values, false); }

void ProgressLog::end(std::span<const LogValue> values) {
  wants_steps_ = false;
  if (!renderer_.bar) return;
  now_ns_ = setup_.now_ns();
  write_bar(setup_.steps, setup_.samples, values, true);
}

void ProgressLog::write_bar(std::int64_t steps_done, std::int64_t samples_done, std::span<const LogValue> values,
                            bool finished) {
  LogMoment moment{.epoch = epoch_,
                   .epochs = setup_.epochs,
                   .steps_done = steps_done,
                   .steps = setup_.steps,
                   .samples_done = samples_done,
                   .samples = setup_.samples,
                   .elapsed_s = seconds(now_ns_ - start_ns_),
                   .finished = finished,
                   .terminal = setup_.terminal,
                   .values = values};
  if (first_step_ns_) moment.after_first_step_s = seconds(now_ns_ - *first_step_ns_);
  if (!finished && setup_.width > 0) moment.columns = static_cast<std::size_t>(setup_.width) - 1;
  text_.clear();
  const bool redraws = renderer_.runs && setup_.terminal;
  if (redraws) {
    text_.append(columns_, '\b');
    text_ += '\r';
  }
  const std::size_t columns = renderer_.bar(text_, moment);
  if (columns < columns_) text_.append(columns_ - columns, ' ');
  if (finished) text_ += '\n';
  columns_ = finished ? 0 : columns;
  setup_.write(text_);
}

void ProgressLog::message(std::string_view text) {
  if (!renderer_.has_messages) return;
  break_line();
  text_ = text;
  text_ += '\n';
  setup_.write(text_);
}

bool ProgressLog::callbacks_first() const { return renderer_.callbacks_first; }

void ProgressLog::break_line() {
  if (columns_ > 0) setup_.write("\n");
  columns_ = 0;
}

}  // namespace nntrain
