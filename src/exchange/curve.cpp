#include "exchange/curve.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace nntrain {

namespace {

double relu(double x) { return std::max(x, 0.0); }
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double softplus(double x) { return relu(x) + std::log1p(std::exp(-std::fabs(x))); }
double gelu(double x) { return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0))); }
double gelu_tanh(double x) {
  return 0.5 * x * (1 + std::tanh(std::sqrt(2 / 3.14159265358979323846) * (x + 0.044715 * x * x * x)));
}
double hard_sigmoid(double x) { return std::clamp(x / 6 + 0.5, 0.0, 1.0); }
double mish(double x) { return x * std::tanh(softplus(x)); }
constexpr double selu_alpha = 1.6732632423543772, selu_scale = 1.0507009873554805;

// Functions without parameters: of ONNX's op, of Keras' activation, or of both.
struct Function {
  std::string_view op, activation;
  double (*f)(double);
};
constexpr Function functions[] = {
    {"Relu", "relu", relu},
    {"Sigmoid", "sigmoid", sigmoid},
    {"Tanh", "tanh", [](double x) { return std::tanh(x); }},
    {"Softplus", "softplus", softplus},
    {"Softsign", "softsign", [](double x) { return x / (1 + std::fabs(x)); }},
    {"Exp", "exponential", [](double x) { return std::exp(x); }},
    {"Mish", "mish", mish},
    {"HardSwish", "hard_silu", [](double x) { return x * hard_sigmoid(x); }},
    {"", "hard_sigmoid", hard_sigmoid},
    {"", "silu", [](double x) { return x * sigmoid(x); }},
    {"", "gelu", gelu},
    {"", "relu6", [](double x) { return std::clamp(x, 0.0, 6.0); }},
    {"", "selu", [](double x) { return selu_scale * (x > 0 ? x : selu_alpha * std::expm1(x)); }},
    {"", "log_sigmoid", [](double x) { return -softplus(-x); }},
    {"", "hard_tanh", [](double x) { return std::clamp(x, -1.0, 1.0); }},
    {"Abs", "", [](double x) { return std::fabs(x); }},
    {"Neg", "", [](double x) { return -x; }},
    {"Sqrt", "", [](double x) { return std::sqrt(x); }},
    {"Log", "", [](double x) { return std::log(x); }},
    {"Erf", "", [](double x) { return std::erf(x); }},
    {"Erfc", "", [](double x) { return std::erfc(x); }},
    {"Floor", "", [](double x) { return std::floor(x); }},
    {"Reciprocal", "", [](double x) { return 1 / x; }},
    {"Sign", "", [](double x) { return static_cast<double>((x > 0) - (x < 0)); }},
    {"Not", "", [](double x) { return x == 0 ? 1.0 : 0.0; }},
    {"Cast", "", [](double x) { return x; }},
    {"Identity", "", [](double x) { return x; }},
};

struct WithParameters {
  std::string_view op;
  double (*f)(double x, double alpha, double beta);
};
constexpr WithParameters with_parameters[] = {
    {"LeakyRelu", [](double x, double alpha, double) { return x > 0 ? x : alpha * x; }},
    {"Elu", [](double x, double alpha, double) { return x > 0 ? x : alpha * std::expm1(x); }},
    {"Celu", [](double x, double alpha, double) { return relu(x) + std::min(0.0, alpha * std::expm1(x / alpha)); }},
    {"Selu", [](double x, double alpha, double gamma) { return gamma * (x > 0 ? x : alpha * std::expm1(x)); }},
    {"HardSigmoid", [](double x, double alpha, double beta) { return std::clamp(alpha * x + beta, 0.0, 1.0); }},
    {"Clip", [](double x, double low, double high) { return std::min(std::max(x, low), high); }},
    {"Gelu", [](double x, double approximate, double) { return approximate != 0 ? gelu_tanh(x) : gelu(x); }},
};

struct OfTwo {
  std::string_view op;
  double (*f)(double a, double b);
};
constexpr OfTwo of_two[] = {
    {"Add", [](double a, double b) { return a + b; }},
    {"Sub", [](double a, double b) { return a - b; }},
    {"Mul", [](double a, double b) { return a * b; }},
    {"Div", [](double a, double b) { return a / b; }},
    {"Pow", [](double a, double b) { return std::pow(a, b); }},
    {"Max", [](double a, double b) { return std::max(a, b); }},
    {"Min", [](double a, double b) { return std::min(a, b); }},
    {"Greater", [](double a, double b) { return a > b ? 1.0 : 0.0; }},
    {"GreaterOrEqual", [](double a, double b) { return a >= b ? 1.0 : 0.0; }},
    {"Less", [](double a, double b) { return a < b ? 1.0 : 0.0; }},
    {"LessOrEqual", [](double a, double b) { return a <= b ? 1.0 : 0.0; }},
};

template <class F>
Curve curve_of(F f) {
  Curve y;
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = f(points()[i]);
  return y;
}

// Constants in a file are float32, and so are parameters that are estimated here.
bool is_same(const Curve& a, const Curve& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(std::fabs(a[i] - b[i]) <= 3e-6 * std::max(1.0, std::fabs(b[i])))) return false;
  return true;
}

double rounded(double parameter) { return static_cast<double>(std::round(parameter * 1e6) / 1e6); }

}  // namespace

const Curve& points() {
  static const Curve x = [] {
    Curve all;
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = (static_cast<double>(i) - 16) * 0.53125 + 0.046875;  // -8.45 to 8.55, none of them special
    return all;
  }();
  return x;
}

Curve constant_curve(double value) {
  Curve y;
  y.fill(value);
  return y;
}

std::optional<Curve> apply_op(std::string_view op, std::span<const Curve> in, double alpha, double beta) {
  Curve y;
  if (in.size() == 1) {
    for (const Function& each : functions)
      if (each.op == op) {
        std::ranges::transform(in[0], y.begin(), each.f);
        return y;
      }
    for (const WithParameters& each : with_parameters)
      if (each.op == op) {
        std::ranges::transform(in[0], y.begin(), [&](double x) { return each.f(x, alpha, beta); });
        return y;
      }
  }
  if (in.size() == 2)
    for (const OfTwo& each : of_two)
      if (each.op == op) {
        std::ranges::transform(in[0], in[1], y.begin(), each.f);
        return y;
      }
  if (in.size() == 3 && op == "Where") {
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = in[0][i] != 0 ? in[1][i] : in[2][i];
    return y;
  }
  return std::nullopt;
}

std::optional<Json> layer_of(const Curve& curve) {
  const auto activation = [](Json which) { return Json{{"type", "Activation"}, {"activation", std::move(which)}}; };
  for (const Function& each : functions)
    if (!each.activation.empty() && is_same(curve, curve_of(each.f))) return activation(std::string(each.activation));
  if (is_same(curve, curve_of(gelu_tanh))) return activation({{"type", "gelu"}, {"approximate", true}});
  // By parameters that two points tell.
  const std::size_t low = 12, high = curve.size() - 1;  // about -2.1 and 8.5
  const double x = points()[low], y = curve[low];
  if (const double slope = rounded(y / x);
      slope >= 0 && is_same(curve, curve_of([&](double u) { return u > 0 ? u : slope * u; })))
    return Json{{"type", "LeakyReLU"}, {"negative_slope", slope}};
  if (const double alpha = rounded(y / std::expm1(x));
      is_same(curve, curve_of([&](double u) { return u > 0 ? u : alpha * std::expm1(u); })))
    return Json{{"type", "ELU"}, {"alpha", alpha}};
  if (const double most = curve[high];
      is_same(curve, curve_of([&](double u) { return std::clamp(u, 0.0, std::max(most, 0.0)); })))
    return Json{{"type", "ReLU"}, {"max_value", most}};
  const double scale = (curve[high] - y) / (points()[high] - x), offset = y - scale * x;
  if (is_same(curve, curve_of([&](double u) { return scale * u + offset; })))
    return Json{{"type", "Rescaling"}, {"scale", scale}, {"offset", offset}};
  return std::nullopt;
}

}  // namespace nntrain
