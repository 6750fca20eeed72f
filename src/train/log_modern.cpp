// The looks of Keras 3, which count steps: the bar (verbose=1)
//   Epoch 3/100
//   21/50 ━━━━━━━━━━━━━━━━━━━━ 3s 103ms/step - loss: 0.0512             (running: the time left)
//   50/50 ━━━━━━━━━━━━━━━━━━━━ 5s 103ms/step - loss: 0.0448             (finished: the time taken)
// and the line (verbose=2)
//   50/50 - 5s - 103ms/step - loss: 0.0448
// On a terminal the bar's done part is green, the rest white, the count and the time bold. A run of one epoch has no
// header.
#include "train/log_renderer.h"

namespace nntrain {
namespace {

constexpr std::int64_t bar_columns = 20;
constexpr std::string_view bold = "\x1b[1m", green = "\x1b[32m", white = "\x1b[37m", plain = "\x1b[0m";

void header(std::string& out, std::int64_t epoch, std::int64_t epochs) {
  if (epochs > 1) out += "Epoch " + std::to_string(epoch) + "/" + std::to_string(epochs) + "\n";
}

// Keras leaves the first step out of the mean: it is the one that compiles.
double step_seconds(const LogMoment& moment) {
  const double steps = static_cast<double>(moment.steps_done);
  if (moment.steps_done > 1 && moment.after_first_step_s) return *moment.after_first_step_s / (steps - 1);
  return moment.elapsed_s / steps;
}

// Keras 3 shows a time of zero in seconds.
void append_step_time_or_zero(std::string& out, double seconds) {
  if (seconds == 0) {
    out += "0s/step";
  } else {
    append_step_time(out, seconds);
  }
}

void append_bar(std::string& out, std::size_t columns) {
  for (std::size_t i = 0; i < columns; ++i) out += "━";
}

std::size_t bar(std::string& out, const LogMoment& moment) {
  std::size_t invisible = 0;  // bytes in `out` that take no column
  const std::size_t begin = out.size();
  const auto colour = [&](std::string_view code) {
    if (!moment.terminal) return;
    out += code;
    invisible += code.size();
  };
  const double done = static_cast<double>(moment.steps_done) / static_cast<double>(moment.steps);
  const auto filled = static_cast<std::size_t>(bar_columns * done);
  colour(bold);
  append_count(out, moment.steps_done, moment.steps);
  colour(plain);
  out += ' ';
  if (filled > 0) {
    colour(green);
    append_bar(out, filled);
    colour(plain);
  }
  colour(white);
  append_bar(out, bar_columns - filled);
  colour(plain);
  invisible += bar_columns * (std::string_view("━").size() - 1);
  const double step_s = step_seconds(moment);
  out += ' ';
  colour(bold);
  if (moment.finished) {
    append_number(out, "%.0fs", moment.elapsed_s);
  } else {
    append_remaining(out, step_s * static_cast<double>(moment.steps - moment.steps_done));
  }
  colour(plain);
  out += ' ';
  append_step_time_or_zero(out, step_s);
  return append_values(out, moment, out.size() - begin - invisible, true);
}

std::size_t line(std::string& out, const LogMoment& moment) {
  append_count(out, moment.steps_done, moment.steps);
  append_number(out, " - %.0fs - ", moment.elapsed_s);
  append_step_time_or_zero(out, moment.elapsed_s / static_cast<double>(moment.steps_done));
  return append_values(out, moment, 0, true);
}

}  // namespace

const LogRenderer log_modern{
    .runs = true, .draws_last_step = true, .needs_first_step = true, .header = header, .bar = bar};
const LogRenderer log_lines{.header = header, .bar = line};

}  // namespace nntrain
