#include "optimizers/muon.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "optimizers/powers.h"

namespace nntrain::optimizers {

namespace {

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// Newton-Schulz: singular values go to about 1. The products with itself are taken on the shorter side.
Tensor orthogonal(const Muon& muon, Tensor x) {
  const Shape shape = x.shape();
  const bool wide = shape.dims[0] <= shape.dims[1];
  x = x / (sqrt(sum_all(square(x))) + 1e-7);
  for (int i = 0; i < muon.ns_steps; ++i) {
    const Tensor a = wide ? matmul(x, x, false, true) : matmul(x, x, true, false);
    const Tensor b = a * muon.muon_b + matmul(a * muon.muon_c, a);
    x = x * muon.muon_a + (wide ? matmul(b, x) : matmul(x, b));
  }
  return x;
}

}  // namespace

bool Muon::follows_adam(const std::string& weight_name, const Shape& shape) const {
  if (shape.rank() != 2) return true;
  if (exclude_embeddings && lower_case(weight_name).find("embedding") != std::string::npos) return true;
  return exclude_layers &&
         std::ranges::any_of(*exclude_layers, [&](const Pattern& p) { return p.found_in(weight_name); });
}

void Muon::update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const {
  const Shape& shape = weight.shape();
  const Tensor slot = builder.slot("momentum", shape);
  if (follows_adam(builder.weight_name(), shape))
    return update_adam(weight, slot, builder.slot("velocity", shape), gradient, builder.number("adam_step_size"),
                       adam_beta_1, adam_beta_2, epsilon);
  const Tensor moved = slot + (gradient + slot * (momentum - 1));
  assign(slot, moved);
  Tensor step = orthogonal(*this, nesterov ? gradient + moved * momentum : moved) * builder.number("learning_rate");
  if (rms_rate)
    step =
        step * static_cast<double>(std::sqrt(static_cast<float>(std::max(shape.dims[0], shape.dims[1])))) * *rms_rate;
  assign(weight, weight - step);
}

void Muon::numbers(std::int64_t step, double rate, std::span<double> out) const {
  const float adam_rate = static_cast<float>(rate) * static_cast<float>(adam_lr_ratio);
  out[0] = rate;
  out[1] = static_cast<double>(adam_rate * std::sqrt(1 - power(adam_beta_2, step)) / (1 - power(adam_beta_1, step)));
}

}  // namespace nntrain::optimizers
