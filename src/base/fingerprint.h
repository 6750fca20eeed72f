// A number that tells bytes apart: other bytes have, as good as certainly, another one. The same on every machine and for ever. It
// finds what was changed by accident, not by an adversary.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace nntrain {

std::uint64_t fingerprint(std::string_view bytes);

inline std::uint64_t fingerprint(std::span<const std::byte> bytes) {
  return fingerprint(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace nntrain
