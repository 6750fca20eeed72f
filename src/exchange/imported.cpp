#include "exchange/imported.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "base/text.h"
#include "columns/number.h"
#include "network/network.h"
#include "train/model_error.h"
#include "train/predict.h"
#include "train/programs.h"

namespace nntrain {

namespace {

constexpr Index proof_rows = 3;
constexpr Index most_columns = Index{1} << 18;  // each number of an input becomes a column of the table

std::vector<Column> number_columns(const std::string& prefix, Index count) {
  std::vector<Column> list;
  for (Index i = 0; i < count; ++i) list.push_back({prefix + std::to_string(i), columns::Number{}});
  return list;
}

InputColumns input_columns(const InputWant& want, bool is_only) {
  const Index size = std::accumulate(want.shape.begin(), want.shape.end(), Index{1}, std::multiplies<>());
  return {.layer = want.layer, .encoding = want.encoding, .shape = want.shape,
          .columns = number_columns(is_only ? "x" : want.layer + "/", size), .index_limit = want.index_limit};
}

// shape: of a sample at the output.
TargetColumns target_columns(const OutputWant& want, std::span<const Index> shape, bool is_only) {
  TargetColumns target{.layer = want.layer, .encoding = want.encoding.value_or(TargetEncoding::number)};
  if (!want.needs_target) return target;
  const Index size = std::accumulate(shape.begin(), shape.end(), Index{1}, std::multiplies<>());
  const Index units = shape.empty() ? 1 : shape.back();
  const bool is_class = target.encoding == TargetEncoding::class_index || (target.encoding == TargetEncoding::one_hot && size == units && units > 1);
  if (is_class) target.num_classes = units;
  const Index count = is_class ? size / units : size;
  target.columns = number_columns(is_only ? "y" : want.layer + "/", count);
  if (count == 1) target.columns[0].name = is_only ? "y" : want.layer;
  return target;
}

std::vector<NamedTensor> in_order(const std::vector<Weight>& wanted, std::vector<NamedTensor> given) {
  std::vector<NamedTensor> list;
  for (const Weight& weight : wanted) {
    const auto found = std::ranges::find(given, weight.name, &NamedTensor::name);
    if (found == given.end()) throw Error(ErrorKind::model_file, "the file lacks the weight " + quoted(weight.name) + " of shape " + shape_text(weight.shape.dims));
    list.push_back(std::move(*found));
    given.erase(found);
  }
  if (!given.empty())
    throw Error(ErrorKind::model_file, "the file holds the weight " + quoted(given[0].name) + " of shape " + shape_text(given[0].shape) + ", which the network does not have");
  return list;  // their shapes are checked by the Predictor
}

// Rows of whole numbers that are in reach of every embedding: 0, 1, 0, 1, …
Matrix proof_input(Index width) {
  Matrix rows{width, FloatBuffer(static_cast<std::size_t>(width * proof_rows))};
  for (std::size_t i = 0; i < rows.values.size(); ++i) rows.values[i] = static_cast<float>((i + i / static_cast<std::size_t>(width)) % 2);
  return rows;
}

DataShapes input_shapes(const Network& network) {
  DataShapes shapes;
  Index left = most_columns;
  for (const InputWant& want : network.wants().inputs) {
    if (want.shape.empty())
      throw Error(ErrorKind::config, "the shape of the input " + quoted(want.layer) + " is not known", {}, R"(say "input_shape" of the first layer)");
    Index size = 1;
    for (const Index each : want.shape)
      if (__builtin_mul_overflow(size, each, &size) || size > left)
        throw Error(ErrorKind::config, "the input " + quoted(want.layer) + " has the shape " + shape_text(want.shape) + "; expected at most " +
                                           std::to_string(most_columns) + " numbers a row of all inputs");
    left -= size;
    shapes.inputs.push_back(want.shape);
  }
  return shapes;
}

Loss usual_loss(Tensor output) {
  if (const Op* copy = made_by(output, "copy")) output.id = copy->in[0];
  if (made_by(output, "softmax")) return "sparse_categorical_crossentropy";
  if (made_by(output, "sigmoid")) return "binary_crossentropy";
  return "mse";
}

Model make(Spec spec, std::vector<NamedTensor> weights) {
  complete_losses(spec);
  Diagnostics diagnostics;
  const Network network(spec, diagnostics);
  Model model;
  const std::vector<InputWant> inputs = network.wants().inputs;
  const DataShapes shapes = input_shapes(network);
  for (const InputWant& want : inputs) model.columns.inputs.push_back(input_columns(want, inputs.size() == 1));
  const JobGraphPtr job = prediction_graph(network, shapes, diagnostics);
  std::vector<std::vector<Index>> outputs;
  for (const Tensor t : job->forward.outputs) outputs.emplace_back(t.shape().dims.begin() + 1, t.shape().dims.end());
  const NetworkWants wants = network.wants(outputs);
  for (std::size_t k = 0; k < outputs.size(); ++k) model.columns.targets.push_back(target_columns(wants.outputs[k], outputs[k], outputs.size() == 1));
  model.weights = in_order(job->forward.weights, std::move(weights));
  model.spec = std::move(spec);
  for (const InputColumns& input : model.columns.inputs) model.proof.inputs.push_back(proof_input(input.row_size()));
  model.proof.outputs = Predictor(model, 1).predict(model.proof.inputs);
  return model;
}

}  // namespace

void complete_losses(Spec& spec) {
  const auto* loss = spec.loss.all();
  if (!loss || *loss) return;
  spec.loss.value = Loss("mse");  // a network needs one
  Diagnostics diagnostics;
  const Network network(spec, diagnostics);
  std::vector<std::optional<Loss>> losses;
  const JobGraphPtr job = prediction_graph(network, input_shapes(network), diagnostics);
  for (const Tensor output : job->forward.outputs) losses.emplace_back(usual_loss(output));
  if (losses.size() == 1) spec.loss.value = losses[0];
  else spec.loss.value = losses;
}

Model imported_model(Spec spec, std::vector<NamedTensor> weights, const std::string& path) {
  return as_model_error([&] { return make(std::move(spec), std::move(weights)); }, path);
}

}  // namespace nntrain
