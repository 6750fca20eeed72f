#include "train/fit.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "train/adapt.h"
#include "train/class_weights.h"
#include "train/initial_weights.h"
#include "train/predict.h"
#include "train/target_values.h"
#include "train/training_run.h"

namespace nntrain {

namespace {

// What is known of the network's outputs once the shape of the data is.
struct Prediction {
  std::vector<std::vector<Index>> output_shapes;  // of a sample
  std::vector<std::string> lost_masks;

  Prediction(const Network& network, const Columns& columns, Diagnostics& diagnostics) {
    const JobGraphPtr job = prediction_graph(network, shapes_of(columns), diagnostics);
    for (const Tensor output : job->forward.outputs)
      output_shapes.emplace_back(output.shape().dims.begin() + 1, output.shape().dims.end());
    lost_masks = job->forward.lost_masks;
  }
};

// A network cannot learn from rows of which none counts.
void check_some_weight(const Columns& columns, const Dataset& data, Index train_rows) {
  for (std::size_t k = 0; k < data.weights.size(); ++k) {
    const Numbers& weights = data.weights[k].values;
    if (weights.empty() || std::any_of(weights.begin(), weights.begin() + train_rows, [](float w) { return w > 0; })) continue;
    const std::optional<std::string>& column = columns.targets[k].sample_weight;
    throw Error(ErrorKind::data, "all of " + count_of(train_rows, "row") + " to train on have a weight of 0" +
                                     (column ? " (column " + quoted(*column) + ")" : ""),
                data.source, "a row of weight 0 counts nothing: give some of them more");
  }
}

Matrix first_rows(const Matrix& m, Index rows) {
  return {m.width, {m.values.begin(), m.values.begin() + rows * m.width}};
}

void tell_about_rows(const Dataset& data, const FitOptions& options) {
  for (const std::string& line : remarks(data)) options.warning(line);
}

}  // namespace

Model fit(const Spec& spec, Diagnostics& diagnostics, const Table& table, const Table* validation, const FitOptions& options) {
  Network network(spec, diagnostics);
  if (spec.initial_epoch >= spec.epochs) {
    diagnostics.error("/initial_epoch", "expected less than epochs, " + std::to_string(spec.epochs) + "; got " +
                                            std::to_string(spec.initial_epoch),
                      "epochs counts all of them, those that were trained before too");
    diagnostics.throw_if_any();
  }
  const double split = validation ? 0 : spec.validation_split;
  Model model;
  model.spec = spec;
  model.spec.initial_weights.reset();  // the model has the weights that they led to
  model.columns = learn_columns_for(spec, network, table, split, diagnostics);
  Prediction prediction(network, model.columns, diagnostics);
  Dataset data = encode(model.columns, table, true);
  const Index train_rows = split > 0 ? split_point(data.num_rows(), split) : data.num_rows();
  if (split > 0 && (train_rows == 0 || train_rows == data.num_rows()))
    throw Error(ErrorKind::data, "validation_split " + to_text(split) + " of " + count_of(data.num_rows(), "row") + " leaves none to " +
                                     (train_rows == 0 ? "train on" : "validate on"),
                data.source, "give more rows or another validation_split");
  if (adapt_layers(network, model.spec, model.columns, data, train_rows, diagnostics, options))
    prediction = Prediction(network, model.columns, diagnostics);  // bins may be fewer than asked for
  const std::vector<std::vector<Index>>& outputs = prediction.output_shapes;
  check_targets(model.columns, data, outputs);
  check_target_values(network, model.columns, data);
  tell_about_rows(data, options);
  for (const std::string& layer : prediction.lost_masks)
    options.warning("layer " + quoted(layer) + " does not take the mask that reaches it: behind it, all places count");
  std::optional<Dataset> validation_data;
  if (validation) {
    validation_data = encode(model.columns, *validation, true);
    check_targets(model.columns, *validation_data, outputs);
    check_target_values(network, model.columns, *validation_data);
    tell_about_rows(*validation_data, options);
  }
  if (!spec.class_weight.entries.empty())
    apply_class_weights(spec.class_weight, model.columns.targets[0], outputs[0].empty() ? 1 : outputs[0].back(), train_rows, data);
  check_some_weight(model.columns, data, train_rows);
  const Dataset* validated = validation ? &*validation_data : split > 0 ? &data : nullptr;
  model.spec.settle_batch_size(train_rows);
  TrainingRun run(model.spec, network, model.columns, data, train_rows, validated, validation ? 0 : train_rows, diagnostics, options);
  if (spec.initial_weights)
    take_initial_weights(std::get<std::vector<NamedTensor>>(*spec.initial_weights), run, diagnostics, options);
  constexpr Index proof_rows = 3;
  for (const Matrix& m : data.inputs) model.proof.inputs.push_back(first_rows(m, std::min(proof_rows, data.num_rows())));
  const auto complete = [&](History history) {
    model.history = std::move(history);
    model.weights = run.weights();
    model.proof.outputs = Predictor(model, 1).predict(model.proof.inputs);
  };
  run.set_save([&](const std::string& path, SavedPart part, const History& so_far) {
    if (part == SavedPart::weights) {
      if (options.save_weights) options.save_weights(path, run.weights());
    } else if (options.save_model) {
      complete(so_far);
      options.save_model(path, model);
    }
  });
  complete(run.run());
  return model;
}

}  // namespace nntrain
