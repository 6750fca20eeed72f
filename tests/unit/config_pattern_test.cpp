// Regular expressions of names: what they find is what Python's would.
#include <gtest/gtest.h>

#include "config/pattern.h"

namespace nntrain::test {

namespace {

TEST(Pattern, FindsAPartAnywhere) {
  EXPECT_TRUE(Pattern{"bias"}.found_in("dense/bias"));
  EXPECT_FALSE(Pattern{"bias"}.found_in("dense/kernel"));
  EXPECT_TRUE(Pattern{"dense_[12]/"}.found_in("dense_2/kernel"));
  EXPECT_FALSE(Pattern{"dense_[12]/"}.found_in("dense_3/kernel"));
  EXPECT_TRUE(Pattern{"^out|gamma$"}.found_in("norm/gamma"));
  EXPECT_FALSE(Pattern{"^out|gamma$"}.found_in("norm/gammas"));
  EXPECT_TRUE(Pattern{"a\\.b"}.found_in("a.b"));
  EXPECT_FALSE(Pattern{"a\\.b"}.found_in("a_b"));
  EXPECT_TRUE(Pattern{""}.found_in("anything"));
}

TEST(Pattern, MatchesWholeNames) {
  EXPECT_TRUE(Pattern{"encoder/.*"}.matches("encoder/dense/kernel"));
  EXPECT_FALSE(Pattern{"encoder"}.matches("encoder/dense/kernel"));
  EXPECT_TRUE(Pattern{"a|b"}.matches("b"));
  EXPECT_FALSE(Pattern{"a|b"}.matches("ab"));
}

// What the system's expressions and Python's mean differently, or what takes long, is refused.
TEST(Pattern, SaysWhatIsNotUnderstood) {
  EXPECT_EQ(Pattern::error("dense_.*/kernel"), "");
  EXPECT_EQ(Pattern::error("\\["), "");
  for (const char* wrong : {"(", "a)b(", "[", "a\\", "\\d+", "a{2}", "(?:a)", "(?i)a", "*", "a|+b", "[a\\]]"})
    EXPECT_NE(Pattern::error(wrong), "") << wrong;
  for (const char* right : {"[]a]", "[^]a]b*", "\\*", "[*+?]", "a.*b+c?"})
    EXPECT_EQ(Pattern::error(right), "") << right;
  EXPECT_EQ(Pattern::error(std::string(201, 'a')), "longer than 200 characters");
  EXPECT_EQ(Pattern::error(std::string("a\0b", 3)), "a character 0 in it");
}

}  // namespace

}  // namespace nntrain::test
