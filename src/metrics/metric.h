// Metrics: totals gathered in the program, one result from them whenever it is asked for. One file each; the list is
// registry.cpp.
#pragma once
#include <string>
#include <vector>

#include "config/component.h"
#include "graph/ops.h"

namespace nntrain {

// The totals of one metric: variables that the program adds to in every step and that an epoch starts from zero.
class Totals {
 public:
  // Variables are named prefix + "/total", ... Samples count 1 each, or as sample_weight (B, ..., 1) says. mask: of the
  // prediction: 0 where a place counts nothing in a mean, else 1; it has the prediction's first axes.
  Totals(Graph& graph, std::string prefix, Tensor sample_weight = {}, Tensor mask = {})
      : graph_(graph), prefix_(std::move(prefix)), sample_weight_(sample_weight), mask_(mask) {}

  // value (any unbatched shape) is added to the total of this name, without losing digits over long epochs.
  void add(std::string_view name, Tensor value);
  // The mean of all elements of values (B, ...): adds their weighted sum and their weight. Its result is mean_result().
  // Elements where `counted` is 0 have a value of 0; their weight is not added. Without weights and mask they count, as
  // Keras has it.
  void add_mean(Tensor values, Tensor counted = {});
  void add_unmasked_mean(Tensor values, Tensor counted = {});  // of what the mask leaves out too
  Tensor batch_size() const;                    // the number of samples in this step: a scalar
  Tensor weights(const Shape& elements) const;  // of each element of a tensor (B, ...)

  struct Total {
    std::string name;  // of the variable; its lost digits are in name + "/lost"
    Index size;
  };
  const std::vector<Total>& list() const { return list_; }

 private:
  void add_weighted_mean(Tensor values, Tensor counted);

  Graph& graph_;
  std::string prefix_;
  Tensor sample_weight_, mask_;
  std::vector<Total> list_;
};
inline double mean_result(std::span<const double> totals) { return totals[1] == 0 ? 0 : totals[0] / totals[1]; }

struct MetricKind : Kind {
  // Keras' name of it in the log when it was given as an object: "auc". (Given by a string, it is logged as that
  // string.)
  std::string (*name)(const void* self);
  // target (B, ..., 1 or n) as the loss has it, prediction (B, ..., n). A class number stands for the vector with a 1
  // there. Shapes that do not fit: Error{config}.
  void (*update)(const void* self, Totals& totals, Tensor target, Tensor prediction);
  // From all totals, in the order in which update() added them, one after another.
  double (*result)(const void* self, std::span<const double> totals);
  bool higher_is_better;
  bool chosen_by_shape;  // compile understands its names in any case, before those of Keras' classes
};
struct MetricFamily {
  static constexpr std::string_view name = "metric";
  static std::span<const MetricKind> kinds();
};
using Metric = Component<MetricFamily>;

}  // namespace nntrain
