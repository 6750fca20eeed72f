#include "kernels/fma_loop.h"

namespace nntrain {

Index fma_loop(Index rounds) {
#if defined(__AVX512F__)
  constexpr int bytes = 64;
#elif defined(__AVX__)
  constexpr int bytes = 32;
#else
  constexpr int bytes = 16;
#endif
  constexpr int lanes = bytes / static_cast<int>(sizeof(real)), chains = 12;  // independent ones: enough to hide an addition's latency
  typedef real Vector __attribute__((vector_size(bytes)));
  Vector sum[chains];
  const Vector factor = real(0.5) - Vector{};
  for (Vector& s : sum) s = factor;
  for (Index i = 0; i < rounds; ++i)
#pragma GCC unroll 12
    for (int k = 0; k < chains; ++k) sum[k] = sum[k] * factor + factor;
  for (Vector& s : sum) asm volatile("" : : "m"(s));  // or the loop would be left out
  return rounds * chains * lanes * 2;
}

}  // namespace nntrain
