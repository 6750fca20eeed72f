#include "optimizers/adafactor.h"

#include <algorithm>
#include <cmath>

namespace nntrain::optimizers {

namespace {

// The root of the mean square of all elements: (1).
Tensor rms(Tensor x) { return sqrt(sum_all(square(x)) / static_cast<double>(x.shape().size())); }

}  // namespace

void Adafactor::update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
  const Tensor decay = builder.number("decay"), squares = square(gradient) + epsilon_1;
  const auto running = [&](const char* name, Tensor value) {
    const Tensor slot = builder.slot(name, value.shape());
    const Tensor next = decay * slot + (1.0 - decay) * value;
    assign(slot, next);
    return next;
  };
  const Index rank = weight.shape().rank();
  Tensor velocity;
  if (rank < 2) {
    velocity = running("velocity", squares);
  } else {
    const Tensor rows = running("rows", mean(squares, {rank - 1})),
                 columns = running("columns", mean(squares, {rank - 2}));
    velocity = rows / mean(rows, {rank - 2}) * columns;
  }
  const Tensor step = gradient / sqrt(velocity);
  const Tensor size = maximum(rms(weight), epsilon_2) * builder.number("relative_rate");
  assign(weight, weight - size * (step / maximum(rms(step) / clip_threshold, 1)));
}

void Adafactor::numbers(std::int64_t step, double rate, std::span<double> out) const {
  const float t = static_cast<float>(step);
  out[0] = rate;
  out[1] = static_cast<double>(std::min(static_cast<float>(rate), 1 / std::sqrt(t)));
  out[2] = 1 - std::pow(static_cast<double>(t), beta_2_decay);
}

}  // namespace nntrain::optimizers
