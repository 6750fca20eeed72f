// Files of MXNet and Caffe that are hostile, or of something else.
#include <gtest/gtest.h>

#include <cstdint>

#include "base/error.h"
#include "exchange/format.h"
#include "exchange/prototxt.h"

namespace nntrain {
namespace {

using namespace std::string_literals;

template <class... Numbers>
std::string bytes(Numbers... numbers) {
  std::string out;
  (out.append(reinterpret_cast<const char*>(&numbers), sizeof numbers), ...);
  return out;
}

constexpr std::uint64_t list = 0x112, none = 0, one = 1;
constexpr std::uint32_t array = 0xF993FAC9;
constexpr std::int32_t zero = 0, cpu = 1;

// A list of one array "arg:w" of this shape, with two numbers behind it.
std::string params(std::int32_t rank, std::int64_t size, std::int32_t type = 0) {
  return bytes(list, none, one, array, zero, rank, size, cpu, zero, type, 1.0f, 2.0f, one, std::uint64_t{5}) + "arg:w";
}

std::string message_of(const std::string& content) {
  const ForeignFile file{"m", content};
  try {
    const Format& format = format_of(file);
    const Description description = format.describe(file);
    return std::string(format.title) + ": " + std::to_string(description.layers.size()) + " layers, " + std::to_string(description.tensors.size()) + " tensors";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::model_file);
    return error.message;
  }
}

TEST(MxnetFile, ReadsArraysWithinTheFileAndNoFurther) {
  EXPECT_EQ(message_of(params(1, 2).substr(0, 80)), "the file ends too early");
  EXPECT_EQ(message_of(params(1, 2)), "MXNet: 0 layers, 1 tensors");
  EXPECT_NE(message_of(params(1, 3)).find("names for 1 array"), std::string::npos);
  EXPECT_NE(message_of(params(1, std::int64_t{1} << 62)).find("which is more than the file holds"), std::string::npos);
  EXPECT_NE(message_of(params(1, -1)).find("which is more than the file holds"), std::string::npos);
  EXPECT_EQ(message_of(params(-1, 2)), "an array claims -1 axes");
  EXPECT_EQ(message_of(params(1, 2, 5)), "an array is of the unknown type 5");
  EXPECT_EQ(message_of(params(1, 2, 77)), "an array is of the unknown type 77");
  EXPECT_EQ(message_of(bytes(list, none, ~none)), "the file ends too early");
  EXPECT_EQ(message_of(bytes(list, none, none, ~none)), "there are 18446744073709551615 names for 0 arrays");
}

TEST(MxnetFile, TellsASymbolThatIsNone) {
  EXPECT_EQ(message_of(R"({"arg_nodes": [], "nodes": [{"op": "null", "name": "x"}, 3, {}]})"), "MXNet: 2 layers, 0 tensors");
  EXPECT_EQ(message_of(R"({"arg_nodes": [], "nodes": 3})"), "the file is no whole symbol of MXNet: it has no list of \"nodes\"");
}

TEST(Prototxt, ReadsMessagesAndListsInTheirOrder) {
  const auto fields = read_text_format("name: 'a\\'b'  # a comment\nlayer { dims: [1, 2] p: { x: -1.5e3 } top: \"t\"; }");
  ASSERT_TRUE(fields);
  ASSERT_EQ(fields->size(), 2u);
  EXPECT_EQ((*fields)[0].value, "a'b");
  const std::vector<TextField>& layer = (*fields)[1].fields;
  ASSERT_EQ(layer.size(), 4u);
  EXPECT_EQ(layer[1].name + layer[1].value, "dims2");
  EXPECT_EQ(layer[2].fields.at(0).value, "-1.5e3");
  EXPECT_EQ(layer[3].value, "t");
}

TEST(Prototxt, IsNothingWhereItIsNotWhole) {
  for (const std::string& text : {"layer {"s, "layer }"s, "layer { a: }"s, "layer { a: [1 }"s, "layer { a: \"x }"s, "layer { a }"s, "}"s, "{ }"s, "layer { a: $ }"s}) EXPECT_FALSE(read_text_format(text)) << text;
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "a {";
  EXPECT_FALSE(read_text_format(deep));
  EXPECT_EQ(message_of("layer { name: \"a\" type: \"ReLU\" }"), "Caffe: 1 layers, 0 tensors");
  EXPECT_NE(message_of("layers: 3").find("of no format that is known here"), std::string::npos);
}

}  // namespace
}  // namespace nntrain
