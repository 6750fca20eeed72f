// Random numbers inside kernels: a 32-bit mix (C. Wellons' "lowbias32") of the element under a key of step and stream.
// Nothing is stored, and neither threads nor blocks show.
#pragma once
#include <cstdint>

namespace nntrain {

inline std::uint32_t random_key(std::uint64_t step_seed, std::uint32_t stream) {
  return static_cast<std::uint32_t>(((step_seed ^ (std::uint64_t{stream} << 32)) * 0x9E3779B97F4A7C15u) >> 32);
}

inline std::uint32_t random_word(std::uint32_t key, std::uint32_t element) {
  std::uint32_t h = (element * 0x9E3779B1u) ^ key;
  h = (h ^ (h >> 16)) * 0x7FEB352Du;
  h = (h ^ (h >> 15)) * 0x846CA68Bu;
  return h ^ (h >> 16);
}

}  // namespace nntrain
