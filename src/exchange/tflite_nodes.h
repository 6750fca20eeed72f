// A TensorFlow Lite model while it grows: one graph of tensors, which operators make of each other.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "exchange/node_writer.h"
#include "exchange/tflite_generated.h"

namespace nntrain {

class TfliteNodes : public NodeWriter {
 public:
  void enter(const std::string& layer) override { scope_ = layer; }

  // The file, whose function "serving_default" takes the inputs and gives these outputs, by name. To be called once, at the end.
  // Errors: config, beyond 2 GiB.
  std::string finish(const std::vector<Port>& outputs, const std::string& description);

 private:
  struct Tensor {
    std::string name;
    tflite::TensorType type = tflite::TensorType_FLOAT32;
    Shape shape;
    std::uint32_t buffer = 0;
  };
  struct Options {  // a table that stands in the file already
    tflite::Options type;
    flatbuffers::Offset<void> table;

    Options() : type(tflite::Options_NONE) {}
    Options(tflite::Options type_, flatbuffers::Offset<void> table_) : type(type_), table(table_) {}
    template <class T>
    Options(flatbuffers::Offset<T> table_) : type(tflite::OptionsTraits<T>::enum_value), table(table_.Union()) {}
  };
  struct Operator {
    tflite::Operation operation;
    std::vector<int> inputs, outputs;
    Options options;
  };
  // Numbers that are known. They are put into the file when an operator takes them: a dense layer's kernel stands the other way round there.
  struct Numbers {
    std::vector<Index> dims;
    std::vector<float> values;
  };

  // Tensors, by a name that nobody else has.
  std::string new_tensor(std::string name, tflite::TensorType type, Shape shape, std::uint32_t buffer = 0);
  std::string constant(std::string name, tflite::TensorType type, const std::vector<Index>& dims, std::string_view bytes);
  std::string texts(const std::string& name, const std::vector<std::string>& list);
  std::string node(tflite::Operation operation, const std::vector<std::string>& inputs, const Shape& out, Options options = {},
                   tflite::TensorType type = tflite::TensorType_FLOAT32);
  int index_of(const std::string& name);
  std::string transposed(const std::string& matrix);  // of Numbers, in the file
  // Whole numbers, int32: of the same ones there is one tensor. dims: {n} or, of a single one, {}.
  std::string whole_numbers(const std::string& name, const std::vector<Index>& values, const std::vector<Index>& dims);
  std::string whole_numbers(const std::string& name, const std::vector<Index>& values) {
    return whole_numbers(name, values, {static_cast<Index>(values.size())});
  }
  std::string scalar(const std::string& name, Index value) { return whole_numbers(name, {value}, {}); }
  std::string to_float(const std::string& x, tflite::TensorType from, const Shape& out);
  GraphValue composed(std::string_view kind, const Values& in);

  std::string write_input(const Port& port) override;
  std::string write_tensor(const std::string& name, const std::vector<Index>& dims, std::span<const float> values) override;
  std::string write_number(float value) override;
  std::string write_elementwise(std::string_view kind, const Values& in, const Shape& out) override;
  std::string write_reshape(const GraphValue& x, const Shape& out) override;
  std::string write_transpose(const GraphValue& x, const std::vector<Index>& order, const Shape& out) override;
  std::string write_slice(const GraphValue& x, Index axis, Index begin, const Shape& out) override;
  std::string write_concatenate(const Values& parts, Index axis, const Shape& out) override;
  std::string write_broadcast(const GraphValue& x, const Shape& out) override;
  std::string write_product(const GraphValue& a, const GraphValue& b, const GraphValue* bias, bool transpose_a, bool transpose_b,
                            const Shape& out) override;
  std::string write_sum(const GraphValue& x, const std::vector<Index>& axes, bool keep, const Shape& out) override;
  std::string write_mean_last(const GraphValue& x, const Shape& out) override;
  std::string write_argmax_last(const GraphValue& x, const Shape& out) override;
  std::string write_softmax(const GraphValue& x, bool log) override;
  std::string write_sorted_rows(const GraphValue& x) override;
  std::string write_rows_of(const GraphValue& table, const GraphValue& index, const Shape& out) override;
  std::string write_equal_texts(const GraphValue& texts, const std::vector<std::string>& list, const Shape& out) override;
  std::string write_text_at(const GraphValue& place, const std::vector<std::string>& texts) override;

  flatbuffers::FlatBufferBuilder file_;
  std::vector<flatbuffers::Offset<tflite::Buffer>> buffers_;  // beside the first, which is empty
  std::vector<Tensor> tensors_;
  std::vector<Operator> operators_;
  std::uint64_t bytes_ = 0;  // of all buffers
  std::string scope_;
  UniqueNames names_;
  std::map<std::string, int> places_;         // of tensors, by name
  std::map<std::string, Numbers> numbers_;    // by name
  std::map<std::string, std::string> known_;  // constants without a name of their own, by what is in them
};

}  // namespace nntrain
