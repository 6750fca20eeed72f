#include "metrics/f_score.h"

#include "metrics/target.h"

namespace nntrain::metrics {

namespace {

constexpr double epsilon = 1e-7;  // Keras' backend.epsilon()

Tensor is_yes(Tensor prediction, std::optional<double> threshold) {
  if (threshold) return greater(prediction, *threshold);
  const Tensor largest = pick(prediction, argmax_last(prediction));
  return greater_equal(prediction, expand(largest, prediction.shape())) * greater(abs(prediction), 1e-9);
}

double score(double true_positives, double answers, double targets, double beta) {
  const double precision = true_positives / (answers + epsilon), recall = true_positives / (targets + epsilon);
  return (1 + beta * beta) * precision * recall / (beta * beta * precision + recall + epsilon);
}

}  // namespace

void FScoreOptions::update(Totals& totals, Tensor target, Tensor prediction) const {
  const Tensor t = target_vector(target, prediction), yes = is_yes(prediction, threshold);
  const Tensor weight = totals.weights(prediction.shape());
  totals.add("true_positives", sum_rows(yes * t * weight));
  totals.add("answers", sum_rows(yes * weight));
  totals.add("targets", sum_rows(t * weight));
}

double FScoreOptions::result(std::span<const double> totals, double beta) const {
  const std::size_t units = totals.size() / 3;
  const auto true_positives = totals.first(units), answers = totals.subspan(units, units), targets = totals.last(units);
  double all_true = 0, all_answers = 0, all_targets = 0, sum = 0, weighted = 0;
  for (std::size_t i = 0; i < units; ++i) {
    const double of_unit = score(true_positives[i], answers[i], targets[i], beta);
    sum += of_unit;
    weighted += of_unit * targets[i];
    all_true += true_positives[i];
    all_answers += answers[i];
    all_targets += targets[i];
  }
  if (average == Average::micro) return score(all_true, all_answers, all_targets, beta);
  return average == Average::weighted ? weighted / (all_targets + epsilon) : sum / static_cast<double>(units);
}

}  // namespace nntrain::metrics
