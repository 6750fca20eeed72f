// Graph to program: drop dead ops, place results at their destination, fuse, plan memory, lower, set barriers.
#pragma once
#include "compiler/program.h"

namespace nntrain {

struct CompileOptions {
  Index max_batch = 32;
  int threads = 1;  // steers how work is cut, never the result
  bool reproducible = false;  // the same bits for every instruction set: slow on processors without fused multiply-add
  bool prepare = false;  // what depends on nothing but variables is computed first, and keeps its place: Program::num_prepared
  bool fuse = true, reuse_memory = true;  // false in tests: neither shows in the result
};

// `keep`: values to be read after a run. The graph's variables must have been declared in `state` and `state` be allocated; it
// must outlive the program. The graph itself is no longer needed, but changed: values get their final places.
Program compile(Graph& graph, std::span<const Tensor> keep, const State& state, const CompileOptions& options);

// How many threads of those available may pay off: one for steps of less than a fifth of a millisecond; a twentieth if nothing is updated.
int threads_worth(const Graph& graph, Index max_batch, int available);

// The program as text: an instruction a line with its shape and its place in memory, then sizes.
std::string describe(const Program& program);

}  // namespace nntrain
