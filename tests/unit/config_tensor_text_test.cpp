// Tensors as text: what is written and read at once is what numbers one by one would be.
#include "config/tensor_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "config/json_text.h"
#include "config/named_tensor.h"

namespace nntrain {
namespace {

// Floats of every size, infinities and NaN among them.
std::vector<float> all_kinds(std::size_t count) {
  std::mt19937 random(3);
  std::vector<float> values(count);
  for (float& value : values) value = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
  return values;
}

Json lists(std::span<const std::int64_t> shape, const float*& at) {
  if (shape.empty()) return float_json(*at++);
  Json list = Json::array();
  for (std::int64_t i = 0; i < shape[0]; ++i) list.push_back(lists(shape.subspan(1), at));
  return list;
}

const std::vector<std::vector<std::int64_t>> shapes{{7}, {1, 1}, {5, 3}, {12, 40}, {3, 3, 2, 5}, {2, 1, 1, 30}, {600, 500}, {3, 310, 300}, {400'000, 1}};

std::size_t size_of(const std::vector<std::int64_t>& shape) {
  std::size_t size = 1;
  for (const std::int64_t axis : shape) size *= static_cast<std::size_t>(axis);
  return size;
}

TEST(TensorText, IsThatOfItsNumbers) {
  for (const auto& shape : shapes) {
    const std::vector<float> values = all_kinds(size_of(shape));
    const float* at = values.data();
    const Json one_by_one{{"shape", shape}, {"values", lists(shape, at)}}, at_once{{"shape", shape}, {"values", tensor_json(shape, values)}};
    EXPECT_EQ(json_text(at_once), json_text(one_by_one)) << testing::PrintToString(shape);
    EXPECT_EQ(short_json(at_once), short_json(one_by_one)) << testing::PrintToString(shape);
  }
}

TEST(TensorText, ReadsBackToTheSameBits) {
  for (const auto& shape : shapes) {
    std::vector<float> values = all_kinds(size_of(shape));
    for (float& value : values)
      if (!std::isfinite(value)) value = std::numeric_limits<float>::quiet_NaN();
    const std::string text = json_text(tensor_json(shape, values));
    std::size_t at = 0;
    const Json json = read_tensor_text(text, at, shape);
    ASSERT_TRUE(json.is_binary()) << testing::PrintToString(shape);
    EXPECT_EQ(at, text.size() - 1);
    const TensorView tensor = tensor_of(json);
    EXPECT_TRUE(std::ranges::equal(tensor.shape, shape));
    ASSERT_EQ(tensor.values.size(), values.size());
    EXPECT_EQ(std::memcmp(tensor.values.data(), values.data(), values.size() * sizeof(float)), 0) << testing::PrintToString(shape);
  }
}

TEST(TensorText, TakesAllThatIsANumberOfJson) {
  const std::vector<std::int64_t> shape{2, 2};
  const auto read = [&](const std::string& number) {
    const std::string text = " \n[ [1,2 ],\t[" + number + "\r\n, null] ]";
    std::size_t at = 2;
    const Json json = read_tensor_text(text, at, shape);
    return json.is_null() ? std::nanf("") : tensor_of(json).values[2];
  };
  for (const char* number : {"0", "-0", "0.5", "-0.0", "1e3", "1E+3", "12.5e-3", "16777217", "0.1000000000000000055511151231257827", "123456789012345678901234567890", "1e-45",
                             "1e-60", "3.4028235e38", "9007199254740993", "0.00000000000000000000000000000000000011754944"})
    EXPECT_EQ(std::bit_cast<std::uint32_t>(read(number)), std::bit_cast<std::uint32_t>(static_cast<float>(std::strtod(number, nullptr)))) << number;
}

TEST(TensorText, LeavesAllElseAsItIs) {
  const std::vector<std::int64_t> shape{2, 2};
  for (const char* text : {"[[1, 2], [3, 04]]", "[[1, 2], [3, .4]]", "[[1, 2], [3, 4.]]", "[[1, 2], [3, +4]]", "[[1, 2], [3, 4e]]", "[[1, 2], [3, 1e39]]", "[[1, 2], [3, 1e999]]",
                           "[[1, 2], [3, nan]]", "[[1, 2], [3, \"4\"]]", "[[1, 2], [3, 4], ]", "[[1, 2], [3, 4,]]", "[[1, 2] [3, 4]]", "[[1, 2], [3]]", "[[1, 2], [3, 4, 5]]",
                           "[[1, 2, 3], [4]]", "[1, 2, 3, 4]", "[[[1, 2], [3, 4]]", "[[1, 2], [3, // four\n4]]", "[[1, 2], [3, 4]", "[[1, 2], [3, 4x]]", "[[1 2], [3, 4]]",
                           "[[1, 2], [3, - 4]]", "[[1, 2], [3, nulls]]", "[", "[]]", "[[,,],]]"}) {
    std::size_t at = 0;
    EXPECT_TRUE(read_tensor_text(text, at, shape).is_null()) << text;
    EXPECT_EQ(at, 0u) << text;
  }
  std::size_t at = 0;
  for (const auto& impossible : std::vector<std::vector<std::int64_t>>{{}, {0}, {-1, -4}, {std::int64_t{1} << 40, std::int64_t{1} << 40}, {1'000'000}})
    EXPECT_TRUE(read_tensor_text("[[1, 2], [3, 4]]", at, impossible).is_null());
}

// Errors have the place in the list at which a number is wrong.
TEST(TensorText, FaultsAreFoundWhereTheyStand) {
  Diagnostics diagnostics({"m.json", R"([{"name": "w", "shape": [2, 2], "values": [[1, 2], [3, 1e39]]}])", {}});
  Json json;
  ASSERT_TRUE(parse_json(diagnostics, json));
  std::vector<NamedTensor> list;
  Reader(json, "", diagnostics).read(list);
  ASSERT_EQ(diagnostics.items().size(), 1u);
  EXPECT_EQ(diagnostics.items()[0].pointer, "/0/values/1/1");
}

}  // namespace
}  // namespace nntrain
