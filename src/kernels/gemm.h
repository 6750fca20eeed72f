// C = A B for one thread: packed panels under one register-blocked tile of vectors.
//
// An element of C is fma(a, b, sum) from its first term to its last, beginning with 0; on processors without fused multiply-add the
// product is rounded before it is added. So neither slicing among threads nor blocks nor vectors show in the bits.
#pragma once
#include "kernels/real.h"

namespace nntrain {

struct GemmOperand {  // element (r, c) is p[r * row_stride + c * col_stride]
  const real* p;
  Index row_stride, col_stride;
  const real* at(Index r, Index c) const { return p + r * row_stride + c * col_stride; }
};

// Elements of the largest block of C.
constexpr Index gemm_block_elements = Thread::chunk_bytes / static_cast<Index>(sizeof(double));

struct GemmResult {
  real* c;    // null: each block of C is computed in `block`, where `finished` finds it dense
  Index ldc;
  real* block = nullptr;  // gemm_block_elements
  // Called with each block of C, rows [r0, r1) and columns [c0, c1), when it is complete and still in the cache.
  void (*finished)(const void* context, Index r0, Index r1, Index c0, Index c1) = nullptr;
  const void* context = nullptr;
};

Index gemm_workspace_bytes(Index m, Index n, Index k);  // of products no larger than this
// workspace: gemm_workspace_bytes(m, n, k), aligned to 64.
void gemm(Index m, Index n, Index k, const GemmOperand& a, const GemmOperand& b, const GemmResult& result, std::byte* workspace);

// Plain sums, for products too small to pack.
void tiny_gemm(Index m, Index n, Index k, GemmOperand a, GemmOperand b, real* c, Index ldc);

}  // namespace nntrain
