#include "metrics/iou.h"

#include <numeric>

#include "base/error.h"
#include "graph/axes.h"
#include "losses/numeric.h"

namespace nntrain::metrics {

namespace {

// 1 where 0 <= x < size, else 0.
Tensor in_range(Tensor x, Index size) {
  return greater(x, -1.0) * (1.0 - greater_equal(x, constant(*x.graph, static_cast<double>(size))));
}

// (B, ..., 1), or as it stands if it is class numbers.
Tensor class_numbers(Tensor x, bool sparse, Index axis) { return sparse ? x : argmax_last(losses::axis_last(x, axis)); }

}  // namespace

void add_confusion_matrix(Totals& totals, Index num_classes, std::optional<Index> ignore_class, Compared compared,
                          Tensor target, Tensor prediction) {
  const Tensor answer = class_numbers(prediction, compared.sparse_y_pred, compared.axis);
  const bool is_number = target.shape() == answer.shape();  // a class number stands for the vector with a 1 there
  const Tensor truth = class_numbers(target, compared.sparse_y_true || is_number, compared.axis);
  const bool both_vectors = !is_number && !compared.sparse_y_true && !compared.sparse_y_pred;
  if (truth.shape() != answer.shape() || (both_vectors && target.shape() != prediction.shape()))
    throw Error{ErrorKind::config,
                "a metric cannot compare classes of a target of shape " + keras_shape(target.shape()) +
                    " with those of a prediction of shape " + keras_shape(prediction.shape()),
                "metrics", "say by sparse_y_true and sparse_y_pred which of them are class numbers, not vectors"};
  Tensor counted = in_range(truth, num_classes) * in_range(answer, num_classes);
  if (ignore_class)
    counted = counted * (1.0 - equal(truth, constant(*truth.graph, static_cast<double>(*ignore_class))));
  const Tensor weight = trunc(totals.weights(truth.shape())) * counted;
  const Shape rows{{truth.shape().size(), 1}, true};  // one number after another
  const auto vectors = [&](Tensor x) { return one_hot(reshape(x * counted, rows), num_classes); };
  totals.add("matrix", matmul(vectors(truth), vectors(answer) * reshape(weight, rows), true));
}

double intersection_over_union(std::span<const double> matrix, Index num_classes, std::span<const Index> classes) {
  constexpr double epsilon = 1e-7;  // Keras' backend.epsilon()
  std::vector<Index> all(static_cast<std::size_t>(num_classes));
  std::iota(all.begin(), all.end(), 0);
  double sum = 0, occurring = 0;
  for (const Index c : classes.empty() ? std::span<const Index>(all) : classes) {
    const auto at = [&](Index row, Index column) {
      return matrix[static_cast<std::size_t>(row * num_classes + column)];
    };
    double in_union = -at(c, c);
    for (const Index other : all) in_union += at(c, other) + at(other, c);
    if (in_union <= 1e-9) continue;
    sum += at(c, c) / (in_union + epsilon);
    ++occurring;
  }
  return sum / (occurring + epsilon);
}

std::string check_classes(Index num_classes, const std::vector<Index>& target_class_ids) {
  if (target_class_ids.empty()) return "target_class_ids must not be an empty list";
  for (const Index id : target_class_ids)
    if (id >= num_classes)
      return "target_class_ids has " + std::to_string(id) + ", but there are " + std::to_string(num_classes) +
             " classes, counted from 0";
  return "";
}

}  // namespace nntrain::metrics
