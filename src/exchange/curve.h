// Functions of one number, known by their values at some points: what a graph of elementwise nodes computes. Programs
// write an activation in many ways — gelu as Erf, Add and Mul, elu as Where — and all of them have the same values.
#pragma once
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "config/value.h"

namespace nntrain {

using Curve = std::array<double, 33>;

const Curve& points();  // the function y = x
Curve constant_curve(double value);

// Applies an elementwise op, called as ONNX calls it, to its operands' values; `alpha` and `beta` are its attributes.
// Nothing: it is no such op.
std::optional<Curve> apply_op(std::string_view op, std::span<const Curve> in, double alpha = 0, double beta = 0);

// The layer that computes it: {"type": "Activation", "activation": "gelu"}, a LeakyReLU, a Rescaling; nothing where
// there is none.
std::optional<Json> layer_of(const Curve& curve);

}  // namespace nntrain
