// How much of a matrix may be expected to stay near a core. Steers how work is cut, never what comes out.
#pragma once
#include <unistd.h>

#include <algorithm>

#include "graph/graph.h"

namespace nntrain {

// Bytes of one core's second-level cache, between 256 KiB and 2 MiB; 512 KiB where the system does not tell.
inline Index second_level_cache_bytes() {
  static const Index bytes = [] {
#ifdef _SC_LEVEL2_CACHE_SIZE
    const long told = sysconf(_SC_LEVEL2_CACHE_SIZE);
#else
    const long told = 0;
#endif
    return std::clamp<Index>(told > 0 ? told : 512 * 1024, 256 * 1024, 2048 * 1024);
  }();
  return bytes;
}

}  // namespace nntrain
