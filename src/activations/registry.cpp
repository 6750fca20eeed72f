#include "activations/celu.h"
#include "activations/elu.h"
#include "activations/exponential.h"
#include "activations/gelu.h"
#include "activations/glu.h"
#include "activations/hard_shrink.h"
#include "activations/hard_sigmoid.h"
#include "activations/hard_silu.h"
#include "activations/hard_tanh.h"
#include "activations/leaky_relu.h"
#include "activations/linear.h"
#include "activations/log_sigmoid.h"
#include "activations/log_softmax.h"
#include "activations/mish.h"
#include "activations/relu.h"
#include "activations/relu6.h"
#include "activations/selu.h"
#include "activations/sigmoid.h"
#include "activations/silu.h"
#include "activations/soft_shrink.h"
#include "activations/softmax.h"
#include "activations/softplus.h"
#include "activations/softsign.h"
#include "activations/sparse_plus.h"
#include "activations/sparse_sigmoid.h"
#include "activations/sparsemax.h"
#include "activations/squareplus.h"
#include "activations/tanh.h"
#include "activations/tanh_shrink.h"
#include "activations/threshold.h"

namespace nntrain {

namespace {

template <class C>
constexpr ActivationKind activation() {
  return {kind<C>(), [](const void* self, Tensor x) { return object<C>(self).call(x); }};
}

constexpr ActivationKind all[] = {
    activation<activations::Linear>(),      activation<activations::Relu>(),
    activation<activations::LeakyRelu>(),   activation<activations::Relu6>(),
    activation<activations::Elu>(),         activation<activations::Celu>(),
    activation<activations::Selu>(),        activation<activations::Gelu>(),
    activation<activations::Silu>(),        activation<activations::HardSilu>(),
    activation<activations::Mish>(),        activation<activations::Sigmoid>(),
    activation<activations::HardSigmoid>(), activation<activations::SparseSigmoid>(),
    activation<activations::LogSigmoid>(),  activation<activations::Tanh>(),
    activation<activations::HardTanh>(),    activation<activations::TanhShrink>(),
    activation<activations::Softmax>(),     activation<activations::LogSoftmax>(),
    activation<activations::Sparsemax>(),
    activation<activations::Softplus>(),    activation<activations::SparsePlus>(),
    activation<activations::Squareplus>(),  activation<activations::Softsign>(),
    activation<activations::Exponential>(), activation<activations::Glu>(),
    activation<activations::HardShrink>(),  activation<activations::SoftShrink>(),
    activation<activations::Threshold>(),
};

}  // namespace

std::span<const ActivationKind> ActivationFamily::kinds() { return all; }

}  // namespace nntrain
