// BinaryIoU: IoU of the classes 0 and 1, a prediction at or above the threshold being 1
#pragma once
#include "metrics/iou.h"
#include "metrics/target.h"

namespace nntrain::metrics {

struct BinaryIoU {
  static constexpr std::string_view type = "BinaryIoU", summary = "How well the places of yes and of no overlap.";
  static constexpr bool higher_is_better = true;

  std::vector<Index> target_class_ids{0, 1};
  double threshold = 0.5;
  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&BinaryIoU::target_class_ids>("target_class_ids", "which of 0 and 1 count", unit),
      optional<&BinaryIoU::threshold>("threshold", "from it on, the answer is yes"),
      optional<&BinaryIoU::name>("name", "what it is called in the log"),
  };
  std::string check() const { return check_classes(2, target_class_ids); }

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    const Tensor yes = greater_equal(prediction, constant(*prediction.graph, threshold));
    add_confusion_matrix(totals, 2, {}, {true, true, -1}, target_vector(target, prediction), yes);
  }
  double result(std::span<const double> totals) const { return intersection_over_union(totals, 2, target_class_ids); }
};

}  // namespace nntrain::metrics
