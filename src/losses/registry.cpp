#include "losses/binary_crossentropy.h"
#include "losses/binary_focal_crossentropy.h"
#include "losses/categorical_crossentropy.h"
#include "losses/categorical_focal_crossentropy.h"
#include "losses/categorical_generalized_cross_entropy.h"
#include "losses/categorical_hinge.h"
#include "losses/chosen_crossentropy.h"
#include "losses/cosine_similarity.h"
#include "losses/hinge.h"
#include "losses/huber.h"
#include "losses/kl_divergence.h"
#include "losses/log_cosh.h"
#include "losses/mean_absolute_error.h"
#include "losses/mean_absolute_percentage_error.h"
#include "losses/mean_squared_error.h"
#include "losses/mean_squared_logarithmic_error.h"
#include "losses/overlap.h"
#include "losses/poisson.h"
#include "losses/sparse_categorical_crossentropy.h"

namespace nntrain {

namespace {

template <class C>
constexpr LossKind loss() {
  LossKind loss{kind<C>()};
  loss.call = [](const void* self, Tensor target, Tensor prediction) { return object<C>(self).call(target, prediction); };
  loss.mask = [](const void* self, Tensor target) {
    if constexpr (requires { object<C>(self).mask(target); }) return object<C>(self).mask(target);
    else return Tensor{};
  };
  loss.target_form = [](const void*) { return C::target_form; };
  loss.reduction = [](const void* self) {
    if constexpr (requires { object<C>(self).common; }) return object<C>(self).common.reduction;
    else return Reduction::sum_over_batch_size;
  };
  if constexpr (requires { C::when_not_finite; }) loss.when_not_finite = C::when_not_finite;
  loss.target_range = nullptr;
  if constexpr (requires { C::target_range; }) loss.target_range = &C::target_range;
  loss.margins = requires { C::margins; };
  return loss;
}

constexpr LossKind all[] = {
    loss<losses::MeanSquaredError>(),
    loss<losses::MeanAbsoluteError>(),
    loss<losses::MeanAbsolutePercentageError>(),
    loss<losses::MeanSquaredLogarithmicError>(),
    loss<losses::Huber>(),
    loss<losses::LogCosh>(),
    loss<losses::CosineSimilarity>(),
    loss<losses::Poisson>(),
    loss<losses::BinaryCrossentropy>(),
    loss<losses::BinaryFocalCrossentropy>(),
    loss<losses::CategoricalCrossentropy>(),
    loss<losses::SparseCategoricalCrossentropy>(),
    loss<losses::Crossentropy>(),
    loss<losses::CategoricalFocalCrossentropy>(),
    loss<losses::CategoricalGeneralizedCrossEntropy>(),
    loss<losses::KLDivergence>(),
    loss<losses::Hinge>(),
    loss<losses::SquaredHinge>(),
    loss<losses::CategoricalHinge>(),
    loss<losses::Dice>(),
    loss<losses::Tversky>(),
};

}  // namespace

std::span<const LossKind> LossFamily::kinds() { return all; }

}  // namespace nntrain
