// How nodes of an ONNX graph are read, by family: each function makes the layers and values of one node, or fails (fail()) where it is
// none of those.
#pragma once
#include "exchange/onnx_layer_list.h"

namespace nntrain::onnx_import {

using ReadNode = void (*)(LayerList& list, const onnx::Node& node);

// The output of a layer as operand i: a function of one becomes a layer first.
const NodeValue& layer_input(LayerList& list, const onnx::Node& node, int i);

// ---- onnx_weighted.cpp: layers with weights ----
void dense(LayerList& list, const onnx::Node& node);  // Gemm, MatMul
void batch_normalization(LayerList& list, const onnx::Node& node);
void layer_normalization(LayerList& list, const onnx::Node& node);
void embedding(LayerList& list, const onnx::Node& node);  // Gather
void prelu(LayerList& list, const onnx::Node& node);
std::vector<float> transposed_of(const std::vector<float>& from, std::int64_t rows, std::int64_t cols);

// ---- onnx_shapes.cpp: what moves numbers and leaves them as they are ----
void sizes(LayerList& list, const onnx::Node& node);    // arithmetic with shapes
void reshape(LayerList& list, const onnx::Node& node);  // Flatten, Reshape
void transpose(LayerList& list, const onnx::Node& node);
void concat(LayerList& list, const onnx::Node& node);

// ---- onnx_expressions.cpp: elementwise functions, activations, merges ----
void softmax(LayerList& list, const onnx::Node& node);  // and LogSoftmax
void merge(LayerList& list, const onnx::Node& node);    // of the outputs of several layers
void expression(LayerList& list, const onnx::Node& node);
// Makes a layer of the function that a value is.
void settle(LayerList& list, const std::string& name);

}  // namespace nntrain::onnx_import
