#include "train/prepare.h"

#include <algorithm>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "train/adapt.h"
#include "train/class_weights.h"
#include "train/embed_columns.h"
#include "train/initial_weights.h"
#include "train/target_values.h"

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
    const Matrix& weights = data.weights[k];
    if (weights.width == 0 || weights.find_row(0, train_rows, [](Index, auto row) { return row[0] > 0; }) < train_rows) continue;
    const std::optional<std::string>& column = columns.targets[k].sample_weight;
    throw Error(ErrorKind::data, "all of " + count_of(train_rows, "row") + " to train on have a weight of 0" +
                                     (column ? " (column " + quoted(*column) + ")" : ""),
                data.source, "a row of weight 0 counts nothing: give some of them more");
  }
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
      Matrix taken{m.width, FloatBuffer(static_cast<std::size_t>(rows * m.width), data.memory)};
      m.find_row(kept, kept + rows, [&](Index i, std::span<const float> row) {
        std::ranges::copy(row, taken.values.begin() + (i - kept) * m.width);
        return false;
      });
      taken.values.storage().relax();
      to.push_back(std::move(taken));
      m.values.resize(static_cast<std::size_t>(kept * m.width));
    }
  };
  take(data.inputs, last.inputs);
  take(data.targets, last.targets);
  take(data.weights, last.weights);
  last.lines = data.lines.from(kept);
  last.files = data.files;
  if (!data.file_of.empty()) last.file_of.assign(data.file_of.begin() + kept, data.file_of.end());
  last.rows = rows;
  data.rows = kept;
  last.memory = data.memory;
  last.source = data.source;
  last.parts.train = rows;
  data.parts.test = 0;
  return last;
}

// Rows of a file of their own that validate.
Dataset encode_validation(const PreparedRun& run, Table table, const FitOptions& options) {
  for (const std::string& line : unknown_texts(run.columns, table)) options.warning(line);
  Dataset data = encode(run.columns, std::move(table), true);
  check_targets(run.columns, data, run.output_shapes);
  check_target_values(run.network, run.columns, data);
  tell_about_rows(data, options);
  return data;
}

RowPlan without_rows(const RowPlan& plan, std::span<const std::int64_t> rows, const Table& table) {
  std::vector<RowPart> parts;
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    const std::int64_t place = plan.place_of(row);
    parts.push_back(place < 0 ? RowPart::dropped : place < plan.parts.train ? RowPart::train : place < plan.parts.train + plan.parts.validation ? RowPart::validation : RowPart::test);
  }
  for (const std::int64_t row : rows) parts[static_cast<std::size_t>(row)] = RowPart::dropped;
  RowPlan rest = plan_of(parts);
  rest.num_dropped = plan.num_dropped;
  if (rest.parts.train == 0) throw Error(ErrorKind::data, "no row is left to train on", table.source());
  return rest;
}

void check_epochs(const Spec& spec, Diagnostics& diagnostics) {
  if (spec.initial_epoch < spec.epochs) return;
  diagnostics.error("/initial_epoch", "expected less than epochs, " + std::to_string(spec.epochs) + "; got " + std::to_string(spec.initial_epoch),
                    "epochs counts all of them, those that were trained before too");
  diagnostics.throw_if_any();
}

}  // namespace

PreparedRun prepare(const Spec& given, Diagnostics& diagnostics, Table table, std::optional<Table> validation, const FitOptions& options,
                    std::span<const std::int64_t> left_out) {
  Spec spec = given;
  Network network(spec, diagnostics);
  check_epochs(spec, diagnostics);
  RowPlan plan = plan_rows(spec.data.spec(), table, network.wants(), validation ? 0 : spec.validation_split, static_cast<std::uint64_t>(spec.seed));
  if (!left_out.empty()) plan = without_rows(plan, left_out, table);
  if (embed_columns(spec, network, table, plan)) network = Network(spec, diagnostics);
  PreparedRun run{.spec = std::move(spec), .columns = {}, .network = std::move(network), .output_shapes = {}, .data = {}, .other_validation = {}, .test = {}, .initial_weights = {}};
  if (run.spec.initial_weights) run.initial_weights = std::get<std::vector<NamedTensor>>(*run.spec.initial_weights);
  run.spec.initial_weights.reset();
  run.columns = learn_columns_for(run.spec, run.network, table, plan, diagnostics);
  Prediction prediction(run.network, run.columns, diagnostics);
  for (const std::string& line : unknown_texts(run.columns, table, &plan)) options.warning(line);
  run.data = encode(run.columns, std::move(table), true, &plan);
  plan = {};
  if (run.data.memory) give_back_freed_memory();  // what reading took, before training takes as much
  if (adapt_layers(run.network, run.spec, run.columns, run.data, run.train_rows(), diagnostics, options))
    prediction = Prediction(run.network, run.columns, diagnostics);  // bins may be fewer than asked for
  run.output_shapes = prediction.output_shapes;
  check_targets(run.columns, run.data, run.output_shapes);
  check_target_values(run.network, run.columns, run.data);
  tell_about_rows(run.data, options);
  if (run.spec.data.split) tell_about_parts(run.columns, run.data, options);
  for (const std::string& layer : prediction.lost_masks)
    options.warning("layer " + quoted(layer) + " does not take the mask that reaches it: behind it, all places count");
  if (validation) run.other_validation = encode_validation(run, std::move(*validation), options);
  if (run.data.parts.test > 0) run.test = take_last_rows(run.data, run.data.parts.test);
  if (run.spec.weights_classes()) {
    const std::vector<Index>& output = run.output_shapes[0];
    apply_class_weights(run.spec.class_weight, run.columns.targets[0], output.empty() ? 1 : output.back(), run.train_rows(), run.data);
  }
  check_some_weight(run.columns, run.data, run.train_rows());
  run.spec.settle_batch_size(run.train_rows());
  return run;
}

std::unique_ptr<TrainingRun> PreparedRun::start(Diagnostics& diagnostics, const FitOptions& options) const {
  auto run = std::make_unique<TrainingRun>(spec, network, columns, data, train_rows(), validation(), validation_begin(), diagnostics, options);
  if (initial_weights) take_initial_weights(*initial_weights, *run, diagnostics, options);
  if (options.initial_optimizer) take_initial_optimizer(*options.initial_optimizer, *run, diagnostics, options);
  return run;
}

}  // namespace nntrain
