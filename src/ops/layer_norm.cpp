// layer_norm: y = (x - mean) / sqrt(variance + epsilon) over the last axis. Second output: 1 / sqrt(variance + epsilon) a row.
#include <cmath>

#include "graph/ops.h"
#include "kernels/rows.h"

namespace nntrain {

namespace {

void forward(const RowArguments& a, Index r) {
  const real* x = a.input(0, r);
  real* y = a.output(0, r);
  const real n = static_cast<real>(a.cols), mean = row_sum(a.cols, [&](Index i) { return x[i]; }) / n;
  const real variance = row_sum(a.cols, [&](Index i) { return (x[i] - mean) * (x[i] - mean); }) / n;
  const real scale = 1 / std::sqrt(variance + static_cast<real>(a.attributes.value));
  *a.output(1, r) = scale;
#pragma GCC ivdep
  for (Index i = 0; i < a.cols; ++i) y[i] = (x[i] - mean) * scale;
}

// scale (dy - mean(dy) - y mean(y dy))
void backward(const RowArguments& a, Index r) {
  const real *y = a.input(0, r), scale = *a.input(1, r), *dy = a.input(2, r);
  real* dx = a.output(0, r);
  const real n = static_cast<real>(a.cols), mean = row_sum(a.cols, [&](Index i) { return dy[i]; }) / n;
  const real dot = row_sum(a.cols, [&](Index i) { return dy[i] * y[i]; }) / n;
#pragma GCC ivdep
  for (Index i = 0; i < a.cols; ++i) dx[i] = scale * (dy[i] - mean - y[i] * dot);
}

}  // namespace

extern const OpKind layer_norm_kind, layer_norm_gradient_kind;
constinit const OpKind layer_norm_kind{
    .name = "layer_norm",
    .shape = [](const Graph& graph, const Op& op) {
      return std::vector<Shape>{shape_of(graph, op.in[0]), one_per_row(shape_of(graph, op.in[0]))};
    },
    .gradient = [](Chain& c) { c.add(0, emit("layer_norm_gradient", {c.out(0), c.out(1), c.dy()})); },
    .lower = lower_rows<forward>,
    .reads = Layout::rows};
constinit const OpKind layer_norm_gradient_kind{
    .name = "layer_norm_gradient", .shape = same_shape, .lower = lower_rows<backward>, .reads = Layout::rows};

}  // namespace nntrain
