#include "metrics/accuracy.h"
#include "metrics/auc.h"
#include "metrics/binary_accuracy.h"
#include "metrics/categorical_accuracy.h"
#include "metrics/crossentropy.h"
#include "metrics/mean_absolute_error.h"
#include "metrics/mean_squared_error.h"
#include "metrics/precision.h"
#include "metrics/recall.h"
#include "metrics/root_mean_squared_error.h"
#include "metrics/sparse_categorical_accuracy.h"

namespace nntrain {

namespace {

template <class C>
constexpr MetricKind metric() {
  return {kind<C>(), [](const void* self) { return object<C>(self).name.value_or(snake_case(C::type)); },
          [](const void* self, Totals& totals, Tensor target, Tensor prediction) {
            object<C>(self).update(totals, target, prediction);
          },
          [](const void* self, std::span<const double> totals) { return object<C>(self).result(totals); },
          C::higher_is_better};
}

constexpr MetricKind all[] = {
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
};

}  // namespace

std::span<const MetricKind> MetricFamily::kinds() { return all; }

}  // namespace nntrain
