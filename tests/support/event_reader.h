// An event file read back: records by their frame, each checked, events by the library.
#pragma once
#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "events/event.pb.h"
#include "events/record.h"

namespace nntrain::test {

inline std::vector<events::Event> read_events(const std::string& path) {
  std::vector<events::Event> list;
  const std::string text = read_file(path);
  std::string_view rest = text;
  const auto number = [&](std::size_t at, int bytes) {
    std::uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; --i)
      value = value << 8 | static_cast<unsigned char>(rest[at + static_cast<std::size_t>(i)]);
    return value;
  };
  while (!rest.empty()) {
    const std::size_t length = rest.size() < 16 ? rest.size() : static_cast<std::size_t>(number(0, 8));
    if (rest.size() < 16 || rest.size() - 16 < length) {
      ADD_FAILURE() << path << " ends inside a record";
      return list;
    }
    EXPECT_EQ(number(8, 4), events::masked(events::crc32c(rest.substr(0, 8))));
    EXPECT_EQ(number(12 + length, 4), events::masked(events::crc32c(rest.substr(12, length))));
    EXPECT_TRUE(list.emplace_back().ParseFromString(std::string(rest.substr(12, length))));
    rest.remove_prefix(16 + length);
  }
  return list;
}

inline std::uint32_t big_endian(std::string_view text) {
  std::uint32_t value = 0;
  for (const char c : text.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

// The pixels of a grey PNG file whose rows have no filter, each of its chunks checked.
inline std::vector<int> png_pixels(const std::string& file) {
  EXPECT_EQ(file.substr(0, 8), "\x89PNG\r\n\x1A\n");
  const auto bytes = [](const std::string& text) { return reinterpret_cast<const Bytef*>(text.data()); };
  std::uint32_t width = 0, height = 0;
  std::vector<int> pixels;
  for (std::size_t at = 8; at + 12 <= file.size();) {
    const std::uint32_t length = big_endian(std::string_view(file).substr(at));
    const std::string checked = file.substr(at + 4, 4 + length), data = checked.substr(4);
    const std::string type = checked.substr(0, 4);
    EXPECT_EQ(big_endian(std::string_view(file).substr(at + 8 + length)),
              crc32(0, bytes(checked), static_cast<uInt>(checked.size())));
    if (type == "IHDR") {
      width = big_endian(data);
      height = big_endian(std::string_view(data).substr(4));
      EXPECT_EQ(data.substr(8), std::string("\x08\0\0\0\0", 5));
    } else if (type == "IDAT") {
      std::string rows(std::size_t{height} * (width + 1), 'x');
      uLongf size = rows.size();
      EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(rows.data()), &size, bytes(data), data.size()), Z_OK);
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (i % (width + 1) != 0) pixels.push_back(static_cast<unsigned char>(rows[i]));
    }
    at += 12 + length;
  }
  return pixels;
}

}  // namespace nntrain::test
