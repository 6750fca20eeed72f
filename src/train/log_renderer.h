// What a look consists of, and the pieces that several looks are made of. Only log*.cpp and their test include this.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "train/log.h"

namespace nntrain {

// A moment of an epoch or evaluation: all that a line may show.
struct LogMoment {
  std::int64_t epoch = 0;  // 0: an evaluation
  std::int64_t epochs = 1;
  std::int64_t steps_done = 0, steps = 1;
  std::int64_t samples_done = 0, samples = 1;
  double elapsed_s = 0;                      // since the epoch's begin
  std::optional<double> after_first_step_s;  // since its first step's end, if that was seen
  bool finished = false;
  bool terminal = false;
  std::size_t columns = SIZE_MAX;      // a running bar leaves out the values that would make it longer
  std::span<const LogValue> values{};  // in the order of the caller
};

// One look. Both functions append to `out`; the bar is one line without its end, and returns the columns it takes.
struct LogRenderer {
  bool runs = false;              // has a running bar on a terminal
  bool draws_last_step = false;   // the running bar also shows the last step, before the finished bar
  bool needs_first_step = false;  // after_first_step_s is used even where no bar runs
  bool has_messages = true;
  bool callbacks_first = true;
  void (*header)(std::string& out, std::int64_t epoch, std::int64_t epochs) = nullptr;
  std::size_t (*bar)(std::string& out, const LogMoment& moment) = nullptr;
};

extern const LogRenderer log_classic, log_modern, log_lines, log_json, log_quiet;

// " - name: value", Keras' way: four decimals, scientific when |value| <= 1e-3.
void append_value(std::string& out, const LogValue& value);

// append_value() for each, in Keras 3's order when `sorted`, while the line, `columns` wide so far, stays within the
// moment's columns. Returns the width of the whole line.
std::size_t append_values(std::string& out, const LogMoment& moment, std::size_t columns, bool sorted);

// "3s", "1:05", "1:02:03": a time to wait.
void append_remaining(std::string& out, double seconds);

// "2s/step", "5ms/step", "12us/step".
void append_step_time(std::string& out, double seconds);

// "  7/100": how far, right-aligned to the width of the total.
void append_count(std::string& out, std::int64_t done, std::int64_t total);

// Appends what printf prints for the format and one number.
void append_number(std::string& out, const char* format, double number);

// Appends the text as a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace nntrain
