// The element type of this build of ops/ and kernels/: float in the product, double in the build that checks gradients.
#pragma once
#include "graph/op_kind.h"

#ifndef NNTRAIN_REAL
#define NNTRAIN_REAL float
#endif

namespace nntrain {
using real = NNTRAIN_REAL;

inline const real* as_real(const void* p) { return static_cast<const real*>(p); }
inline real* as_real(void* p) { return static_cast<real*>(p); }
inline real* as_real(std::byte* p) { return reinterpret_cast<real*>(p); }
}  // namespace nntrain
