#include "events/png.h"

#include <zlib.h>

#include <string_view>

#include "base/error.h"

namespace nntrain::events {

namespace {

void append_big_endian(std::string& out, unsigned long value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFF);
}

const Bytef* bytes(std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }

// Length, type, data, checksum of type and data.
void append_chunk(std::string& out, std::string_view type, std::string_view data) {
  append_big_endian(out, data.size());
  const std::string checked = std::string(type) + std::string(data);
  out += checked;
  append_big_endian(out, crc32(0, bytes(checked), static_cast<uInt>(checked.size())));
}

std::string compressed(const std::string& text) {
  uLongf size = compressBound(text.size());
  std::string out(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, bytes(text), text.size(), Z_BEST_COMPRESSION) != Z_OK)
    throw Error(ErrorKind::internal, "cannot compress an image");
  out.resize(size);
  return out;
}

}  // namespace

std::string png(const Image& image) {
  std::string head;
  append_big_endian(head, static_cast<unsigned long>(image.width));
  append_big_endian(head, static_cast<unsigned long>(image.height));
  head += std::string("\x08\x00\x00\x00\x00",
                      5);  // 8 bits, grey, the one compression, the one set of filters, not interlaced
  std::string rows;
  const auto width = static_cast<std::size_t>(image.width);
  for (std::size_t row = 0; row < static_cast<std::size_t>(image.height); ++row) {
    rows += '\0';  // no filter
    rows.append(reinterpret_cast<const char*>(image.pixels.data()) + row * width, width);
  }
  std::string out = "\x89PNG\r\n\x1A\n";
  append_chunk(out, "IHDR", head);
  append_chunk(out, "IDAT", compressed(rows));
  append_chunk(out, "IEND", "");
  return out;
}

}  // namespace nntrain::events
