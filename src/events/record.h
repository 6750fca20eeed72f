// The frame that event files put around each event (TFRecord): its length as 8 bytes, a checksum of these, the event,
// its checksum; all little-endian.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace nntrain::events {

// CRC-32C (Castagnoli; RFC 3720, appendix B.4).
std::uint32_t crc32c(std::string_view bytes);

// A checksum as records keep it: rotated and shifted, so that checksums of texts with checksums in them stay apart.
std::uint32_t masked(std::uint32_t crc);

void append_record(std::string& out, std::string_view event);

}  // namespace nntrain::events
