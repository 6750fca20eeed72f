#include "cli/check_text.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "base/text.h"
#include "network/summary.h"

namespace nntrain {

namespace {

std::string line(const char* title, const std::string& text) {
  std::array<char, 16> start{};
  std::snprintf(start.data(), start.size(), "  %-10s ", title);
  return start.data() + text + '\n';
}

std::string rows_text(const JobSize& size) {
  std::string text = std::to_string(size.rows.train) + " train" + (size.classes.empty() ? "" : " (" + size.classes + ")");
  if (size.rows.validation > 0) text += ", " + std::to_string(size.rows.validation) + " validate";
  if (size.rows.test > 0) text += ", " + std::to_string(size.rows.test) + " test";
  if (size.rows_left_out > 0) text += "; " + std::to_string(size.rows_left_out) + " with an empty cell left out";
  return text;
}

std::string bytes(std::uint64_t count) { return memory_text(static_cast<Index>(count)); }

}  // namespace

std::string size_text(const JobSize& size) {
  std::string network = count_of(size.inputs, "number") + " a row in, " + std::to_string(size.outputs) + " out";
  if (!size.trial) return line("rows", rows_text(size)) + line("network", network);
  const Trial& t = *size.trial;
  network += "; " + count_of(t.num_weights, "weight");
  return line("rows", rows_text(size)) + line("network", network) +
         line("loss", four_digits(t.loss_at_start) + " at the start" + (t.chance ? ", " + four_digits(*t.chance) + (size.classes.empty() ? " of an answer that is always the same" : " by chance") : "")) +
         line("one batch", count_of(t.batch_rows, "row") + ", again and again: loss " + four_digits(t.batch_first) + " to " + four_digits(t.batch_last) + " in " + count_of(t.batch_steps, "step")) +
         line("memory", bytes(t.data_bytes + t.all_state_bytes() + t.program_bytes) + ": data " + bytes(t.data_bytes) + ", weights and optimizer " + std::to_string(t.state_copies) + " × " + bytes(t.state_bytes) +
                            ", a step " + bytes(t.program_bytes));
}

std::string time_text(const Trial& trial) {
  const double step = trial.seconds_a_step, epoch = step * static_cast<double>(trial.steps_an_epoch);
  std::array<char, 80> text{};
  const auto [scale, letters] = step >= 1 ? std::pair(1.0, std::string("s")) : step >= 1e-3 ? std::pair(1e3, std::string("ms")) : std::pair(1e6, std::string("us"));
  std::snprintf(text.data(), text.size(), "about %.0fs - %.0f%s/step", std::floor(epoch), step * scale, letters.c_str());
  return text.data();
}

}  // namespace nntrain
