#include "metrics/confusion.h"

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/text.h"
#include "metrics/target.h"

namespace nntrain::metrics {

namespace {

// Keras' is_evenly_distributed_thresholds: i / (n - 1), as near as float32 can tell.
bool evenly_spaced(const std::vector<double>& thresholds) {
  if (thresholds.size() < 3) return false;
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    const double even = static_cast<double>(i) / static_cast<double>(thresholds.size() - 1);
    if (std::abs(thresholds[i] - even) > 1e-7 + 1e-5 * even) return false;
  }
  return true;
}

// 1 at the k largest of each row, of equals the first; else 0.
Tensor largest(Tensor x, Index k) {
  const Tensor gone = constant(*x.graph, -std::numeric_limits<double>::infinity());
  Tensor mask;
  for (Index i = 0; i < k; ++i) {
    const Tensor next = one_hot(argmax_last(x), x.shape().cols());
    mask = mask ? mask + next : next;
    if (i + 1 < k) x = select(next, gone, x);
  }
  return mask;
}

void require_unit(std::string_view what, Index value, Index last, Tensor prediction) {
  if (value > last)
    throw Error{ErrorKind::config,
                std::string(what) + " " + std::to_string(value) + " of a network that gives " +
                    count_of(prediction.shape().cols(), "number"),
                "metrics", std::string(what) + " must be at most " + std::to_string(last)};
}

}  // namespace

Tensor confusion_at(std::vector<double> thresholds, Totals& totals, Tensor target, Tensor prediction) {
  if (evenly_spaced(thresholds)) {
    const bool all_above_first = thresholds[0] < 0;
    const auto last = static_cast<double>(thresholds.size() - 1);
    for (std::size_t i = 0; i < thresholds.size(); ++i) thresholds[i] = static_cast<double>(i);
    if (all_above_first) thresholds[0] = -1;
    prediction = clip(prediction, 0, 1) * last;
  }
  const Shape rows{{prediction.shape().size(), 1}, true};  // one number after another
  const Tensor positive = reshape(1.0 - equal(target, constant(*target.graph, 0)), rows);
  const Tensor weight = reshape(totals.weights(prediction.shape()), rows);
  return confusion_counts(positive, reshape(prediction, rows), weight, std::move(thresholds));
}

void PositiveOptions::update(Totals& totals, Tensor target, Tensor prediction) const {
  target = target_vector(target, prediction);
  const Index units = prediction.shape().cols(), axis = prediction.shape().rank() - 1;
  constexpr double never = -1e10;  // Keras' NEG_INF
  if (top_k) {
    require_unit("top_k", *top_k, units, prediction);
    prediction = select(largest(prediction, *top_k), prediction, constant(*prediction.graph, never));
  }
  if (class_id) {
    require_unit("class_id", *class_id, units - 1, prediction);
    target = slice(target, axis, *class_id, *class_id + 1);
    prediction = slice(prediction, axis, *class_id, *class_id + 1);
  }
  const double by_default = top_k ? never : 0.5;
  totals.add("counts",
             confusion_at(thresholds ? thresholds->values : std::vector{by_default}, totals, target, prediction));
}

}  // namespace nntrain::metrics
