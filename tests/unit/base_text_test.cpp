#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "base/text.h"

namespace nntrain {
namespace {

using namespace std::string_literals;
using Words = std::vector<std::string>;

float read_float(std::string_view text) {
  float value = -7;
  EXPECT_EQ(parse_float(text, value), NumberText::finite) << text;
  return value;
}

NumberText kind(std::string_view text) {
  float value = -7;
  const NumberText kind = parse_float(text, value);
  if (kind != NumberText::finite) {
    EXPECT_EQ(value, -7) << "must be left alone for " << text;
  }
  return kind;
}

TEST(Text, ShortestNumbers) {
  EXPECT_EQ(to_text(0.1f), "0.1");
  EXPECT_EQ(to_text(0.1), "0.1");
  EXPECT_EQ(to_text(1.0f), "1");
  EXPECT_EQ(to_text(3.4028235e38f), "3.4028235e+38");
  EXPECT_EQ(to_text(-0.0f), "-0");
  EXPECT_EQ(to_text(-std::numeric_limits<float>::quiet_NaN()), "nan");
  EXPECT_EQ(to_text(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(Text, FloatsReadBackToTheSameBits) {
  for (std::uint64_t i = 0; i < 50'000; ++i) {
    const std::uint32_t bits = random_bits(1, stream(StreamKind::noise), 0, i);
    const float value = std::bit_cast<float>(bits);
    if (!std::isfinite(value)) continue;
    ASSERT_EQ(std::bit_cast<std::uint32_t>(read_float(to_text(value))), bits) << value;
  }
}

TEST(Text, NumbersThatAreRead) {
  EXPECT_EQ(read_float("3"), 3);
  EXPECT_EQ(read_float("+3.5"), 3.5f);
  EXPECT_EQ(read_float(" \t-.5 "), -0.5f);
  EXPECT_EQ(read_float("5."), 5);
  EXPECT_EQ(read_float("1E-3"), 0.001f);
  EXPECT_EQ(read_float("3.4028235e38"), std::numeric_limits<float>::max());
  EXPECT_EQ(read_float("1e-45"), std::numeric_limits<float>::denorm_min());
}

// Plain decimals take a short cut; it must round as std::from_chars does.
TEST(Text, PlainDecimalsRoundCorrectly) {
  const auto check = [](const std::string& text) {
    float expected = 0;
    ASSERT_EQ(std::from_chars(text.data(), text.data() + text.size(), expected).ec, std::errc{});
    ASSERT_EQ(read_float(text), expected) << text;
  };
  EXPECT_EQ(read_float("16777217"), 16777216.0f);
  EXPECT_EQ(read_float("16777219"), 16777220.0f);
  EXPECT_EQ(read_float("0.00000000000001"), 1e-14f);
  EXPECT_TRUE(std::signbit(read_float("-0.0")));
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    const PhiloxBlock words = random_block(2, stream(StreamKind::noise), 0, i);
    std::string text = std::to_string((std::uint64_t{words[0]} << 32 | words[1]) >> (words[2] % 60));
    check(text.insert(text.size() - words[3] % text.size(), "."));
    // The middle between two floats, to 15 digits: a little beside it, though the nearest double may be the middle
    // itself.
    const auto low = static_cast<float>(uniform(2, stream(StreamKind::noise), 1, i) * 1e5 + 1e-3);
    const double middle = (static_cast<double>(low) + std::nextafter(low, 1e6f)) / 2;
    char buffer[32];
    char* const end = std::to_chars(buffer, buffer + 32, middle, std::chars_format::general, 15).ptr;
    check(std::string(buffer, end));
  }
}

TEST(Text, TinyNumbersBecomeZero) {
  EXPECT_EQ(read_float("1e-46"), 0);
  EXPECT_EQ(read_float("1e-400"), 0);
  EXPECT_EQ(read_float("0." + std::string(500, '0') + "1"), 0);
  EXPECT_TRUE(std::signbit(read_float("-1e-99999999999999999999")));
  EXPECT_EQ(parse_double("1e-400"), 0);
}

TEST(Text, NumbersThatAreTooLarge) {
  for (const std::string& text :
       {"1e39"s, "-1e39"s, "3.4028236e38"s, "1e400"s, "1e99999999999999999999"s, std::string(400, '9'), "0.001e404"s}) {
    EXPECT_EQ(kind(text), NumberText::too_large) << text;
  }
  EXPECT_EQ(parse_double("1e400"), std::nullopt);
  EXPECT_EQ(parse_int("9223372036854775808"), std::nullopt);
}

TEST(Text, WhatIsNoNumber) {
  for (const char* text :
       {"", " ", "+", "-", ".", "+-5", "++5", "1e", "1e+", "0x10", "1_0", "1,5", "1 2", "five", "infinit"}) {
    EXPECT_EQ(kind(text), NumberText::not_number) << text;
    EXPECT_EQ(parse_double(text), std::nullopt) << text;
  }
  for (const char* text : {"inf", "-inf", "+Infinity", "nan", "NaN"}) {
    EXPECT_EQ(kind(text), NumberText::not_finite) << text;
    EXPECT_EQ(parse_double(text), std::nullopt) << text;
  }
}

TEST(Text, WholeNumbers) {
  EXPECT_EQ(parse_int(" +42 "), 42);
  EXPECT_EQ(parse_int("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parse_int("4.0"), std::nullopt);
  EXPECT_EQ(parse_int(""), std::nullopt);
}

TEST(Text, EditDistance) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("smae", "same"), 1u);
}

TEST(Text, Nearest) {
  const Words paddings = {"valid", "same"};
  EXPECT_EQ(nearest("smae", paddings), "same");
  EXPECT_EQ(nearest("VALID", paddings), "valid");
  EXPECT_EQ(nearest("circular", paddings), "");
  EXPECT_EQ(nearest("", paddings), "");
  EXPECT_EQ(nearest("y", Words{"x", "z"}), "");
  EXPECT_EQ(nearest("x9", Words{"x1", "x2"}), "x1");
  const std::vector<std::string_view> views = {"learning_rate", "momentum"};
  EXPECT_EQ(nearest("learing_rate", views), "learning_rate");
  EXPECT_EQ(nearest("a", Words{}), "");
}

TEST(Text, Quoted) {
  EXPECT_EQ(quoted("same"), R"("same")");
  EXPECT_EQ(quoted("a\"b\\c\n\r\t\x01\x7f"), R"("a\"b\\c\n\r\t\x01\x7f")");
  EXPECT_EQ(quoted("\0z"s), R"("\x00z")");
  EXPECT_EQ(quoted("grün"), "\"grün\"");
  EXPECT_EQ(quoted("gr\xfcn"), R"("gr\xfcn")");
  EXPECT_EQ(quoted("äöüß", 3), "\"äöü…\"");
  EXPECT_EQ(quoted("abc", 3), "\"abc\"");
}

TEST(Text, Lists) {
  EXPECT_EQ(list_of(Words{}), "");
  EXPECT_EQ(list_of(Words{"a"}), R"("a")");
  EXPECT_EQ(list_of(Words{"a", "b"}), R"("a" or "b")");
  EXPECT_EQ(list_of(Words{"a", "b", "c"}, "and"), R"("a", "b" and "c")");
  EXPECT_EQ(list_of(Words{"a", "b", "c"}, "or", 2), R"("a", "b", … (3 in all))");
}

TEST(Text, ShapesAndCounts) {
  EXPECT_EQ(shape_text(std::vector<std::int64_t>{28, 28, 1}), "[28, 28, 1]");
  EXPECT_EQ(shape_text({}), "[]");
  EXPECT_EQ(count_of(1, "row"), "1 row");
  EXPECT_EQ(count_of(0, "row"), "0 rows");
  EXPECT_EQ(count_of(2, "class"), "2 classes");
}

TEST(Text, InvalidUtf8) {
  constexpr auto none = std::string_view::npos;
  EXPECT_EQ(find_invalid_utf8(""), none);
  EXPECT_EQ(find_invalid_utf8("plain text, longer than eight bytes"), none);
  EXPECT_EQ(find_invalid_utf8("größer als € und 😀"), none);
  EXPECT_EQ(find_invalid_utf8("twelve chars\xff"), 12u);
  EXPECT_EQ(find_invalid_utf8("a\xc3"), 1u) << "cut short";
  EXPECT_EQ(find_invalid_utf8("a\xc0\xaf"), 1u) << "overlong";
  EXPECT_EQ(find_invalid_utf8("\xe0\x80\x80"), 0u) << "overlong";
  EXPECT_EQ(find_invalid_utf8("\xed\xa0\x80"), 0u) << "surrogate";
  EXPECT_EQ(find_invalid_utf8("\xf4\x90\x80\x80"), 0u) << "beyond U+10FFFF";
  EXPECT_EQ(find_invalid_utf8("\x80"), 0u);
}

}  // namespace
}  // namespace nntrain
