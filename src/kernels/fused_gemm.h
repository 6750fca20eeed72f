// Products that round as fused multiply-add does, on processors that have no such instruction: exactly, at a price.
#pragma once
#include "kernels/gemm.h"

namespace nntrain {

#if defined(__FMA__) || defined(__aarch64__)
constexpr bool has_fused_multiply_add = true;
#else
constexpr bool has_fused_multiply_add = false;
#endif

// What gemm() gives where there is such an instruction, to the bit. workspace: fused_gemm_workspace_bytes(k), aligned to 64.
Index fused_gemm_workspace_bytes(Index k);
void fused_gemm(Index m, Index n, Index k, const GemmOperand& a, const GemmOperand& b, const GemmResult& result, std::byte* workspace);

}  // namespace nntrain
