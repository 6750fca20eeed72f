// sparsemax: y = max(x - tau, 0) over the last axis. With s the row in descending order and c its cumulative sums, the
// support is the k places where 1 + j · s_j > c_j, and tau = (sum of c over the support - 1) / k: as Keras 3.15
// computes it on all its back ends. (Martins and Astudillo, "From softmax to sparsemax", 2016, have (c_k - 1) / k; the
// two agree where one place has it all.)
#include <algorithm>
#include <functional>

#include "graph/ops.h"
#include "kernels/rows.h"

namespace nntrain {

namespace {

struct Support {
  Index size = 0;
  real least = 0, threshold = 0;  // the least number of it; tau
};

// Sorts x into `sorted`, which is as long.
Support support_of(const real* x, real* sorted, Index n) {
  std::copy_n(x, n, sorted);
  std::sort(sorted, sorted + n, std::greater<>());
  Support s;
  real sum = 0, sum_of_sums = 0;
  for (Index j = 0; j < n; ++j) {
    sum += sorted[j];
    if (!(sorted[j] - (sum - 1) / static_cast<real>(j + 1) > 0)) continue;
    ++s.size;
    s.least = sorted[j];
    sum_of_sums += sum;
  }
  s.threshold = (sum_of_sums - 1) / static_cast<real>(s.size);
  return s;
}

void forward(const RowArguments& a, Index r) {
  const real* x = a.input(0, r);
  real* y = a.output(0, r);
  const Support s = support_of(x, y, a.cols);
  for (Index i = 0; i < a.cols; ++i) y[i] = (x[i] > s.threshold) ? x[i] - s.threshold : (x[i] != x[i]) ? x[i] : real(0);
}

// The m-th number of the support is in k - m + 1 of its k sums.
void backward(const RowArguments& a, Index r) {
  const real *x = a.input(0, r), *dy = a.input(1, r);
  real* dx = a.output(0, r);
  const Support s = support_of(x, dx, a.cols);
  const real k = static_cast<real>(s.size);
  real total = 0;
  for (Index i = 0; i < a.cols; ++i) total += (x[i] > s.threshold) ? dy[i] : real(0);
  for (Index i = 0; i < a.cols; ++i) {
    dx[i] = (x[i] > s.threshold) ? dy[i] : real(0);
    if (!(x[i] >= s.least)) continue;
    Index larger = 0;  // of equal ones the first comes first
    for (Index j = 0; j < a.cols; ++j) larger += x[j] > x[i] || (x[j] == x[i] && j < i);
    if (larger < s.size) dx[i] -= total * (k - static_cast<real>(larger)) / k;
  }
}

}  // namespace

extern const OpKind sparsemax_kind, sparsemax_gradient_kind;
constinit const OpKind sparsemax_kind{.name = "sparsemax",
                                      .shape = same_shape,
                                      .gradient =
                                          [](Chain& c) {
                                            c.add(0, emit("sparsemax_gradient", {c.in(), c.dy()}));
                                          },
                                      .lower = lower_rows<forward>,
                                      .reads = Layout::rows};
constinit const OpKind sparsemax_gradient_kind{
    .name = "sparsemax_gradient", .shape = same_shape, .lower = lower_rows<backward>, .reads = Layout::rows};

}  // namespace nntrain
