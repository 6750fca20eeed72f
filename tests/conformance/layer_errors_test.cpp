// What a layer says of inputs and parameters that it cannot take.
#include "base/error.h"
#include "layers/wrapper.h"
#include "support/golden.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

// Calls the layer on data of these shapes (without the batch), in training.
void call_on(const Json& json, const std::vector<std::vector<Index>>& shapes) {
  Graph graph(op_table());
  Builder builder(graph, true);
  const Layer layer = component_of<LayerFamily>(json);
  builder.enter_layer("layer", true, names_inside(layer, [](std::string_view type) { return snake_case(type); }));
  std::vector<Tensor> inputs;
  for (const auto& shape : shapes) inputs.push_back(gather_batch(graph, shape, static_cast<Index>(inputs.size())));
  call_layer(layer, builder, inputs);
}

struct Misfit {
  Json layer;
  std::vector<std::vector<Index>> shapes;
  std::string message, hint;
};

TEST(LayerShapes, MisfitsSayWhatWasFoundAndExpected) {
  const std::vector<Misfit> misfits = {
      {{{"type", "Dense"}, {"units", 1}},
       {{}},
       "Dense expected an input of shape (None, ..., features); got (None,)",
       "a Reshape with \"target_shape\": [1] in front of it makes the number a feature"},
      {{{"type", "Reshape"}, {"target_shape", {2, 3}}},
       {{4, 2}},
       "cannot reshape an input of shape (None, 4, 2), 8 numbers a sample, into target_shape [2, 3]",
       "the sizes must multiply to 8; one of them may be -1"},
      {{{"type", "Reshape"}, {"target_shape", {3, -1}}},
       {{8}},
       "cannot reshape an input of shape (None, 8), 8 numbers a sample, into target_shape [3, -1]",
       "the sizes must multiply to 8; one of them may be -1"},
      {{{"type", "Reshape"}, {"target_shape", {2147483647, 2147483647, 2147483647}}},
       {{1}},
       "cannot reshape an input of shape (None, 1), 1 numbers a sample, into target_shape [2147483647, 2147483647, "
       "2147483647]",
       "the sizes must multiply to 1; one of them may be -1"},
      {{{"type", "Add"}},
       {{3}, {4}, {3}},
       "inputs have shapes that do not fit together: (None, 3), (None, 4) and (None, 3)",
       "each axis must have the same size in all inputs, or size 1"},
      {{{"type", "Multiply"}},
       {{2, 3}, {2}},
       "inputs have shapes that do not fit together: (None, 2, 3) and (None, 2)",
       "each axis must have the same size in all inputs, or size 1"},
      {{{"type", "Concatenate"}, {"axis", 1}},
       {{2, 3}, {2, 4}},
       "inputs have shapes that do not fit together: (None, 2, 3) and (None, 2, 4)",
       "all axes but axis 1 must have the same size in all inputs"},
      {{{"type", "Concatenate"}},
       {{2, 3}, {3}},
       "inputs have shapes that do not fit together: (None, 2, 3) and (None, 3)",
       "all axes but axis 2 must have the same size in all inputs"},
      {{{"type", "Softmax"}, {"axis", 2}},
       {{5}},
       "axis 2 does not exist in an input of shape (None, 5)",
       "expected 1 to 1, or -1 to -1 counted from the end"},
      {{{"type", "BatchNormalization"}, {"axis", 0}},
       {{2, 3}},
       "axis 0 is the batch of an input of shape (None, 2, 3)",
       "expected 1 to 2, or -2 to -1 counted from the end"},
      {{{"type", "LayerNormalization"}, {"axis", {-1, 2}}}, {{2, 3}}, "axis 2 is named twice", "name each axis once"},
      {{{"type", "LayerNormalization"}, {"axis", Json::array()}},
       {{2, 3}},
       "expected at least one axis; got none",
       "-1 is the last one"},
      {{{"type", "Activation"}, {"activation", "softmax"}},
       {{}},
       "expected an axis to work on; got an input of shape (None,)",
       "give it features"},
      {{{"type", "Dot"}, {"axes", {2, 1}}},
       {{2, 3}, {2, 4}},
       "inputs (None, 2, 3) and (None, 2, 4) do not fit together: axis 2 of the first is 3 long, axis 1 of the second "
       "2",
       "name axes of equal length"},
      {{{"type", "SpatialDropout1D"}, {"rate", 0.5}},
       {{3}},
       "SpatialDropout1D expected an input of shape (None, steps, features); got (None, 3)",
       "use Dropout for other shapes"},
      {{{"type", "Dot"}, {"axes", Json::array()}},
       {{2}, {2}},
       "expected an axis, or one of each input; got none",
       "1 or -1, for instance"},
      {{{"type", "Permute"}, {"dims", {2, 1}}},
       {{3}},
       "expected an input of 2 axes after the batch; got (None, 3)",
       "dims must name every axis of the input but the batch"},
      {{{"type", "RepeatVector"}, {"n", 2}},
       {{2, 3}},
       "RepeatVector expected an input of shape (None, features); got (None, 2, 3)",
       "a Flatten in front of it makes each sample a vector"},
      {{{"type", "Rescaling"}, {"scale", {1, 2}}},
       {{3}},
       "scale has 2 numbers, the input has shape (None, 3)",
       "give one number, or one for each index of the last axis"},
      {{{"type", "GroupNormalization"}, {"groups", 2}},
       {{3}},
       "cannot deal the 3 features of an input of shape (None, 3) into 2 groups",
       "groups must divide the number of features; -1 makes each a group"},
      {{{"type", "EinsumDense"}, {"equation", "abc,cd->abd"}, {"output_shape", {nullptr, 2}}},
       {{3}},
       "the equation takes an input of 3 axes, the batch among them; got (None, 3)",
       "give a letter to each axis, or \"...\" for those that stay as they are"},
      {{{"type", "EinsumDense"}, {"equation", "...bc,cd->...bd"}, {"output_shape", {nullptr, 2}}},
       {{3}},
       "the equation takes an input of at least 3 axes, the batch among them; got (None, 3)",
       "give a letter to each axis, or \"...\" for those that stay as they are"},
      {{{"type", "EinsumDense"}, {"equation", "abc,cd->abd"}, {"output_shape", 2}},
       {{3, 4}},
       "output_shape has 1 sizes; the equation's result has 2 axes besides the batch",
       "give the size of each of \"bd\""},
      {{{"type", "EinsumDense"}, {"equation", "abc,cd->abd"}, {"output_shape", {5, 2}}},
       {{3, 4}},
       "input and output_shape do not match at dimension \"b\": the input, (None, 3, 4), has 3, output_shape 5",
       "null takes the input's size"},
      {{{"type", "EinsumDense"}, {"equation", "ab,bc->ac"}, {"output_shape", {nullptr}}},
       {{3}},
       "output_shape must give the size of dimension \"c\", which the input does not have",
       "give a number"},
      {{{"type", "EinsumDense"}, {"equation", "ab,bc->ad"}, {"output_shape", 2}},
       {{3}},
       "dimension \"d\" of the result is neither one of the input nor one of the kernel",
       "add it to the kernel's part of the equation"},
      {{{"type", "EinsumDense"}, {"equation", "ab,bcd->ac"}, {"output_shape", 2}},
       {{3}},
       "dimension \"d\" of the kernel is neither one of the input nor one of the result",
       "add it to the result's part of the equation"},
      {{{"type", "EinsumDense"}, {"equation", "ab,bc->ca"}, {"output_shape", 2}},
       {{3}},
       "the input's first axis is the batch: it must be the result's first axis too, and none of the kernel",
       "begin input and result with the same letter, or with \"...\""},
      {{{"type", "EinsumDense"}, {"equation", "abb,bc->ac"}, {"output_shape", 2}},
       {{3, 3}},
       "dimension \"b\" stands twice in one part of the equation",
       "give each axis its own letter"},
      {{{"type", "EinsumDense"}, {"equation", "ab,bc->ac"}, {"output_shape", 2}, {"bias_axes", "a"}},
       {{3}},
       "the batch cannot have a bias",
       "name other axes in bias_axes"},
      {{{"type", "Normalization"}, {"mean", {1, 2}}, {"variance", {1, 2}}},
       {{3}},
       "mean has 2 numbers for axis 1 of an input of shape (None, 3)",
       "give one for each of its 3 places, or a single number"},
      {{{"type", "CategoryEncoding"}, {"num_tokens", 3}},
       {{}},
       "expected an input of shape (None, n, ...); got (None,)",
       "\"one_hot\" takes a single class, or a Reshape with \"target_shape\": [1] in front makes it a list of one"},
      {{{"type", "CategoryEncoding"}, {"num_tokens", 3}},
       {{2}, {2}},
       "a second input, the weights, is used by the output_mode \"count\" only",
       "give one input"},
      {{{"type", "CategoryEncoding"}, {"num_tokens", 3}, {"output_mode", "count"}},
       {{2}, {3}},
       "the weights must have the shape of the first input",
       "give one weight for each number"},
      {{{"type", "SpectralNormalization"}, {"layer", {{"type", "Flatten"}}}},
       {{3}},
       "Flatten has neither a kernel nor embeddings to normalise",
       "wrap a Dense, an EinsumDense or an Embedding"},
      {{{"type", "Masking"}},
       {{}},
       "Masking expected an input of shape (None, ..., features); got (None,)",
       "a Reshape with \"target_shape\": [1] in front of it makes the number a feature"},
      {{{"type", "Softmax"}},
       {{2, 3}, {2}},
       "Softmax takes a mask of as many axes as its input, each as long or of size 1; got a mask of shape (None, 2) for an input of "
       "shape (None, 2, 3)",
       "a mask that comes with the data (Masking, mask_zero) does not fit; give one as second input, or use {\"type\": "
       "\"Activation\", \"activation\": \"softmax\"}"},
      {{{"type", "Dropout"}, {"rate", 0.5}, {"noise_shape", {nullptr, 2}}},
       {{3}},
       "noise_shape [null, 2] does not fit an input of shape (None, 3)",
       "give one entry for each axis, the batch first: 1, or null for the input's own size"},
  };
  for (const Misfit& misfit : misfits) {
    try {
      call_on(misfit.layer, misfit.shapes);
      ADD_FAILURE() << misfit.layer << " took shapes that do not fit";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind, ErrorKind::config) << misfit.layer;
      EXPECT_EQ(error.message, misfit.message) << misfit.layer;
      EXPECT_EQ(error.hint, misfit.hint) << misfit.layer;
    }
  }
}

TEST(LayerParameters, AreRefusedOutOfRange) {
  const std::vector<Json> wrong = {
      {{"type", "Dense"}, {"units", 0}},
      {{"type", "Dense"}},
      {{"type", "Dense"}, {"units", 1}, {"activation", "no such"}},
      {{"type", "ReLU"}, {"max_value", -1}},
      {{"type", "ReLU"}, {"negative_slope", -1}},
      {{"type", "Dropout"}, {"rate", 1.5}},
      {{"type", "AlphaDropout"}, {"rate", 1}},
      {{"type", "Reshape"}, {"target_shape", {-1, -1}}},
      {{"type", "Reshape"}, {"target_shape", {0, 2}}},
      {{"type", "Reshape"}, {"target_shape", {-2}}},
      {{"type", "BatchNormalization"}, {"momentum", 2}},
      {{"type", "LayerNormalization"}, {"epsilon", -1}},
      {{"type", "Embedding"}, {"input_dim", 0}, {"output_dim", 1}},
      {{"type", "Input"}, {"shape", {0}}},
      {{"type", "Add"}, {"axis", 1}},
      {{"type", "Dot"}, {"axes", {1, 2, 3}}},
      {{"type", "Permute"}, {"dims", {1, 3}}},
      {{"type", "Permute"}, {"dims", {2, 2}}},
      {{"type", "RepeatVector"}, {"n", 0}},
      {{"type", "Rescaling"}},
      {{"type", "GroupNormalization"}, {"groups", 0}},
      {{"type", "PReLU"}, {"shared_axes", 0}},
      {{"type", "ActivityRegularization"}, {"l1", -1}},
      {{"type", "GaussianNoise"}, {"stddev", 1.5}},
      {{"type", "GaussianNoise"}},
      {{"type", "GaussianDropout"}, {"rate", 1}},
      {{"type", "Normalization"}, {"mean", 1}},
      {{"type", "Normalization"}, {"mean", {1, 2}}, {"variance", 1}},
      {{"type", "Normalization"}, {"mean", 1}, {"variance", -1}},
      {{"type", "Normalization"}, {"mean", {{1, 2}, {3}}}, {"variance", {{1, 2}, {3}}}, {"axis", {1, 2}}},
      {{"type", "Normalization"}, {"mean", {{1}}}, {"variance", {{1}}}},
      {{"type", "Normalization"}, {"mean", Json::array()}, {"variance", Json::array()}},
      {{"type", "Discretization"}},
      {{"type", "Discretization"}, {"num_bins", 0}},
      {{"type", "Discretization"}, {"bin_boundaries", {2, 1}}},
      {{"type", "Discretization"}, {"num_bins", 3}, {"epsilon", 0}},
      {{"type", "CategoryEncoding"}},
      {{"type", "CategoryEncoding"}, {"num_tokens", 0}},
      {{"type", "CategoryEncoding"}, {"num_tokens", 2}, {"output_mode", "int"}},
      {{"type", "EinsumDense"}, {"equation", "ab,bc"}, {"output_shape", 2}},
      {{"type", "EinsumDense"}, {"equation", "...ab,bc->ac"}, {"output_shape", 2}},
      {{"type", "EinsumDense"}, {"equation", "a...,ab->b..."}, {"output_shape", 2}},
      {{"type", "EinsumDense"}, {"equation", "ab, bc->ac"}, {"output_shape", 2}},
      {{"type", "EinsumDense"}, {"equation", "ab,bc->ac"}, {"output_shape", 2}, {"bias_axes", "d"}},
      {{"type", "EinsumDense"}, {"equation", "ab,bc->ac"}, {"output_shape", 2}, {"bias_axes", ""}},
      {{"type", "BatchNormalization"}, {"renorm_clipping", {{"rmax", 1}, {"rmin", 2}}}},
      {{"type", "SpectralNormalization"}},
      {{"type", "SpectralNormalization"}, {"layer", {{"type", "Dense"}, {"units", 1}}}, {"power_iterations", 0}},
      {{"type", "SpectralNormalization"}, {"layer", {{"type", "Dense"}, {"units", 1}, {"inputs", {"a"}}}}},
      {{"type", "SpectralNormalization"}, {"layer", {{"type", "Dense"}, {"units", 1}, {"name", "a/b"}}}},
  };
  for (const Json& layer : wrong) EXPECT_THROW(component_of<LayerFamily>(layer), Error) << layer;
}

}  // namespace

}  // namespace nntrain::test
