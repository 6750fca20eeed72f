#include "losses/categorical_focal_crossentropy.h"

#include "base/error.h"
#include "base/text.h"
#include "losses/fit.h"
#include "losses/numeric.h"

namespace nntrain::losses {

namespace {

// x, each class (along the last axis) times its weight.
Tensor weigh_classes(Tensor x, std::span<const double> weights) {
  if (weights.size() == 1) return x * weights[0];
  const Index classes = x.shape().cols();
  if (static_cast<Index>(weights.size()) != classes)
    throw Error{ErrorKind::config,
                "alpha has " + count_of(static_cast<std::int64_t>(weights.size()), "weight") +
                    ", but the network gives " + count_of(classes, "number"),
                "loss", "give one number for all classes, or one for each"};
  std::vector<Tensor> parts;
  for (const double weight : weights) parts.push_back(copy(expand(constant(*x.graph, weight), {{1}, false})));
  return x * concatenate(parts, 0);
}

}  // namespace

Tensor CategoricalFocalCrossentropy::call(Tensor target, Tensor prediction) const {
  constexpr std::string_view name = "categorical_focal_crossentropy";
  const Tensor output = axis_last(prediction, options.axis);
  require_class_probabilities(name, output, options.from_logits);
  require_same_shape(name, target, prediction);
  const double classes = static_cast<double>(output.shape().cols());
  const Tensor t = axis_last(target, options.axis) * (1 - options.label_smoothing) + options.label_smoothing / classes;
  const Tensor p = normalized_classes(options.from_logits ? softmax(output) : output);
  return sum_last(weigh_classes(power(1.0 - p, gamma), alpha.values) * (-t * log(p)));
}

}  // namespace nntrain::losses
