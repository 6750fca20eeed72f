#include "activations/elu.h"
#include "activations/exponential.h"
#include "activations/gelu.h"
#include "activations/leaky_relu.h"
#include "activations/linear.h"
#include "activations/relu.h"
#include "activations/selu.h"
#include "activations/sigmoid.h"
#include "activations/silu.h"
#include "activations/softmax.h"
#include "activations/softplus.h"
#include "activations/softsign.h"
#include "activations/tanh.h"

namespace nntrain {

namespace {

template <class C>
constexpr ActivationKind activation() {
  return {kind<C>(), [](const void* self, Tensor x) { return object<C>(self).call(x); }};
}

constexpr ActivationKind all[] = {
    activation<activations::Linear>(),      activation<activations::Relu>(),     activation<activations::LeakyRelu>(),
    activation<activations::Elu>(),         activation<activations::Selu>(),     activation<activations::Gelu>(),
    activation<activations::Silu>(),        activation<activations::Sigmoid>(),  activation<activations::Tanh>(),
    activation<activations::Softmax>(),     activation<activations::Softplus>(), activation<activations::Softsign>(),
    activation<activations::Exponential>(),
};

}  // namespace

std::span<const ActivationKind> ActivationFamily::kinds() { return all; }

}  // namespace nntrain
