// An event file read back: records by their frame, each checked, events by the library.
#pragma once
#include <gtest/gtest.h>

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
    for (int i = bytes - 1; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(rest[at + static_cast<std::size_t>(i)]);
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

}  // namespace nntrain::test
