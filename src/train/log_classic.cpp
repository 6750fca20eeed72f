// The look of Keras up to 2.3.1:
//   Epoch 3/100
//    42/100 [===========>..................] - ETA: 3s - loss: 0.0512
//   100/100 [==============================] - 5s 50ms/step - loss: 0.0448 - val_loss: 0.0431
// Everything counts samples, also the time that is called "/step".
#include "train/log_renderer.h"

namespace nntrain {
namespace {

constexpr std::int64_t bar_columns = 30;

void header(std::string& out, std::int64_t epoch, std::int64_t epochs) {
  out += "Epoch " + std::to_string(epoch) + "/" + std::to_string(epochs) + "\n";
}

std::size_t bar(std::string& out, const LogMoment& moment) {
  const std::size_t begin = out.size();
  const std::int64_t done = moment.samples_done, total = moment.samples;
  append_count(out, done, total);
  out += " [";
  const auto filled = static_cast<std::size_t>(bar_columns * (static_cast<double>(done) / static_cast<double>(total)));
  if (filled > 0) {
    out.append(filled - 1, '=');
    out += done < total ? '>' : '=';
  }
  out.append(bar_columns - filled, '.');
  out += "] - ";
  const double sample_s = moment.elapsed_s / static_cast<double>(done);
  if (moment.finished) {
    append_number(out, "%.0fs ", moment.elapsed_s);
    append_step_time(out, sample_s);
  } else {
    out += "ETA: ";
    append_remaining(out, sample_s * static_cast<double>(total - done));
  }
  return append_values(out, moment, out.size() - begin, false);
}

}  // namespace

const LogRenderer log_classic{.runs = true, .callbacks_first = false, .header = header, .bar = bar};

}  // namespace nntrain
