// Ops that change variables in place, elementwise: assign, accumulate, and one fused update for each of the common optimizers.
// Formulas and the order of arithmetic are Keras' (keras/src/optimizers). Variables lie densely; a rate is one number.
#include <cmath>

#include "graph/ops.h"
#include "kernels/map.h"

namespace nntrain {

namespace {

real* variable_in(const MapArguments& m, std::size_t i) { return static_cast<real*>(const_cast<void*>(m.in[i])); }
real parameter(const MapArguments& m, std::size_t i) { return static_cast<real>(m.attributes->numbers[i]); }
real complement(const MapArguments& m, std::size_t i) { return static_cast<real>(1 - m.attributes->numbers[i]); }

void assign_map(const MapArguments& m, const MapWindow& window) {
  real* w = variable_in(m, 0);
  const real* x = as_real(m.in[1]);
#pragma GCC ivdep
  for (Index i = 0; i < window.n; ++i) w[i] = x[i];
}
// Neumaier's summation: total + lost is the sum.
void accumulate_map(const MapArguments& m, const MapWindow& window) {
  real *total = variable_in(m, 0), *lost = variable_in(m, 1);
  const real* x = as_real(m.in[2]);
#pragma GCC ivdep
  for (Index i = 0; i < window.n; ++i) {
    const real old = total[i], sum = old + x[i];
    lost[i] += (std::fabs(old) >= std::fabs(x[i])) ? (old - sum) + x[i] : (x[i] - sum) + old;
    total[i] = sum;
  }
}
// inputs: w, gradient, rate
void sgd_map(const MapArguments& m, const MapWindow& window) {
  real* w = variable_in(m, 0);
  const real *g = as_real(m.in[1]), rate = *as_real(m.in[2]);
#pragma GCC ivdep
  for (Index i = 0; i < window.n; ++i) w[i] -= rate * g[i];
}
// inputs: w, m, gradient, rate; numbers: momentum
template <bool nesterov>
void momentum_map(const MapArguments& m, const MapWindow& window) {
  real *w = variable_in(m, 0), *v = variable_in(m, 1);
  const real *g = as_real(m.in[2]), rate = *as_real(m.in[3]), momentum = parameter(m, 0);
#pragma GCC ivdep
  for (Index i = 0; i < window.n; ++i) {
    const real step = rate * g[i], velocity = v[i] * momentum - step;
    v[i] = velocity;
    w[i] += nesterov ? velocity * momentum - step : velocity;
  }
}
// inputs: w, m, v, gradient, rate (with both bias corrections); numbers: beta_1, beta_2, epsilon
void adam_map(const MapArguments& m, const MapWindow& window) {
  real *w = variable_in(m, 0), *first = variable_in(m, 1), *second = variable_in(m, 2);
  const real *g = as_real(m.in[3]), rate = *as_real(m.in[4]);
  const real one_minus_beta_1 = complement(m, 0), one_minus_beta_2 = complement(m, 1), epsilon = parameter(m, 2);
#pragma GCC ivdep
  for (Index i = 0; i < window.n; ++i) {
    const real a = first[i] + (g[i] - first[i]) * one_minus_beta_1;
    const real b = second[i] + (g[i] * g[i] - second[i]) * one_minus_beta_2;
    first[i] = a;
    second[i] = b;
    w[i] -= a * rate / (std::sqrt(b) + epsilon);
  }
}
// inputs: w, v, gradient, rate; numbers: rho, epsilon
void rmsprop_map(const MapArguments& m, const MapWindow& window) {
  real *w = variable_in(m, 0), *v = variable_in(m, 1);
  const real *g = as_real(m.in[2]), rate = *as_real(m.in[3]);
  const real rho = parameter(m, 0), one_minus_rho = complement(m, 0), epsilon = parameter(m, 1);
#pragma GCC ivdep
  for (Index i = 0; i < window.n; ++i) {
    const real b = rho * v[i] + one_minus_rho * (g[i] * g[i]);
    v[i] = b;
    w[i] -= rate * g[i] / std::sqrt(b + epsilon);
  }
}

constexpr MapKernel assign_kernel = assign_map, accumulate_kernel = accumulate_map, sgd_kernel = sgd_map,
                    momentum_kernel = momentum_map<false>, nesterov_kernel = momentum_map<true>, adam_kernel = adam_map,
                    rmsprop_kernel = rmsprop_map;

}  // namespace

extern const OpKind assign_kind, accumulate_kind, update_sgd_kind, update_momentum_kind, update_nesterov_kind, update_adam_kind,
    update_rmsprop_kind;
constinit const OpKind assign_kind = update("assign", &assign_kernel, 1);
constinit const OpKind accumulate_kind = update("accumulate", &accumulate_kernel, 2);
constinit const OpKind update_sgd_kind = update("update_sgd", &sgd_kernel, 1);
constinit const OpKind update_momentum_kind = update("update_momentum", &momentum_kernel, 2);
constinit const OpKind update_nesterov_kind = update("update_nesterov", &nesterov_kernel, 2);
constinit const OpKind update_adam_kind = update("update_adam", &adam_kernel, 3);
constinit const OpKind update_rmsprop_kind = update("update_rmsprop", &rmsprop_kernel, 2);

}  // namespace nntrain
