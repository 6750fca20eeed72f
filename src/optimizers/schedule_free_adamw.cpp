#include "optimizers/schedule_free_adamw.h"

#include <algorithm>

#include "optimizers/powers.h"

namespace nntrain::optimizers {

void ScheduleFreeAdamW::begin(UpdateBuilder& builder, Tensor weight) const {
  const Tensor slot = builder.slot("momentum", weight.shape());
  assign(slot, select(builder.number("first"), weight, slot));
}

void ScheduleFreeAdamW::update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
  const Shape& shape = weight.shape();
  const Tensor slot = builder.slot("momentum", shape), velocity = builder.slot("velocity", shape);
  const Tensor share = builder.number("share");
  const Tensor second = velocity + (square(gradient) - velocity) * complement(beta_2);
  assign(velocity, second);
  const Tensor scale = sqrt(second / builder.number("bias")) + epsilon;
  const Tensor moved = slot - gradient * builder.number("step_size") / scale, part = moved * complement(beta_1);
  const Tensor average = (1.0 - share) * ((weight - part) / beta_1) + share * moved;
  assign(slot, moved);
  assign(weight, part + average * beta_1);
}

void ScheduleFreeAdamW::numbers(std::int64_t step, double rate, std::span<double> out) const {
  const float t = static_cast<float>(step);
  const float warmth = warmup_steps > 0 ? std::min(t / static_cast<float>(warmup_steps), 1.0F) : 1.0F;
  out[0] = rate;
  out[1] = static_cast<double>(static_cast<float>(rate) * warmth);
  out[2] = static_cast<double>(1 - power(beta_2, step));
  out[3] = static_cast<double>(1 / t);
  out[4] = step == 1 ? 1 : 0;
}

}  // namespace nntrain::optimizers
