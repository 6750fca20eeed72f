#include "losses/crossentropy.h"

#include "base/error.h"
#include "graph/axes.h"
#include "losses/fit.h"
#include "losses/numeric.h"

namespace nntrain::losses {

namespace {

Tensor logits_of(Tensor prediction, bool from_logits, std::string_view activation) {
  return from_logits ? prediction : logits_behind(prediction, activation);
}

}  // namespace

Tensor binary_crossentropy(Tensor target, Tensor prediction, const CrossentropyOptions& options) {
  constexpr std::string_view name = "binary_crossentropy";
  require_yes_no_probabilities(name, prediction, options.from_logits);
  require_same_shape(name, target, prediction);
  const Tensor t = target * (1 - options.label_smoothing) + 0.5 * options.label_smoothing;
  Tensor loss;
  if (const Tensor x = logits_of(prediction, options.from_logits, "sigmoid")) {
    loss = relu(x) - x * t + softplus(minimum(x, -x));  // minimum, not -abs: the gradient at 0 is that of the sigmoid
  } else {
    const Tensor p = clipped(prediction);
    loss = -(t * log(p) + (1.0 - t) * log(1.0 - p));
  }
  loss = axis_last(loss, options.axis);
  return mean(loss, {loss.shape().rank() - 1});
}

Tensor categorical_crossentropy(Tensor target, Tensor prediction, const CrossentropyOptions& options) {
  constexpr std::string_view name = "categorical_crossentropy";
  const Tensor p = axis_last(prediction, options.axis);
  require_class_probabilities(name, p, options.from_logits);
  require_same_shape(name, target, prediction);
  const double classes = static_cast<double>(p.shape().cols());
  const Tensor t = axis_last(target, options.axis) * (1 - options.label_smoothing) + options.label_smoothing / classes;
  const Tensor x = logits_of(p, options.from_logits, "softmax");
  return -sum_last(t * (x ? log_softmax(x) : log(normalized_classes(p))));
}

Tensor counted_rows(Tensor target, const SparseCrossentropyOptions& options) {
  if (!options.ignore_class) return {};
  return 1.0 - equal(target, constant(*target.graph, static_cast<double>(*options.ignore_class)));
}

Tensor sparse_categorical_crossentropy(Tensor target, Tensor prediction, const SparseCrossentropyOptions& options) {
  constexpr std::string_view name = "sparse_categorical_crossentropy";
  if (resolve_axis(options.axis, prediction.shape()) != prediction.shape().rank() - 1)
    throw Error{ErrorKind::config,
                std::string(name) + " takes the last axis for the classes; got axis " + std::to_string(options.axis),
                "loss", "leave out \"axis\", and bring the classes to the last axis"};
  require_class_probabilities(name, prediction, options.from_logits);
  require_class_numbers(name, target, prediction);
  const Tensor zero = constant(*target.graph, 0), counted = counted_rows(target, options);
  const Tensor t = counted ? select(counted, target, zero) : target;
  const Tensor x = logits_of(prediction, options.from_logits, "softmax");
  const Tensor loss = x ? softmax_cross_entropy(x, t) : -pick(log(normalized_classes(prediction)), t);
  return counted ? select(counted, loss, zero) : loss;
}

}  // namespace nntrain::losses
