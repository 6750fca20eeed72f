// How much memory there is.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nntrain {

// Bytes that this process may hope for: the machine's, or what its control group allows where that is less.
std::uint64_t memory_in_all();

// Gives memory that was freed, but is kept to be used again, back to the system.
void give_back_freed_memory();

// "2GiB", "512 MiB", "1.5GB", "4000000": a number of bytes; nothing where the text is none. Units are B, kB, MB, GB, TB and
// KiB, MiB, GiB, TiB, in any case; a K, M, G or T alone is the latter.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

}  // namespace nntrain
