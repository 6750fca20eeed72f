// TensorFlow's files that are hostile, or of something else; and names that are wished for twice.
#include <gtest/gtest.h>

#include "base/error.h"
#include "exchange/format.h"
#include "exchange/node_writer.h"
#include "exchange/saved_model.pb.h"
#include "exchange/tflite_generated.h"
#include "support/exchange_errors.h"

namespace nntrain {
namespace {

using test::message_of;

// A model with one tensor of that name, which so many operators make; their kind's place is `opcode`.
std::string tflite_file(const std::string& name, std::size_t num_operators, std::uint32_t opcode, std::int32_t output = 0) {
  using namespace tflite;
  flatbuffers::FlatBufferBuilder out;
  const std::vector<flatbuffers::Offset<tflite::Tensor>> tensors{CreateTensorDirect(out, nullptr, TensorType_FLOAT32, 7, name.c_str())};
  const std::vector<std::int32_t> outputs{output};
  const std::vector<flatbuffers::Offset<Operator>> operators(num_operators, CreateOperatorDirect(out, opcode, nullptr, &outputs));
  const std::vector<flatbuffers::Offset<SubGraph>> graphs{CreateSubGraphDirect(out, &tensors, nullptr, nullptr, &operators)};
  FinishModelBuffer(out, CreateModelDirect(out, 3, nullptr, &graphs));
  return {reinterpret_cast<const char*>(out.GetBufferPointer()), out.GetSize()};
}

TEST(TfliteFile, IsCheckedBeforeItIsLookedAt) {
  const std::string sound = tflite_file("a", 2, 0);
  EXPECT_EQ(message_of(sound), "no error");
  EXPECT_EQ(message_of(sound.substr(0, sound.size() / 2)), "the file is no whole TensorFlow Lite model");
  EXPECT_EQ(message_of(tflite_file("a", 2, 4'000'000'000)), "no error") << "a kind that the file lacks";
  EXPECT_EQ(message_of(tflite_file("a", 2, 0, -5)), "no error") << "a tensor that the file lacks";
}

// One operator with a long name, named many times: each is some bytes in the file.
TEST(TfliteFile, DoesNotFillTheMemoryByNamingOneThingOften) {
  EXPECT_EQ(message_of(tflite_file(std::string(10'000, 'a'), 1'000, 0)), "the file names the same things again and again, more than it can hold");
}

TEST(SavedModelFile, IsTakenAsFarAsItGoes) {
  saved_model::SavedModel model;
  model.set_saved_model_schema_version(1);
  saved_model::MetaGraph& meta = *model.add_meta_graphs();
  tensorflow::Node& node = *meta.mutable_graph_def()->add_node();
  node.set_name("a");
  node.set_op("VarHandleOp");  // without any attribute
  meta.add_signature_def()->mutable_value()->add_inputs();
  EXPECT_EQ(message_of(model.SerializeAsString()), "no error");
  EXPECT_EQ(message_of(model.SerializeAsString() + "\x12\x7f"), "the file is no whole SavedModel");
}

TEST(UniqueNames, GivesEachOnce) {
  UniqueNames names;
  EXPECT_EQ(names.take("a_1"), "a_1");
  EXPECT_EQ(names.take("a"), "a");
  EXPECT_EQ(names.take("a"), "a_2");
  EXPECT_EQ(names.take("a"), "a_3");
  EXPECT_EQ(names.take("a_1"), "a_1_1");
}

}  // namespace
}  // namespace nntrain
