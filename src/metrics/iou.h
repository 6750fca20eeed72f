// Intersection over union of classes: true positives / (true positives + false positives + false negatives), the mean
// over the classes that occur. What is no class number, and targets of ignore_class, count nothing.
#pragma once
#include "metrics/metric.h"

namespace nntrain::metrics {

// What is compared: class numbers, or the places of the largest in vectors along the axis.
struct Compared {
  bool sparse_y_true, sparse_y_pred;
  Index axis;
};

// Adds the (num_classes, num_classes) weights of target class by predicted class. Rows count in whole numbers, as in Keras: the
// fraction of a weight is cut off.
void add_confusion_matrix(Totals& totals, Index num_classes, std::optional<Index> ignore_class, Compared compared,
                          Tensor target, Tensor prediction);
// From that matrix, for these classes; all if none are given.
double intersection_over_union(std::span<const double> matrix, Index num_classes, std::span<const Index> classes = {});

std::string check_classes(Index num_classes, const std::vector<Index>& target_class_ids);  // what is wrong, or ""

struct IoU {
  static constexpr std::string_view type = "IoU", summary = "How well the places of some classes overlap.";
  static constexpr bool higher_is_better = true;

  Index num_classes = 1;
  std::vector<Index> target_class_ids;
  std::optional<Index> ignore_class;
  bool sparse_y_true = true, sparse_y_pred = true;
  Index axis = -1;
  std::optional<std::string> name;

  static constexpr std::array params{
      required<&IoU::num_classes>("num_classes", "how many classes there are", at_least_one).example("3"),
      required<&IoU::target_class_ids>("target_class_ids", "which of them count", non_negative).example("[1]"),
      optional<&IoU::ignore_class>("ignore_class", "rows of this class count nothing"),
      optional<&IoU::sparse_y_true>("sparse_y_true", "the target is class numbers, not vectors"),
      optional<&IoU::sparse_y_pred>("sparse_y_pred", "the network gives class numbers, not vectors"),
      optional<&IoU::axis>("axis", "the axis of the vectors; 0 is the batch, -1 the last"),
      optional<&IoU::name>("name", "what it is called in the log"),
  };
  std::string check() const { return check_classes(num_classes, target_class_ids); }

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    add_confusion_matrix(totals, num_classes, ignore_class, {sparse_y_true, sparse_y_pred, axis}, target, prediction);
  }
  double result(std::span<const double> totals) const {
    return intersection_over_union(totals, num_classes, target_class_ids);
  }
};

struct MeanIoU {
  static constexpr std::string_view type = "MeanIoU", summary = "How well the places of all classes overlap.";
  static constexpr bool higher_is_better = true;

  Index num_classes = 1;
  std::optional<Index> ignore_class;
  bool sparse_y_true = true, sparse_y_pred = true;
  Index axis = -1;
  std::optional<std::string> name;

  static constexpr std::array params{
      required<&MeanIoU::num_classes>("num_classes", "how many classes there are", at_least_one).example("3"),
      optional<&MeanIoU::ignore_class>("ignore_class", "rows of this class count nothing"),
      optional<&MeanIoU::sparse_y_true>("sparse_y_true", "the target is class numbers, not vectors"),
      optional<&MeanIoU::sparse_y_pred>("sparse_y_pred", "the network gives class numbers, not vectors"),
      optional<&MeanIoU::axis>("axis", "the axis of the vectors; 0 is the batch, -1 the last"),
      optional<&MeanIoU::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    add_confusion_matrix(totals, num_classes, ignore_class, {sparse_y_true, sparse_y_pred, axis}, target, prediction);
  }
  double result(std::span<const double> totals) const { return intersection_over_union(totals, num_classes); }
};

struct OneHotIoU {
  static constexpr std::string_view type = "OneHotIoU", summary = "IoU of targets that are vectors.";
  static constexpr bool higher_is_better = true;

  Index num_classes = 1;
  std::vector<Index> target_class_ids;
  std::optional<Index> ignore_class;
  bool sparse_y_pred = false;
  Index axis = -1;
  std::optional<std::string> name;

  static constexpr std::array params{
      required<&OneHotIoU::num_classes>("num_classes", "how many classes there are", at_least_one).example("3"),
      required<&OneHotIoU::target_class_ids>("target_class_ids", "which of them count", non_negative).example("[1]"),
      optional<&OneHotIoU::ignore_class>("ignore_class", "rows of this class count nothing"),
      optional<&OneHotIoU::sparse_y_pred>("sparse_y_pred", "the network gives class numbers, not vectors"),
      optional<&OneHotIoU::axis>("axis", "the axis of the vectors; 0 is the batch, -1 the last"),
      optional<&OneHotIoU::name>("name", "what it is called in the log"),
  };
  std::string check() const { return check_classes(num_classes, target_class_ids); }

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    add_confusion_matrix(totals, num_classes, ignore_class, {false, sparse_y_pred, axis}, target, prediction);
  }
  double result(std::span<const double> totals) const {
    return intersection_over_union(totals, num_classes, target_class_ids);
  }
};

struct OneHotMeanIoU {
  static constexpr std::string_view type = "OneHotMeanIoU", summary = "MeanIoU of targets that are vectors.";
  static constexpr bool higher_is_better = true;

  Index num_classes = 1;
  std::optional<Index> ignore_class;
  bool sparse_y_pred = false;
  Index axis = -1;
  std::optional<std::string> name;

  static constexpr std::array params{
      required<&OneHotMeanIoU::num_classes>("num_classes", "how many classes there are", at_least_one).example("3"),
      optional<&OneHotMeanIoU::ignore_class>("ignore_class", "rows of this class count nothing"),
      optional<&OneHotMeanIoU::sparse_y_pred>("sparse_y_pred", "the network gives class numbers, not vectors"),
      optional<&OneHotMeanIoU::axis>("axis", "the axis of the vectors; 0 is the batch, -1 the last"),
      optional<&OneHotMeanIoU::name>("name", "what it is called in the log"),
  };

  void update(Totals& totals, Tensor target, Tensor prediction) const {
    add_confusion_matrix(totals, num_classes, ignore_class, {false, sparse_y_pred, axis}, target, prediction);
  }
  double result(std::span<const double> totals) const { return intersection_over_union(totals, num_classes); }
};

}  // namespace nntrain::metrics
