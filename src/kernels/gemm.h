// C = A B for one thread: packed panels under one register-blocked tile of vectors.
//
// The order in which an element of C is summed depends on K and the method alone, never on M, N or where the element lies:
// any slicing among threads gives the same bits.
#pragma once
#include "kernels/real.h"

namespace nntrain {

struct GemmOperand {  // element (r, c) is p[r * row_stride + c * col_stride]
  const real* p;
  Index row_stride, col_stride;
  const real* at(Index r, Index c) const { return p + r * row_stride + c * col_stride; }
};

// tiny: plain sums, for products too small to pack. Chosen while compiling, from sizes that do not depend on the batch.
enum class GemmMethod { blocked, tiny };

Index gemm_workspace_bytes(Index n, Index k);  // of products no larger than this, of any m
// workspace: gemm_workspace_bytes(n, k), aligned to 64.
void gemm(GemmMethod method, Index m, Index n, Index k, GemmOperand a, GemmOperand b, real* c, Index ldc, std::byte* workspace);

// What GemmMethod::tiny does.
void tiny_gemm(Index m, Index n, Index k, GemmOperand a, GemmOperand b, real* c, Index ldc);

}  // namespace nntrain
