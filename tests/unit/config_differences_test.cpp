#include "config/differences.h"

#include <gtest/gtest.h>

namespace nntrain {
namespace {

std::string told(std::string_view before, std::string_view now) {
  std::string text;
  for (const Difference& difference : differences(before, now)) text += to_text(difference) + '\n';
  return text;
}

TEST(Differences, AreToldByPlace) {
  EXPECT_EQ(told(R"({"a": 1, "b": [1, {"c": "x"}]})", R"({"a": 1, "b": [1, {"c": "x"}]})"), "");
  EXPECT_EQ(told(R"({"a": 1, "b": [1, {"c": "x"}]})", R"({"b": [1, {"c": "y"}], "a": 2})"), "/a: 2, was 1\n/b/1/c: \"y\", was \"x\"\n");
  EXPECT_EQ(told(R"({"a": 1, "b": [1, 2]})", R"({"b": [1], "c": null})"), "/a: nothing, was 1\n/b/1: nothing, was 2\n/c: null, was nothing\n");
  EXPECT_EQ(told("[1]", "{}"), ": {}, was [1]\n");
  EXPECT_EQ(told("[1", "[1"), "");
  EXPECT_EQ(told("[1", "[2"), ": no JSON, was no JSON\n");
  EXPECT_EQ(differences("[1, 2, 3, 4]", "[5, 6, 7, 8]", 3).size(), 3u);
}

}  // namespace
}  // namespace nntrain
