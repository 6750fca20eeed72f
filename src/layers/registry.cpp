#include "layers/activation_layer.h"
#include "layers/activity_regularization.h"
#include "layers/add.h"
#include "layers/alpha_dropout.h"
#include "layers/average.h"
#include "layers/batch_normalization.h"
#include "layers/category_encoding.h"
#include "layers/concatenate.h"
#include "layers/dense.h"
#include "layers/discretization.h"
#include "layers/dot.h"
#include "layers/dropout.h"
#include "layers/einsum_dense.h"
#include "layers/elu.h"
#include "layers/embedding.h"
#include "layers/flatten.h"
#include "layers/functional.h"
#include "layers/gaussian_dropout.h"
#include "layers/gaussian_noise.h"
#include "layers/group_normalization.h"
#include "layers/identity.h"
#include "layers/input.h"
#include "layers/layer_normalization.h"
#include "layers/leaky_relu.h"
#include "layers/masking.h"
#include "layers/maximum.h"
#include "layers/minimum.h"
#include "layers/multiply.h"
#include "layers/normalization.h"
#include "layers/p_relu.h"
#include "layers/permute.h"
#include "layers/relu.h"
#include "layers/repeat_vector.h"
#include "layers/rescaling.h"
#include "layers/reshape.h"
#include "layers/rms_normalization.h"
#include "layers/sequential.h"
#include "layers/softmax.h"
#include "layers/spatial_dropout_1d.h"
#include "layers/spectral_normalization.h"
#include "layers/subtract.h"
#include "layers/unit_normalization.h"

namespace nntrain {

namespace {

template <class C>
Tensor call(const void* self, Builder& builder, std::span<const Tensor> inputs) {
  if constexpr (requires(const C& c) { c.model_layers(); })
    throw Error{ErrorKind::config,
                std::string(C::type) + " cannot stand inside another layer, only in a list of layers",
                {},
                "wrap the layers that it is made of"};
  else if constexpr (requires(const C& c, Tensor x) { c.call(builder, x); })
    return object<C>(self).call(builder, inputs[0]);
  else
    return object<C>(self).call(builder, inputs);
}

template <class C>
constexpr LayerKind layer() {
  LayerKind k{kind<C>(),
              call<C>,
              nullptr,
              [](const void*) { return static_cast<const WrappedLayer*>(nullptr); },
              1,
              1,
              [](const void*) { return Index{0}; },
              [](const void*) { return static_cast<const std::vector<Index>*>(nullptr); },
              {},
              [](const void*) { return false; },
              nullptr,
              [](const void*) { return static_cast<const std::vector<LayerEntry>*>(nullptr); },
              [](const void*) { return static_cast<const std::vector<std::string>*>(nullptr); }};
  if constexpr (requires { C::min_inputs; }) k.min_inputs = C::min_inputs, k.max_inputs = C::max_inputs;
  if constexpr (requires(const C& c) { c.index_limit(); })
    k.index_limit = [](const void* self) { return object<C>(self).index_limit(); };
  if constexpr (requires(const C& c) { c.data_shape(); })
    k.data_shape = [](const void* self) { return object<C>(self).data_shape(); };
  if constexpr (requires(const C& c, Builder& b, std::span<const Tensor> in) { c.mask(b, in); })
    k.mask = [](const void* self, Builder& b, std::span<const Tensor> inputs) {
      return object<C>(self).mask(b, inputs);
    };
  else if constexpr (requires { C::supports_masking; })
    k.mask = [](const void*, Builder& b, std::span<const Tensor> inputs) { return b.mask_of(inputs[0]); };
  if constexpr (requires(const C& c) { c.wrapped(); })
    k.wrapped = [](const void* self) { return object<C>(self).wrapped(); };
  if constexpr (requires { C::learns; }) {
    k.learns = C::learns;
    k.must_adapt = [](const void* self) { return object<C>(self).must_adapt(); };
    k.adapted = [](const void* self, const Samples& samples) -> std::shared_ptr<const void> {
      return std::make_shared<const C>(object<C>(self).adapted(samples));
    };
  }
  if constexpr (requires(const C& c) { c.model_layers(); })
    k.model_layers = [](const void* self) { return object<C>(self).model_layers(); };
  if constexpr (requires(const C& c) { c.model_outputs(); })
    k.model_outputs = [](const void* self) { return object<C>(self).model_outputs(); };
  return k;
}

constexpr LayerKind all[] = {
    layer<InputLayer>(),
    layer<Dense>(),
    layer<EinsumDense>(),
    layer<Embedding>(),
    // activations
    layer<ActivationLayer>(),
    layer<ReLU>(),
    layer<LeakyReLU>(),
    layer<PReLU>(),
    layer<ELU>(),
    layer<Softmax>(),
    // normalisation and regularisation
    layer<BatchNormalization>(),
    layer<LayerNormalization>(),
    layer<GroupNormalization>(),
    layer<RMSNormalization>(),
    layer<UnitNormalization>(),
    layer<SpectralNormalization>(),
    layer<Dropout>(),
    layer<SpatialDropout1D>(),
    layer<AlphaDropout>(),
    layer<GaussianDropout>(),
    layer<GaussianNoise>(),
    layer<ActivityRegularization>(),
    // shape
    layer<Flatten>(),
    layer<Reshape>(),
    layer<Permute>(),
    layer<RepeatVector>(),
    layer<Identity>(),
    layer<Masking>(),
    // preprocessing
    layer<Rescaling>(),
    layer<Normalization>(),
    layer<Discretization>(),
    layer<CategoryEncoding>(),
    // several inputs
    layer<Add>(),
    layer<Subtract>(),
    layer<Multiply>(),
    layer<Average>(),
    layer<Maximum>(),
    layer<Minimum>(),
    layer<Dot>(),
    layer<Concatenate>(),
    // models
    layer<Sequential>(),
    layer<Functional>(),
};

}  // namespace

std::span<const LayerKind> LayerFamily::kinds() { return all; }

}  // namespace nntrain
