// The most arithmetic that this build can do.
#pragma once
#include "kernels/real.h"

namespace nntrain {

// Multiplies and adds in registers, `rounds` times, and nothing else. Returns the number of floating-point operations.
Index fma_loop(Index rounds);

}  // namespace nntrain
