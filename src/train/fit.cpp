#include "train/fit.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "train/adapt.h"
#include "train/class_weights.h"
#include "train/embed_columns.h"
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
    const FloatBuffer& weights = data.weights[k].values;
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

// "120 rows train (no 70, yes 50)", of each part that has rows.
void tell_about_parts(const Columns& columns, const Dataset& data, const FitOptions& options) {
  const std::pair<Index, const char*> parts[] = {{data.parts.train, "train"}, {data.parts.validation, "validate"}, {data.parts.test, "test"}};
  Index begin = 0;
  for (const auto& [rows, what] : parts) {
    const std::string classes = class_counts(columns.targets[0], data.targets[0], begin, begin + rows);
    if (rows > 0) options.note(count_of(rows, "row") + " " + (rows == 1 ? std::string(what) + "s" : what) + (classes.empty() ? "" : " (" + classes + ")"));
    begin += rows;
  }
}

// Takes rows from the end of a data set.
Dataset take_last_rows(Dataset& data, Index rows) {
  Dataset last;
  const Index kept = data.num_rows() - rows;
  const auto take = [&](std::vector<Matrix>& from, std::vector<Matrix>& to) {
    for (Matrix& m : from) {
      const auto cut = m.values.begin() + kept * m.width;
      to.push_back({m.width, FloatBuffer(cut, m.values.end())});
      m.values.resize(static_cast<std::size_t>(kept * m.width));
    }
  };
  take(data.inputs, last.inputs);
  take(data.targets, last.targets);
  take(data.weights, last.weights);
  last.lines.assign(data.lines.begin() + kept, data.lines.end());
  data.lines.resize(static_cast<std::size_t>(kept));
  last.source = data.source;
  last.parts.train = rows;
  data.parts.test = 0;
  return last;
}

std::vector<NamedValue> evaluate_on_test(const Model& model, const Dataset& test, const FitOptions& options) {
  LogSetup setup = options.log;
  setup.samples = test.num_rows();
  setup.steps = (test.num_rows() + model.spec.batch_size - 1) / model.spec.batch_size;
  ProgressLog log(std::move(setup));
  log.message("Test on " + count_of(test.num_rows(), "row"));
  return evaluate(model, test, &log, options.threads).values;
}

}  // namespace

Model fit(const Spec& given, Diagnostics& diagnostics, Table table, std::optional<Table> validation, const FitOptions& options) {
  Spec spec = given;
  Network network(spec, diagnostics);
  if (spec.initial_epoch >= spec.epochs) {
    diagnostics.error("/initial_epoch", "expected less than epochs, " + std::to_string(spec.epochs) + "; got " +
                                            std::to_string(spec.initial_epoch),
                      "epochs counts all of them, those that were trained before too");
    diagnostics.throw_if_any();
  }
  const RowPlan plan = plan_rows(spec.data.spec(), table, network.wants(), validation ? 0 : spec.validation_split,
                                 static_cast<std::uint64_t>(spec.seed));
  if (embed_columns(spec, network, table, plan)) network = Network(spec, diagnostics);
  Model model;
  model.spec = spec;
  model.spec.initial_weights.reset();  // the model has the weights that they led to
  model.columns = learn_columns_for(spec, network, table, plan, diagnostics);
  Prediction prediction(network, model.columns, diagnostics);
  for (const std::string& line : unknown_texts(model.columns, table, &plan)) options.warning(line);
  Dataset data = encode(model.columns, std::move(table), true, &plan);
  const PartSizes parts = data.parts;
  const Index train_rows = parts.train;
  if (adapt_layers(network, model.spec, model.columns, data, train_rows, diagnostics, options))
    prediction = Prediction(network, model.columns, diagnostics);  // bins may be fewer than asked for
  const std::vector<std::vector<Index>>& outputs = prediction.output_shapes;
  check_targets(model.columns, data, outputs);
  check_target_values(network, model.columns, data);
  tell_about_rows(data, options);
  if (spec.data.split) tell_about_parts(model.columns, data, options);
  for (const std::string& layer : prediction.lost_masks)
    options.warning("layer " + quoted(layer) + " does not take the mask that reaches it: behind it, all places count");
  std::optional<Dataset> validation_data;
  if (validation) {
    for (const std::string& line : unknown_texts(model.columns, *validation)) options.warning(line);
    validation_data = encode(model.columns, std::move(*validation), true);
    check_targets(model.columns, *validation_data, outputs);
    check_target_values(network, model.columns, *validation_data);
    tell_about_rows(*validation_data, options);
  }
  const std::optional<Dataset> test = parts.test > 0 ? std::optional(take_last_rows(data, parts.test)) : std::nullopt;
  if (spec.weights_classes())
    apply_class_weights(spec.class_weight, model.columns.targets[0], outputs[0].empty() ? 1 : outputs[0].back(), train_rows, data);
  check_some_weight(model.columns, data, train_rows);
  const Dataset* validated = validation_data ? &*validation_data : parts.validation > 0 ? &data : nullptr;
  model.spec.settle_batch_size(train_rows);
  TrainingRun run(model.spec, network, model.columns, data, train_rows, validated, validation_data ? 0 : train_rows, diagnostics, options);
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
  if (test) model.test = evaluate_on_test(model, *test, options);
  return model;
}

}  // namespace nntrain
