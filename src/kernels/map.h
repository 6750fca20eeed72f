// Elementwise kernels over blocks, and the runner of chains of them.
#pragma once
#include <array>

#include "kernels/real.h"

namespace nntrain {

// Runs a chain on rows [r0, r1) and columns [c0, c1). Chunk operands hold exactly that window, densely.
void run_map_chain(const MapProgram& chain, const Thread& thread, Index r0, Index r1, Index c0, Index c1);
// A step that is elementwise only: this thread's part of it.
void run_map_step(const MapProgram& chain, const Thread& thread);

namespace map_detail {

template <bool repeated>
real at(const real* p, Index i) {
  return repeated ? p[0] : p[i];
}
template <auto f, unsigned mask>
void map1(const MapArguments& m, const MapWindow& window) {
  const real* a = as_real(m.in[0]);
  real* y = as_real(m.out);
#pragma GCC ivdep
  for (Index i = 0; i < window.n; ++i) y[i] = f(at<mask & 1>(a, i));
}
template <auto f, unsigned mask>
void map2(const MapArguments& m, const MapWindow& window) {
  const real *a = as_real(m.in[0]), *b = as_real(m.in[1]);
  real* y = as_real(m.out);
#pragma GCC ivdep
  for (Index i = 0; i < window.n; ++i) y[i] = f(at<mask & 1>(a, i), at<(mask >> 1) & 1>(b, i));
}
template <auto f, unsigned mask>
void map3(const MapArguments& m, const MapWindow& window) {
  const real *a = as_real(m.in[0]), *b = as_real(m.in[1]), *c = as_real(m.in[2]);
  real* y = as_real(m.out);
#pragma GCC ivdep
  for (Index i = 0; i < window.n; ++i) y[i] = f(at<mask & 1>(a, i), at<(mask >> 1) & 1>(b, i), at<(mask >> 2) & 1>(c, i));
}

}  // namespace map_detail

// Kernel tables of a function of one, two or three elements: one kernel for each set of repeated inputs.
template <auto f>
inline constexpr std::array<MapKernel, 2> unary{map_detail::map1<f, 0>, map_detail::map1<f, 1>};
template <auto f>
inline constexpr std::array<MapKernel, 4> binary{map_detail::map2<f, 0>, map_detail::map2<f, 1>, map_detail::map2<f, 2>,
                                                 map_detail::map2<f, 3>};
template <auto f>
inline constexpr std::array<MapKernel, 8> ternary{map_detail::map3<f, 0>, map_detail::map3<f, 1>, map_detail::map3<f, 2>,
                                                  map_detail::map3<f, 3>, map_detail::map3<f, 4>, map_detail::map3<f, 5>,
                                                  map_detail::map3<f, 6>, map_detail::map3<f, 7>};

// Shape rule of elementwise ops: that of the operand with the most elements (the others are single numbers).
std::vector<Shape> elementwise_shape(const Graph& graph, const Op& op);

template <std::size_t n>
constexpr OpKind elementwise(std::string_view name, const std::array<MapKernel, n>& kernels, void (*gradient)(Chain&)) {
  OpKind kind;
  kind.name = name;
  kind.shape = elementwise_shape;
  kind.gradient = gradient;
  kind.map = kernels.data();
  kind.map_inputs = n == 2 ? 1 : n == 4 ? 2 : 3;
  kind.reads = Layout::rows;
  return kind;
}

// The same, of an op that reads MapArguments::step_seed.
constexpr OpKind drawing(OpKind kind) {
  kind.draws = true;
  return kind;
}

// An op that updates its first `writes` inputs in place; its other inputs have as many elements, or are single numbers.
constexpr OpKind update(std::string_view name, const MapKernel* kernel, int writes) {
  OpKind kind;
  kind.name = name;
  kind.shape = [](const Graph&, const Op&) { return std::vector<Shape>{}; };
  kind.map = kernel;
  kind.writes = writes;
  return kind;
}

}  // namespace nntrain
