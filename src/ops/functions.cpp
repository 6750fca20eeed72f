// exp expm1 log relu sigmoid tanh erf softplus: elementwise. Where the output is the cheaper form, the gradient is an op of
// its own that reads the output; those are differentiated no further.
#include "graph/ops.h"
#include "kernels/map.h"
#include "kernels/vector_math.h"

namespace nntrain {

namespace vm = vector_math;

extern const OpKind exp_kind, expm1_kind, log_kind, relu_kind, relu_gradient_kind, sigmoid_kind, sigmoid_gradient_kind,
    tanh_kind, tanh_gradient_kind, erf_kind, erf_gradient_kind, softplus_kind;

constinit const OpKind exp_kind =
    elementwise("exp", unary<[](real x) { return vm::exp(x); }>, [](Chain& c) { c.add(0, c.dy() * c.out()); });
constinit const OpKind expm1_kind =
    elementwise("expm1", unary<[](real x) { return vm::expm1(x); }>, [](Chain& c) { c.add(0, c.dy() * exp(c.in())); });
constinit const OpKind log_kind =
    elementwise("log", unary<[](real x) { return vm::log(x); }>, [](Chain& c) { c.add(0, c.dy() / c.in()); });

constinit const OpKind relu_kind = elementwise("relu", unary<[](real x) { return (x > 0) ? x : (x != x) ? x : real(0); }>,
                                               [](Chain& c) { c.add(0, emit("relu_gradient", {c.out(), c.dy()})); });
constinit const OpKind relu_gradient_kind =
    elementwise("relu_gradient", binary<[](real y, real dy) { return (y > 0) ? dy : real(0); }>, nullptr);

constinit const OpKind sigmoid_kind = elementwise("sigmoid", unary<[](real x) { return vm::sigmoid(x); }>,
                                                  [](Chain& c) { c.add(0, emit("sigmoid_gradient", {c.out(), c.dy()})); });
constinit const OpKind sigmoid_gradient_kind =
    elementwise("sigmoid_gradient", binary<[](real y, real dy) { return dy * (y * (1 - y)); }>, nullptr);

constinit const OpKind tanh_kind = elementwise("tanh", unary<[](real x) { return vm::tanh(x); }>,
                                               [](Chain& c) { c.add(0, emit("tanh_gradient", {c.out(), c.dy()})); });
constinit const OpKind tanh_gradient_kind =
    elementwise("tanh_gradient", binary<[](real y, real dy) { return dy * (1 - y * y); }>, nullptr);

constinit const OpKind erf_kind = elementwise("erf", unary<[](real x) { return vm::erf(x); }>,
                                              [](Chain& c) { c.add(0, emit("erf_gradient", {c.in(), c.dy()})); });
constinit const OpKind erf_gradient_kind = elementwise(  // 2 / sqrt(pi) exp(-x^2)
    "erf_gradient", binary<[](real x, real dy) { return dy * (real(1.1283791670955126) * vm::exp(-x * x)); }>, nullptr);

constinit const OpKind softplus_kind =
    elementwise("softplus", unary<[](real x) { return ((x > 0) ? x : real(0)) + vm::log1p(vm::exp((x > 0) ? -x : x)); }>,
                [](Chain& c) { c.add(0, c.dy() * sigmoid(c.in())); });

}  // namespace nntrain
