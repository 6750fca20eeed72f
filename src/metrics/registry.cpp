#include "metrics/accuracy.h"
#include "metrics/at_threshold.h"
#include "metrics/auc.h"
#include "metrics/binary_accuracy.h"
#include "metrics/binary_iou.h"
#include "metrics/categorical_accuracy.h"
#include "metrics/correlation.h"
#include "metrics/cosine_similarity.h"
#include "metrics/counts.h"
#include "metrics/crossentropy.h"
#include "metrics/f_score.h"
#include "metrics/iou.h"
#include "metrics/mean_absolute_error.h"
#include "metrics/mean_loss.h"
#include "metrics/mean_squared_error.h"
#include "metrics/precision.h"
#include "metrics/r2_score.h"
#include "metrics/recall.h"
#include "metrics/root_mean_squared_error.h"
#include "metrics/sparse_categorical_accuracy.h"
#include "metrics/top_k.h"

namespace nntrain {

namespace {

// Keras' name of it where none is given: its own, or made of the type's.
template <class C>
std::string default_name() {
  if constexpr (requires { C::default_name; })
    return std::string(C::default_name);
  else
    return snake_case(C::type);
}

template <class C>
constexpr MetricKind metric() {
  return {kind<C>(), [](const void* self) { return object<C>(self).name.value_or(default_name<C>()); },
          [](const void* self, Totals& totals, Tensor target, Tensor prediction) {
            object<C>(self).update(totals, target, prediction);
          },
          [](const void* self, std::span<const double> totals) { return object<C>(self).result(totals); },
          C::higher_is_better, requires { C::chosen_by_shape; }};
}

constexpr MetricKind all[] = {
    metric<metrics::ChosenAccuracy>(),
    metric<metrics::Accuracy>(),
    metric<metrics::BinaryAccuracy>(),
    metric<metrics::CategoricalAccuracy>(),
    metric<metrics::SparseCategoricalAccuracy>(),
    metric<metrics::MeanSquaredError>(),
    metric<metrics::MeanAbsoluteError>(),
    metric<metrics::RootMeanSquaredError>(),
    metric<metrics::Precision>(),
    metric<metrics::Recall>(),
    metric<metrics::AUC>(),
    metric<metrics::BinaryCrossentropy>(),
    metric<metrics::CategoricalCrossentropy>(),
    metric<metrics::SparseCategoricalCrossentropy>(),
    metric<metrics::TopKCategoricalAccuracy>(),
    metric<metrics::SparseTopKCategoricalAccuracy>(),
    metric<metrics::TruePositives>(),
    metric<metrics::FalsePositives>(),
    metric<metrics::TrueNegatives>(),
    metric<metrics::FalseNegatives>(),
    metric<metrics::SensitivityAtSpecificity>(),
    metric<metrics::SpecificityAtSensitivity>(),
    metric<metrics::PrecisionAtRecall>(),
    metric<metrics::RecallAtPrecision>(),
    metric<metrics::F1Score>(),
    metric<metrics::FBetaScore>(),
    metric<metrics::IoU>(),
    metric<metrics::BinaryIoU>(),
    metric<metrics::MeanIoU>(),
    metric<metrics::OneHotIoU>(),
    metric<metrics::OneHotMeanIoU>(),
    metric<metrics::MeanAbsolutePercentageError>(),
    metric<metrics::MeanSquaredLogarithmicError>(),
    metric<metrics::LogCoshError>(),
    metric<metrics::CosineSimilarity>(),
    metric<metrics::R2Score>(),
    metric<metrics::PearsonCorrelation>(),
    metric<metrics::ConcordanceCorrelation>(),
    metric<metrics::Poisson>(),
    metric<metrics::KLDivergence>(),
    metric<metrics::Hinge>(),
    metric<metrics::SquaredHinge>(),
    metric<metrics::CategoricalHinge>(),
};

}  // namespace

std::span<const MetricKind> MetricFamily::kinds() { return all; }

}  // namespace nntrain
