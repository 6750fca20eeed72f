#include "metrics/auc.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "metrics/confusion.h"
#include "metrics/target.h"

namespace nntrain::metrics {

namespace {

// Inner thresholds and one beyond either end, so that the curve reaches its corners.
std::vector<double> all_thresholds(const AUC& auc) {
  std::vector<double> all{-1e-7};
  if (auc.thresholds) {
    all.insert(all.end(), auc.thresholds->begin(), auc.thresholds->end());
    std::sort(all.begin() + 1, all.end());
  } else {
    for (Index i = 1; i < auc.num_thresholds - 1; ++i)
      all.push_back(static_cast<double>(i) / static_cast<double>(auc.num_thresholds - 1));
  }
  all.push_back(1 + 1e-7);
  return all;
}

void require_labels(std::string_view what, std::size_t count, Tensor prediction) {
  const Index units = prediction.shape().cols();
  if (static_cast<Index>(count) != units)
    throw Error{ErrorKind::config,
                "AUC: " + std::string(what) + " for " + count_of(static_cast<std::int64_t>(count), "label") +
                    ", but the network gives " + count_of(units, "number"),
                "metrics", "both must be the same"};
}

// Davis & Goadrich 2006, section 4, as Keras' interpolate_pr_auc: between thresholds true and false positives grow
// linearly.
double interpolated_pr_area(const Confusion& c) {
  double area = 0;
  for (std::size_t i = 0; i + 1 < c.size(); ++i) {
    const double more = c.true_positives(i) + c.false_positives(i);  // answers yes at the lower threshold
    const double fewer = c.true_positives(i + 1) + c.false_positives(i + 1);
    const double gained = c.true_positives(i) - c.true_positives(i + 1);
    const double slope = ratio(gained, std::max(more - fewer, 0.0));
    const double intercept = c.true_positives(i + 1) - slope * fewer;
    const double growth = more > 0 && fewer > 0 ? more / fewer : 1;
    area += ratio(slope * (gained + intercept * std::log(growth)), c.true_positives(i + 1) + c.false_negatives(i + 1));
  }
  return area;
}

double area(const Confusion& c, Curve curve, Summation method) {
  if (curve == Curve::PR && method == Summation::interpolation) return interpolated_pr_area(c);
  const auto recall = [&](std::size_t i) {
    return ratio(c.true_positives(i), c.true_positives(i) + c.false_negatives(i));
  };
  const auto x = [&](std::size_t i) {
    return curve == Curve::PR ? recall(i) : ratio(c.false_positives(i), c.false_positives(i) + c.true_negatives(i));
  };
  const auto y = [&](std::size_t i) {
    return curve == Curve::PR ? ratio(c.true_positives(i), c.true_positives(i) + c.false_positives(i)) : recall(i);
  };
  double sum = 0;
  for (std::size_t i = 0; i + 1 < c.size(); ++i) {
    const double a = y(i), b = y(i + 1);
    const double height = method == Summation::interpolation ? (a + b) / 2
                          : method == Summation::minoring    ? std::min(a, b)
                                                             : std::max(a, b);
    sum += (x(i) - x(i + 1)) * height;
  }
  return sum;
}

}  // namespace

void AUC::update(Totals& totals, Tensor target, Tensor prediction) const {
  target = target_vector(target, prediction);
  if (from_logits) prediction = sigmoid(prediction);
  if (num_labels) require_labels("num_labels", static_cast<std::size_t>(*num_labels), prediction);
  if (label_weights) require_labels("label_weights", label_weights->size(), prediction);
  if (!multi_label && !label_weights)
    return totals.add("counts", confusion_at(all_thresholds(*this), totals, target, prediction));
  const Index axis = prediction.shape().rank() - 1;
  for (Index i = 0; i < prediction.shape().cols(); ++i)
    totals.add("counts_" + std::to_string(i), confusion_at(all_thresholds(*this), totals, slice(target, axis, i, i + 1),
                                                           slice(prediction, axis, i, i + 1)));
}

double AUC::result(std::span<const double> totals) const {
  const std::size_t size = 4 * all_thresholds(*this).size(), labels = totals.size() / size;
  const auto weight = [&](std::size_t label) { return label_weights ? (*label_weights)[label] : 1.0; };
  if (!multi_label) {  // one curve of all labels
    std::vector<double> counts(size);
    for (std::size_t label = 0; label < labels; ++label)
      for (std::size_t i = 0; i < size; ++i) counts[i] += weight(label) * totals[label * size + i];
    return area({counts}, curve, summation_method);
  }
  double sum = 0, weights = 0;
  for (std::size_t label = 0; label < labels; ++label) {
    sum += weight(label) * area({totals.subspan(label * size, size)}, curve, summation_method);
    weights += weight(label);
  }
  return ratio(sum, weights);
}

}  // namespace nntrain::metrics
