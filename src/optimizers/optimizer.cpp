#include "optimizers/optimizer.h"

namespace nntrain {

namespace {

Tensor squared_norm(Tensor x) { return sum_all(square(x)); }  // (1)

// Keras' _clip_gradients: each gradient is scaled down to norm clipnorm, all are to norm global_clipnorm, or elements
// are cut.
std::vector<Tensor> clipped(const OptimizerOptions& options, std::span<const Tensor> gradients) {
  std::vector<Tensor> out(gradients.begin(), gradients.end());
  Tensor global;
  if (options.global_clipnorm) {
    for (const Tensor g : gradients)
      if (g) global = global ? global + squared_norm(g) : squared_norm(g);
    if (!global) return out;
    const double limit = *options.global_clipnorm;
    const Tensor norm = sqrt(global);
    global = minimum(1.0 / norm, 1 / limit) * limit + (norm - norm);  // NaN if the norm is not finite
  }
  for (Tensor& g : out) {
    if (!g) continue;
    if (options.clipnorm) g = g * *options.clipnorm / maximum(sqrt(squared_norm(g)), *options.clipnorm);
    if (options.clipvalue) g = clip(g, -*options.clipvalue, *options.clipvalue);
    if (global) g = g * global;
  }
  return out;
}

}  // namespace

std::string number_scalar(std::string_view name) { return "optimizer/" + std::string(name); }

Tensor UpdateBuilder::slot(std::string_view name, const Shape& shape) {
  return variable(graph_, "optimizer/" + weight_name_ + "/" + std::string(name), shape);
}

Tensor UpdateBuilder::number(std::string_view name) const { return scalar(graph_, number_scalar(name)); }

void emit_updates(const Optimizer& optimizer, std::span<const Tensor> weights, std::span<const Tensor> gradients,
                  std::span<const std::string> weight_names) {
  const OptimizerOptions& options = optimizer.call(&OptimizerKind::options);
  const std::vector<Tensor> final_gradients = clipped(options, gradients);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!final_gradients[i]) continue;
    const Tensor w = weights[i];
    UpdateBuilder builder(*w.graph, weight_names[i]);
    if (options.weight_decay) assign(w, w - w * *options.weight_decay * builder.number("learning_rate"));
    optimizer.call(&OptimizerKind::update, builder, w, final_gradients[i]);
  }
}

}  // namespace nntrain
