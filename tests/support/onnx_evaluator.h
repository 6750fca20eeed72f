// What the ops of an ONNX graph mean, written plainly in double precision: the check of exported graphs where ONNX
// Runtime is not at hand (tests/interop has it). Ops of opset 9 that exports use; any other fails the test.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "exchange/onnx.pb.h"

namespace nntrain::test {

struct OnnxValue {
  std::vector<std::int64_t> dims;
  std::vector<double> numbers;     // also of booleans and whole numbers
  std::vector<std::string> texts;  // in their place
};

// The graph's outputs by name. inputs: by name.
std::map<std::string, OnnxValue> evaluate_onnx(const onnx::Model& model, std::map<std::string, OnnxValue> inputs);

}  // namespace nntrain::test
