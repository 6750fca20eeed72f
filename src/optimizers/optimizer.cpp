#include "optimizers/optimizer.h"

#include <algorithm>
#include <map>

namespace nntrain {

namespace {

Tensor squared_norm(Tensor x) { return sum_all(square(x)); }  // (1)

// Keras' _clip_gradients: each gradient is scaled down to norm clipnorm, all are to norm global_clipnorm, or elements
// are cut.
void clip_all(const OptimizerOptions& options, std::span<Tensor> gradients) {
  Tensor global;
  if (options.global_clipnorm) {
    for (const Tensor g : gradients)
      if (g) global = global ? global + squared_norm(g) : squared_norm(g);
    if (!global) return;
    const double limit = *options.global_clipnorm;
    const Tensor norm = sqrt(global);
    global = minimum(1.0 / norm, 1 / limit) * limit + (norm - norm);  // NaN if the norm is not finite
  }
  for (Tensor& g : gradients) {
    if (!g) continue;
    if (options.clipnorm) g = g * *options.clipnorm / maximum(sqrt(squared_norm(g)), *options.clipnorm);
    if (options.clipvalue) g = clip(g, -*options.clipvalue, *options.clipvalue);
    if (global) g = g * global;
  }
}

// Keras searches a weight's path on TensorFlow, and its own name, which is the end of it, on PyTorch and JAX.
bool is_excluded(const OptimizerOptions& options, const std::string& path) {
  return std::ranges::any_of(options.exclude_from_weight_decay,
                             [&](const Pattern& pattern) { return pattern.found_in(path); });
}

// average = m average + (1 - m) weight, with m = 0 in the first step; and, where it is time, weight = average.
void emit_average(const OptimizerOptions& options, UpdateBuilder& builder, Tensor weight) {
  const Tensor average = variable(*weight.graph, average_name(builder.weight_name()), weight.shape());
  const Tensor kept = builder.number("ema_momentum"), next = kept * average + (1.0 - kept) * weight;
  assign(average, next);
  if (options.ema_overwrite_frequency) assign(weight, select(builder.number("ema_overwrite"), next, weight));
}

// The emission of one step's updates by one optimizer.
struct Updates {
  const Optimizer& optimizer;
  std::string numbers;
  const OptimizerOptions& options = optimizer.call(&OptimizerKind::options);
  std::vector<Tensor> weights, gradients;
  std::vector<std::string> names;

  template <class F>
  void each(F f) {
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (!gradients[i]) continue;
      UpdateBuilder builder(*weights[i].graph, names[i], numbers);
      f(builder, weights[i], gradients[i]);
    }
  }

  static Tensor gathered(UpdateBuilder& builder, Tensor gradient) {
    return builder.slot("gradient_accumulator", gradient.shape());
  }
  void gather() {
    each([](UpdateBuilder& b, Tensor, Tensor g) { assign(gathered(b, g), g + gathered(b, g)); });
  }
  void take_gathered(double steps) {
    each([&](UpdateBuilder& b, Tensor, Tensor& g) { g = (g + gathered(b, g)) / steps; });
  }
  void forget_gathered() {
    each([](UpdateBuilder& b, Tensor, Tensor g) { assign(gathered(b, g), expand(constant(*g.graph, 0), g.shape())); });
  }
  void update() {
    clip_all(options, gradients);
    each([&](UpdateBuilder& b, Tensor w, Tensor g) {
      if (optimizer.kind().begin) optimizer.call(&OptimizerKind::begin, b, w);
      const auto decay = optimizer.call(&OptimizerKind::weight_decay, b.weight_name(), w.shape());
      if (decay && !is_excluded(options, b.weight_name())) assign(w, w - w * *decay * b.number("learning_rate"));
      optimizer.call(&OptimizerKind::update, b, w, g);
    });
  }
  void emit(StepKind step, std::optional<double> scale) {
    const auto every = options.gradient_accumulation_steps;
    if (scale) each([&](UpdateBuilder&, Tensor, Tensor& g) { g = g / *scale; });
    if (step == StepKind::gather) {
      gather();
    } else {
      if (every) take_gathered(static_cast<double>(*every));
      update();
      if (every) forget_gathered();
    }
    if (options.use_ema) each([&](UpdateBuilder& b, Tensor w, Tensor) { emit_average(options, b, w); });
  }
};

const OptimizerParts* parts_of(const Optimizer& optimizer) { return optimizer.kind().parts; }

std::size_t num_parts(const Optimizer& optimizer) {
  return parts_of(optimizer) ? parts_of(optimizer)->count(optimizer.self()) : 1;
}
const Optimizer& part(const Optimizer& optimizer, std::size_t index) {
  return parts_of(optimizer) ? parts_of(optimizer)->part(optimizer.self(), index) : optimizer;
}
std::size_t part_of(const Optimizer& optimizer, const std::string& weight_name) {
  return parts_of(optimizer) ? parts_of(optimizer)->part_of(optimizer.self(), weight_name) : 0;
}
// What the names of a part's scalars begin with.
std::string numbers_of(const Optimizer& optimizer, std::size_t index) {
  return parts_of(optimizer) ? "optimizer/" + std::to_string(index) + "/" : "optimizer/";
}

std::optional<double> loss_scale_factor(const Optimizer& optimizer) {
  return parts_of(optimizer) ? parts_of(optimizer)->loss_scale_factor(optimizer.self())
                             : optimizer.call(&OptimizerKind::options).loss_scale_factor;
}

// What Keras calls the parts: "adam", "adam_1". It counts those without a name, the default one, which is the last here, first.
std::vector<std::string> names_of_parts(const Optimizer& optimizer) {
  std::vector<std::string> names(num_parts(optimizer));
  std::map<std::string, int> counts;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const std::size_t i = (k + names.size() - 1) % names.size();
    const Optimizer& one = part(optimizer, i);
    if (const auto& given = one.call(&OptimizerKind::options).name) {
      names[i] = *given;
    } else {
      names[i] = snake_case(one.type());
      if (const int before = counts[names[i]]++) names[i] += "_" + std::to_string(before);
    }
  }
  return names;
}

constexpr std::size_t common_numbers = 2;  // ema_momentum and ema_overwrite

void numbers_of_step(const Optimizer& optimizer, std::int64_t step, GivenRate given, std::span<double> out) {
  const OptimizerOptions& options = optimizer.call(&OptimizerKind::options);
  const std::int64_t update = (step - 1) / options.gradient_accumulation_steps.value_or(1) + 1;
  const std::size_t own = optimizer.kind().number_names.size();
  optimizer.call(&OptimizerKind::numbers, update, optimizer.call(&OptimizerKind::rate_at, step, given.learning_rate) * given.factor,
                 out.first(own));
  out[own] = update == 1 ? 0 : options.ema_momentum;
  out[own + 1] = update % options.ema_overwrite_frequency.value_or(1) == 0 ? 1 : 0;
}

}  // namespace

Tensor UpdateBuilder::slot(std::string_view name, const Shape& shape) {
  return variable(graph_, "optimizer/" + weight_name_ + "/" + std::string(name), shape);
}

Tensor UpdateBuilder::number(std::string_view name) const { return scalar(graph_, numbers_ + std::string(name)); }

std::string average_name(const std::string& weight_name) { return "optimizer/" + weight_name + "/average"; }

StepKind kind_of_step(const Optimizer& optimizer, std::int64_t step) {  // all parts gather alike
  const OptimizerOptions& options = part(optimizer, 0).call(&OptimizerKind::options);
  return step % options.gradient_accumulation_steps.value_or(1) == 0 ? StepKind::update : StepKind::gather;
}

std::int64_t updates_in(const Optimizer& optimizer, std::int64_t steps) {
  if (parts_of(optimizer)) return steps;
  return steps / optimizer.call(&OptimizerKind::options).gradient_accumulation_steps.value_or(1);
}

std::vector<std::pair<std::string, double>> learning_rates(const Optimizer& optimizer, std::int64_t step, GivenRate given) {
  const auto rate_of = [&](const Optimizer& one, double rate) {
    return static_cast<double>(static_cast<float>(one.call(&OptimizerKind::rate_at, step, rate) * given.factor));
  };
  if (!parts_of(optimizer)) return {{"learning_rate", rate_of(optimizer, given.learning_rate)}};
  std::vector<std::pair<std::string, double>> rates;
  const std::vector<std::string> names = names_of_parts(optimizer);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Optimizer& one = part(optimizer, i);
    rates.emplace_back("learning_rate_" + names[i], rate_of(one, one.call(&OptimizerKind::learning_rate)));
  }
  return rates;
}

bool has_averages(const Optimizer& optimizer) {
  for (std::size_t i = 0; i < num_parts(optimizer); ++i)
    if (part(optimizer, i).call(&OptimizerKind::options).use_ema) return true;
  return false;
}

double loss_scale(const Optimizer& optimizer) { return loss_scale_factor(optimizer).value_or(1); }

std::vector<std::string> number_scalars(const Optimizer& optimizer) {
  std::vector<std::string> scalars;
  for (std::size_t i = 0; i < num_parts(optimizer); ++i) {
    const std::string prefix = numbers_of(optimizer, i);
    for (const std::string_view name : part(optimizer, i).kind().number_names)
      scalars.push_back(prefix + std::string(name));
    for (const char* name : {"ema_momentum", "ema_overwrite"}) scalars.push_back(prefix + name);
  }
  return scalars;
}

// Keras: schedules count steps, everything else counts updates.
void step_numbers(const Optimizer& optimizer, std::int64_t step, GivenRate given, std::span<double> out) {
  for (std::size_t i = 0; i < num_parts(optimizer); ++i) {
    const Optimizer& one = part(optimizer, i);
    const double rate = parts_of(optimizer) ? one.call(&OptimizerKind::learning_rate) : given.learning_rate;
    const std::size_t count = one.kind().number_names.size() + common_numbers;
    numbers_of_step(one, step, {rate, given.factor}, out.first(count));
    out = out.subspan(count);
  }
}

void emit_updates(const Optimizer& optimizer, std::span<const Tensor> weights, std::span<const Tensor> gradients,
                  std::span<const std::string> weight_names, StepKind step) {
  std::vector<std::size_t> followed(weights.size());
  for (std::size_t w = 0; w < weights.size(); ++w) followed[w] = part_of(optimizer, weight_names[w]);
  for (std::size_t i = 0; i < num_parts(optimizer); ++i) {
    Updates updates{.optimizer = part(optimizer, i), .numbers = numbers_of(optimizer, i)};
    for (std::size_t w = 0; w < weights.size(); ++w) {
      if (followed[w] != i) continue;
      updates.weights.push_back(weights[w]);
      updates.gradients.push_back(gradients[w]);
      updates.names.push_back(weight_names[w]);
    }
    updates.emit(step, loss_scale_factor(optimizer));
  }
}

}  // namespace nntrain
