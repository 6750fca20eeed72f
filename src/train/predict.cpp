#include "train/predict.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "kernels/op_tables.h"
#include "train/model_error.h"
#include "train/prediction_network.h"
#include "train/target_values.h"
#include "train/training_run.h"

namespace nntrain {

namespace {

// Rows are predicted so many at a time: enough for products to run at full speed and for several threads, but no more than the
// second-level cache of each holds of a step's widest value.
Index rows_at_once(const Graph& graph, int threads) {
  constexpr Index elements = 1 << 18;
  Index widest = 1;
  for (const Value& v : graph.values)
    if (v.shape.batched) widest = std::max(widest, v.shape.size());
  const auto each = static_cast<Index>(std::bit_floor(static_cast<std::uint64_t>(std::max<Index>(elements / widest, 256))));
  return std::min<Index>(each * threads, 1024);
}

int team_size(int wanted) { return wanted > 0 ? wanted : available_cores(); }

// Before the State is allocated: a model file may claim any size.
void check_weights(const std::vector<Weight>& wanted, const std::vector<NamedTensor>& given) {
  if (wanted.size() != given.size())
    throw Error(ErrorKind::model_file, "expected " + count_of(static_cast<Index>(wanted.size()), "weight") + "; got " +
                                           std::to_string(given.size()), "/weights");
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i].name != given[i].name || wanted[i].shape.dims != given[i].shape)
      throw Error(ErrorKind::model_file,
                  "expected " + quoted(wanted[i].name) + " of shape " + shape_text(wanted[i].shape.dims) + "; got " +
                      quoted(given[i].name) + " of shape " + shape_text(given[i].shape),
                  "/weights/" + std::to_string(i));
}

// The State of the job with the model's weights in it.
void load_state(State& state, const JobGraph& job, const Model& model) {
  check_weights(job.forward.weights, model.weights);
  state.declare(job.graph);
  state.allocate();
  for (const NamedTensor& weight : model.weights) state.write(weight.name, weight.values);
}

std::vector<std::vector<Index>> output_shapes(const Forward& forward) {
  std::vector<std::vector<Index>> shapes;
  for (const Tensor output : forward.outputs) shapes.emplace_back(output.shape().dims.begin() + 1, output.shape().dims.end());
  return shapes;
}

// A matrix for the rows of a tensor of a program that runs batch after batch.
Matrix matrix_for(Tensor t, Index rows) {
  Matrix matrix{t.shape().size(), {}};
  matrix.values.resize(static_cast<std::size_t>(rows * matrix.width));
  return matrix;
}

// Copies what the program has made of a batch to its place among all rows.
void copy_batch(const Program& program, Tensor t, Index begin, Index rows, Matrix& matrix) {
  const auto* from = reinterpret_cast<const float*>(program.address(t));
  std::copy_n(from, rows * matrix.width, matrix.values.begin() + begin * matrix.width);
}

// The outputs and their masks, as an evaluation gathers them from batch to batch.
class OutputGatherer {
 public:
  OutputGatherer(const Forward& forward, Index rows) {
    for (std::size_t k = 0; k < forward.outputs.size(); ++k) {
      const auto [output, mask] = std::pair{forward.outputs[k], forward.masks[k]};
      kept_.push_back(output);
      outputs_.push_back({matrix_for(output, rows), output.shape().cols(), {}});
      if (!mask) continue;
      kept_.push_back(mask);
      outputs_.back().counts = matrix_for(mask, rows);
    }
  }

  std::span<const Tensor> kept() const { return kept_; }

  void add(const Program& program, Index begin, Index rows) {
    auto tensor = kept_.begin();
    for (OutputRows& output : outputs_) {
      copy_batch(program, *tensor++, begin, rows, output.numbers);
      if (output.counts.width > 0) copy_batch(program, *tensor++, begin, rows, output.counts);
    }
  }

  std::vector<OutputRows> take() { return std::move(outputs_); }

 private:
  std::vector<Tensor> kept_;
  std::vector<OutputRows> outputs_;
};

}  // namespace

struct Predictor::Impl {
  PredictionNetwork network;
  Team team;
  State state;
  std::unique_ptr<JobRunner> runner;
  Index rows_at_once;
  bool is_prepared = false;  // the runner has run: weights no longer change
  std::vector<const void*> columns;  // of the rows that are predicted now
  std::vector<Index> batch;

  Impl(const Model& model, int threads, bool reproducible)
      : network(as_model_error([&] { return PredictionNetwork(model); }, "/config")),
        team(team_size(threads)),
        state(op_table().element_size),
        rows_at_once(nntrain::rows_at_once(network.job->graph, team.size())) {
    load_state(state, *network.job, model);
    runner = std::make_unique<JobRunner>(*network.job, network.forward().outputs, state, team,
                                         CompileOptions{.max_batch = rows_at_once, .reproducible = reproducible, .prepare = true});
  }
};

Predictor::Predictor(const Model& model, int threads, bool reproducible) : impl_(std::make_unique<Impl>(model, threads, reproducible)) {}
Predictor::~Predictor() = default;

std::vector<Index> Predictor::output_widths() const {
  std::vector<Index> widths;
  for (const Tensor t : impl_->network.forward().outputs) widths.push_back(t.shape().size());
  return widths;
}

std::vector<Matrix> Predictor::predict(std::span<const Matrix> inputs) {
  std::vector<const void*>& columns = impl_->columns;  // kept from call to call, as a single row takes less than to allocate them
  std::vector<Index>& batch = impl_->batch;
  columns.clear();
  for (const Matrix& m : inputs) columns.push_back(m.values.data());
  const Index rows = static_cast<Index>(inputs[0].values.size()) / inputs[0].width;
  std::vector<Matrix> outputs;
  for (const Tensor t : impl_->network.forward().outputs) outputs.push_back(matrix_for(t, rows));
  for (Index begin = 0; begin < rows; begin += impl_->rows_at_once) {
    batch.resize(static_cast<std::size_t>(std::min(impl_->rows_at_once, rows - begin)));
    std::iota(batch.begin(), batch.end(), begin);
    impl_->runner->runner.run({batch, columns, 0, std::exchange(impl_->is_prepared, true)});
    for (std::size_t k = 0; k < outputs.size(); ++k)
      copy_batch(impl_->runner->program, impl_->network.forward().outputs[k], begin, static_cast<Index>(batch.size()), outputs[k]);
  }
  return outputs;
}

std::vector<std::vector<float>> prepared_values(const Model& model, std::span<const int> values) {
  const PredictionNetwork network(model);
  State state(op_table().element_size);
  load_state(state, *network.job, model);
  std::vector<Tensor> kept;
  for (const int value : values) kept.push_back(copy({&network.job->graph, value}));  // one that can be read as it lies
  Team team(1);
  JobRunner runner(*network.job, kept, state, team, {.max_batch = 1});
  constexpr Index any_row = 0;
  runner.runner.run({std::span(&any_row, 1), {}});
  std::vector<std::vector<float>> list;
  for (const Tensor t : kept) {
    const auto* from = reinterpret_cast<const float*>(runner.program.address(t));
    list.emplace_back(from, from + t.shape().size());
  }
  return list;
}

Evaluation evaluate(const Model& model, const Dataset& data, ProgressLog* log, int threads, bool reproducible) {
  Diagnostics diagnostics;
  const Network network = as_model_error([&] { return Network(model.spec, diagnostics); }, "/config");
  const JobGraphPtr job = as_model_error([&] { return evaluation_graph(network, shapes_of(model.columns, data), diagnostics); }, "/config");
  check_targets(model.columns, data, output_shapes(job->forward));
  check_target_values(network, model.columns, data);
  State state(op_table().element_size);
  load_state(state, *job, model);
  Team team(team_size(threads));
  DataFeed feed(data);
  OutputGatherer outputs(job->forward, feed.num_rows());
  JobRunner runner(*job, outputs.kept(), state, team,
                   {.max_batch = std::min<Index>(model.spec.batch_size, feed.num_rows()), .reproducible = reproducible, .prepare = true});
  job->objective.reset(state);
  const auto values = [&] {
    std::vector<LogValue> list;
    for (const LoggedValue& v : job->objective.values) list.push_back({v.name, v.result(state)});
    return list;
  };
  if (log) log->begin_evaluation();
  feed.start(0, feed.num_rows(), model.spec.batch_size);
  Index samples = 0, steps = 0;
  for (StepInput input = feed.next(); !input.rows.empty(); input = feed.next()) {
    const auto rows = static_cast<Index>(input.rows.size());
    input.prepared = steps > 0;
    runner.runner.run(input);
    outputs.add(runner.program, samples, rows);
    samples += rows;
    ++steps;
    if (log && log->step(steps, samples)) log->draw(values());
  }
  if (log) log->end(values());
  Evaluation result{{}, outputs.take()};
  for (const LogValue& v : values()) result.values.push_back({std::string(v.name), v.value});
  return result;
}

void check_proof(const Model& model) {
  if (model.proof.inputs.empty()) return;
  const std::vector<Matrix> now = Predictor(model, 1).predict(model.proof.inputs);
  const auto fail = [](std::size_t output, const std::string& what) {
    throw Error(ErrorKind::model_file, "the model's self-test fails: " + what, "/proof/outputs/" + std::to_string(output),
                "the file was changed or damaged; train it again");
  };
  for (std::size_t k = 0; k < now.size(); ++k) {
    if (now[k].width != model.proof.outputs[k].width)
      fail(k, "the output has " + count_of(now[k].width, "number") + " a row, expected " + std::to_string(model.proof.outputs[k].width));
    for (std::size_t i = 0; i < now[k].values.size(); ++i) {
      const float was = model.proof.outputs[k].values[i], is = now[k].values[i];
      // Products are summed in another order on another instruction set: no more than rounding may differ.
      if (!(std::fabs(is - was) <= 1e-4f * std::max(1.0f, std::fabs(was))) && !(std::isnan(is) && std::isnan(was)))
        fail(k, "number " + std::to_string(i) + " is " + to_text(is) + ", expected " + to_text(was));
    }
  }
}

}  // namespace nntrain
