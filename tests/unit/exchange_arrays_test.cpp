// Files of arrays that are hostile, or of something else.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

#include "base/error.h"
#include "containers/zip.h"
#include "exchange/format.h"
#include "exchange/pickle.h"
#include "support/exchange_errors.h"

namespace nntrain {
namespace {

using namespace std::string_literals;

using test::message_of;

std::string safetensors(const std::string& header, std::size_t data_bytes) {
  const std::uint64_t size = header.size();
  return std::string(reinterpret_cast<const char*>(&size), sizeof size) + header + std::string(data_bytes, '\0');
}

TEST(Safetensors, RefusesWhatDoesNotLieInTheFile) {
  EXPECT_EQ(message_of(safetensors(R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}})", 8)), "no error");
  EXPECT_NE(message_of(safetensors(R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}})", 4)).find("the header tells of \"a\""), std::string::npos);
  EXPECT_NE(message_of(safetensors(R"({"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}})", 8)).find("which is more than the file holds"), std::string::npos);
  EXPECT_NE(message_of(safetensors(R"({"a": {"dtype": "F32", "shape": [4611686018427387904, 8], "data_offsets": [0, 8]}})", 8)).find("which is more than the file holds"), std::string::npos);
  EXPECT_EQ(message_of(safetensors(R"({"a": {"dtype": "F8", "shape": [2], "data_offsets": [0, 8]}})", 8)), "the numbers of \"a\" are \"F8\"; expected F32, F64, F16 or BF16");
}

// An archive as torch.save() makes one, with this pickle.
std::string torch_file(const std::string& pickle) { return zip_of(std::vector<ZipEntry>{{"m/data.pkl", pickle}, {"m/data/0", std::string_view("\0\0\x80\x3f", 4)}}); }

// A state_dict of one tensor "w" whose storage has one number.
std::string tensor_pickle(const std::string& offset_shape_strides) {
  return "\x80\x02}(X\x01\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0" "0X\x03\0\0\0cpuK\x01tQ"s + offset_shape_strides +
         "\x89}tRu."s;
}

TEST(TorchFile, ReadsATensorWithinItsStorageAndNoFurther) {
  EXPECT_EQ(message_of(torch_file(tensor_pickle("K\0K\x01\x85K\x01\x85"s))), "no error");
  EXPECT_EQ(message_of(torch_file(tensor_pickle("K\x01K\x01\x85K\x01\x85"s))), "the tensor \"w\" reaches beyond its numbers");
  EXPECT_NE(message_of(torch_file(tensor_pickle("K\0K\x05\x85K\0\x85"s))).find("which is more than the file holds"), std::string::npos);
}

TEST(TorchFile, ExecutesNothing) {
  EXPECT_EQ(message_of(torch_file("cos\nsystem\nX\x04\0\0\0true\x85R."s)), "the file holds something else than a state_dict");
  EXPECT_EQ(message_of(torch_file("\x80\x02}(X\x01\0\0\0wcos\nsystem\nX\x04\0\0\0true\x85Ru."s)), "\"w\" is no tensor");
  EXPECT_EQ(message_of(torch_file("(S'x'\nios\nsystem\n."s)), "the pickle does something else than describe tensors (\"S\")");
}

TEST(Pickle, SurvivesWhatNoWriterMakes) {
  const auto message = [](const std::string& bytes) {
    try {
      read_pickle(bytes, "m");
    } catch (const Error& error) {
      return error.message;
    }
    return "no error"s;
  };
  EXPECT_EQ(message(std::string(500'000, ')') + "."), "no error");
  EXPECT_EQ(message(")" + std::string(500'000, '\x85') + "."), "no error");  // deep
  EXPECT_EQ(message("]q\0h\0a."s), "no error");                              // a list that holds itself
  EXPECT_EQ(message(std::string(2'000'000, ')') + "."), "the pickle is far too long");
  EXPECT_EQ(message("R."), "the pickle is damaged");
  EXPECT_EQ(message("X\xff\xff\xff\xff"), "the pickle ends too early");
  EXPECT_EQ(message("h\x05."), "the pickle is damaged");
}

}  // namespace
}  // namespace nntrain
