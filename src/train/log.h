// The log of a training run or an evaluation, in one of five looks:
//   classic   Keras <= 2.3.1: the bar is 30 wide and counts samples
//   modern    Keras 3: the bar is 20 wide and counts steps
//   lines     Keras 3's verbose=2: one line an epoch, no bar
//   json      one JSON object an epoch
//   quiet     nothing
// On a terminal the bar of `classic` and `modern` runs: it is drawn at the first step and redrawn at most every 50 ms.
// Anywhere else only the finished bar is written, without \b, \r or colour.
//
//   ProgressLog log(setup);
//   for each epoch:
//     log.begin_epoch(epoch);
//     after each step:  if (log.step(steps_done, samples_done)) log.draw(values so far);
//     log.end(values of the whole epoch, then val_*);
//
// Values are given as: loss, the metrics in the config's order, then val_loss and the other val_*, then what callbacks
// added. Keras 3 sorts by name within the training and within the val_* values, but not what was added; so do `modern` and `lines`, here, not in the caller.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nntrain {

enum class LogStyle { classic, modern, lines, json, quiet };

// Spelled as --log takes them, in the order of the enum.
inline constexpr std::array<std::string_view, 5> log_style_names = {"classic", "modern", "lines", "json", "quiet"};

std::optional<LogStyle> log_style_named(std::string_view name);

struct LogValue {
  std::string_view name;  // "loss", "val_accuracy"
  double value;
  bool is_added = false;  // by a callback
};

std::int64_t steady_now_ns();  // since some fixed moment

struct LogSetup {
  LogStyle style = LogStyle::classic;
  bool terminal = false;  // the output is a terminal: running bars, and colour in `modern`
  int width = 0;          // the terminal's columns; running bars leave out values that do not fit. 0: unknown, all fit
  std::int64_t epochs = 1;   // the last epoch's number
  std::int64_t steps = 1;    // per epoch, > 0
  std::int64_t samples = 1;  // rows trained on per epoch, > 0
  std::function<std::int64_t()> now_ns = steady_now_ns;
  std::function<void(std::string_view)> write;  // gets whole lines and whole frames; on a terminal it must flush
};

struct LogRenderer;

class ProgressLog {
 public:
  explicit ProgressLog(LogSetup setup);

  // Starts the epoch's clock and writes its header. Epochs count from 1.
  void begin_epoch(std::int64_t epoch);

  // The same without a header, which stands there already, in the middle of an epoch.
  void go_on_in_epoch(std::int64_t epoch);

  // Starts the clock of an evaluation: steps and end() as for an epoch, but there is no header and no epoch's number.
  void begin_evaluation() { begin_epoch(0); }

  // To be called after every step: true when a running bar is due, which draw() then draws. Reads the clock where a
  // bar runs, and for the first step of `modern`; else it costs nothing. Never allocates.
  bool step(std::int64_t steps_done, std::int64_t samples_done) {
    return wants_steps_ && is_due(steps_done, samples_done);
  }
  void draw(std::span<const LogValue> values);

  // Ends the epoch or evaluation, all steps and the validation done: its finished bar, line or object.
  void end(std::span<const LogValue> values);

  // A line between the others, such as "Epoch 12: early stopping". `json` and `quiet` have no place for one and leave
  // it out.
  void message(std::string_view text);

  // Whether callbacks come before an epoch's header and before its finished bar, which then shows what they added, as in
  // Keras 3; else after, as up to 2.3.1.
  bool callbacks_first() const;

  // Ends the line of a bar that is still running. To be called before anything else writes to the terminal, and when a
  // run ends inside an epoch (an interrupt, a loss that is NaN).
  void break_line();

 private:
  bool is_due(std::int64_t steps_done, std::int64_t samples_done);
  void write_bar(std::int64_t steps_done, std::int64_t samples_done, std::span<const LogValue> values, bool finished);

  LogSetup setup_;
  const LogRenderer& renderer_;
  bool wants_steps_ = false;
  std::int64_t epoch_ = 0;                     // 0: an evaluation
  std::int64_t start_ns_ = 0;                  // of the epoch
  std::optional<std::int64_t> first_step_ns_;  // when its first step ended
  std::int64_t next_draw_ns_ = 0;
  std::int64_t now_ns_ = 0, steps_done_ = 0, samples_done_ = 0;  // of the step that is_due() saw last
  std::size_t columns_ = 0;  // of the running bar on the terminal's last line; 0: none
  std::string text_;         // reused, so that drawing stops allocating
};

}  // namespace nntrain
