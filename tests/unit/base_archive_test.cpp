// Values as bytes and back.
#include <gtest/gtest.h>

#include "base/archive.h"
#include "unit/error_text.h"

namespace nntrain {
namespace {

struct Counters {
  bool flag = false;
  std::int64_t count = 0;
  std::optional<double> best;
  std::string name;
  std::vector<NamedTensor> weights;
  std::vector<std::pair<std::string, std::vector<double>>> series;

  void keep(Archive& archive) { archive(flag, count, best, name, weights, series); }
  bool operator==(const Counters&) const = default;
};

TEST(Archive, ReadsWhatWasWritten) {
  for (Counters counters : {Counters{}, Counters{true, -7, 0.1, "a", {{"w", {2, 1}, {1, 2}}, {"b", {1}, {3}}}, {{"loss", {1, 2}}}}}) {
    Archive out;
    out(counters);
    Archive in(out.written());
    Counters read{true, 9, 9.0, "other", {{"x", {}, {}}}, {{"y", {}}}};
    in(read);
    in.expect_end();
    EXPECT_EQ(read, counters);
  }
}

TEST(Archive, LittleEndian) {
  std::int64_t number = 258;
  std::string text = "ab";
  Archive archive;
  archive(number, text);
  EXPECT_EQ(archive.written(), std::string("\2\1\0\0\0\0\0\0\2\0\0\0\0\0\0\0ab", 18));
}

TEST(Archive, BelievesNothing) {
  Counters counters{true, 1, 2.0, "name", {{"w", {1}, {1}}}, {{"loss", {1}}}};
  Archive out;
  out(counters);
  for (std::size_t size = 0; size < out.written().size(); ++size) {
    Archive in(std::string_view(out.written()).substr(0, size));
    EXPECT_EQ(error_text([&] { in(counters); }), "5 : it ends too early") << size;
  }
  const std::string huge(8, '\x7f');
  const auto read = [&](auto value) {
    Archive in(huge);
    return error_text([&] { in(value); });
  };
  EXPECT_EQ(read(std::string()), "5 : it ends too early");
  EXPECT_EQ(read(std::vector<float>()), "5 : it ends too early");
  EXPECT_EQ(read(std::vector<std::string>()), "5 : it ends too early");
  Archive in(out.written());
  EXPECT_EQ(error_text([&] { in.expect_end(); }), "5 : it has more bytes than it should");
}

}  // namespace
}  // namespace nntrain
