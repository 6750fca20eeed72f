#include "train/chance.h"

#include <cmath>

namespace nntrain {

namespace {

// The mean over the columns.
double variance(const Matrix& m, Index rows) {
  double sum = 0;
  for (Index column = 0; column < m.width; ++column) {
    double mean = 0, square = 0;
    for (Index row = 0; row < rows; ++row) mean += static_cast<double>(m.row(row)[static_cast<std::size_t>(column)]) / static_cast<double>(rows);
    for (Index row = 0; row < rows; ++row) square += std::pow(static_cast<double>(m.row(row)[static_cast<std::size_t>(column)]) - mean, 2) / static_cast<double>(rows);
    sum += square;
  }
  return sum / static_cast<double>(m.width);
}

}  // namespace

std::optional<double> chance_of(const Network& network, Index units, const Matrix& target, Index rows) {
  if (network.heads().size() != 1) return std::nullopt;
  const Head& head = network.heads()[0];
  const Reduction reduction = head.loss.call(&LossKind::reduction);
  if (head.loss_weight != 1 || reduction == Reduction::sum || reduction == Reduction::none) return std::nullopt;
  const std::string_view type = head.loss.type();
  if (type == "MeanSquaredError") return variance(target, rows);
  if (type == "BinaryCrossentropy" || (type == "Crossentropy" && units == 1)) return std::log(2.0);
  if (type == "SparseCategoricalCrossentropy" || type == "CategoricalCrossentropy" || type == "Crossentropy") return std::log(static_cast<double>(units));
  return std::nullopt;
}

}  // namespace nntrain
