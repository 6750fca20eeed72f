#include "train/bench.h"

#include <algorithm>
#include <chrono>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "train/predict.h"

namespace nntrain {

namespace {

using Clock = std::chrono::steady_clock;
double since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// The median time of a call. Calls shorter than 20 us are timed by blocks of them.
template <class F>
double median_seconds(double seconds, F call) {
  const auto start = Clock::now();
  call();
  const Index block = std::max<Index>(1, static_cast<Index>(20e-6 / std::max(since(start), 1e-9)));
  std::vector<double> times;
  while (times.size() < 3 || since(start) < seconds) {
    const auto begin = Clock::now();
    for (Index i = 0; i < block; ++i) call();
    times.push_back(since(begin) / static_cast<double>(block));
  }
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

// Epoch after epoch, full batches only.
class Steps {
 public:
  Steps(TrainingRun& run, Index rows, Index batch) : run_(run), batches_(rows, batch, true, 0), full_(std::max<Index>(rows / batch, 1)) {
    batches_.start_epoch(0);
  }
  void operator()() {
    if (next_ == full_) {
      batches_.start_epoch(++epoch_);
      next_ = 0;
    }
    run_.step(batches_.batch(next_++));
  }

 private:
  TrainingRun& run_;
  Batches batches_;
  Index full_, next_ = 0, epoch_ = 0;
};

std::vector<BenchReport::Prediction> time_predictions(const PreparedRun& prepared, const TrainingRun& run, const BenchOptions& options) {
  Model model{.spec = prepared.spec, .columns = prepared.columns};
  model.weights = run.weights();
  Predictor predictor(model, options.threads);
  std::vector<BenchReport::Prediction> list;
  for (const Index rows : {std::min<Index>(1024, prepared.data.num_rows()), Index{1}}) {
    std::vector<Matrix> inputs;
    for (const Matrix& m : prepared.data.inputs) inputs.push_back({m.width, {m.values.begin(), m.values.begin() + rows * m.width}});
    list.push_back({rows, median_seconds(options.seconds / 2, [&] { predictor.predict(inputs); })});
  }
  return list;
}

}  // namespace

BenchReport bench(const PreparedRun& prepared, Diagnostics& diagnostics, const BenchOptions& options) {
  BenchReport report;
  FitOptions fit;
  fit.threads = options.threads;
  fit.trace_events = options.trace_events;
  const auto compiling = Clock::now();
  const std::unique_ptr<TrainingRun> run = prepared.start(diagnostics, fit);
  report.compile_seconds = since(compiling);
  report.train_rows = prepared.train_rows();
  const Index batch = std::min<Index>(prepared.spec.batch_size, report.train_rows);
  report.steps = (report.train_rows + batch - 1) / batch;
  for (const NamedTensor& w : run->weights()) report.num_weights += static_cast<Index>(w.values.size());
  report.state_bytes = static_cast<Index>(run->state_bytes());
  report.state_copies = run->state_copies();
  Steps step(*run, report.train_rows, batch);
  report.step_seconds = median_seconds(options.seconds, step);
  report.epoch_seconds = report.step_seconds * static_cast<double>(report.train_rows) / static_cast<double>(batch);
  const Profile& profile = run->start_profile();
  median_seconds(options.seconds, step);
  options.profiled(profile);
  report.profile = run->profile_report();
  report.predictions = time_predictions(prepared, *run, options);
  return report;
}

namespace {

constexpr Index fewest_rows = 1024;

// Names of so many columns: those that the config gives them, or made-up ones.
std::vector<std::string> named(const std::vector<std::string>& given, const std::string& letter, Index count) {
  std::vector<std::string> names = given;
  for (Index i = static_cast<Index>(names.size()); i < count; ++i) names.push_back(letter + std::to_string(i));
  names.resize(static_cast<std::size_t>(count));
  return names;
}

struct MadeUpColumn {
  std::string name;
  Index limit;  // whole numbers below it; 0: numbers from -1 to 1
};

std::vector<MadeUpColumn> made_up_columns(const Spec& spec, const Network& network, Diagnostics& diagnostics) {
  const DataSpec data = spec.data.spec();
  const DataShapes shapes = shapes_of(network, diagnostics);
  std::vector<std::vector<Index>> outputs;
  const JobGraphPtr job = prediction_graph(network, shapes, diagnostics);
  for (const Tensor t : job->forward.outputs)
    outputs.emplace_back(t.shape().dims.begin() + 1, t.shape().dims.end());
  const NetworkWants wants = network.wants(outputs);
  const auto size_of = [](const std::vector<Index>& dims) {
    Index size = 1;
    for (const Index d : dims) size *= d;
    return size;
  };
  std::vector<MadeUpColumn> columns;
  for (std::size_t i = 0; i < wants.inputs.size(); ++i) {
    const auto given = std::find_if(data.inputs.begin(), data.inputs.end(), [&](const LayerColumns& l) { return l.layer == wants.inputs[i].layer; });
    const std::vector<std::string> known = given != data.inputs.end() ? given->columns : data.features;
    const bool index = wants.inputs[i].encoding == InputEncoding::index;
    for (const std::string& name : named(known, "x" + (i ? std::to_string(i) + "_" : ""), size_of(shapes.inputs[i])))
      columns.push_back({name, index ? std::max<Index>(wants.inputs[i].index_limit, 2) : 0});
  }
  for (std::size_t k = 0; k < wants.outputs.size(); ++k) {
    const auto given = std::find_if(data.target.begin(), data.target.end(), [&](const LayerColumns& l) { return l.layer.empty() || l.layer == wants.outputs[k].layer; });
    const bool number = wants.outputs[k].encoding == TargetEncoding::number;
    const Index units = outputs[k].empty() ? 1 : outputs[k].back();
    for (const std::string& name : named(given != data.target.end() ? given->columns : std::vector<std::string>{}, "y" + (k ? std::to_string(k) + "_" : ""),
                                         number ? size_of(outputs[k]) : 1))
      columns.push_back({name, number ? 2 : std::max<Index>(units, 2)});  // 0 and 1 are targets of any loss
  }
  return columns;
}

}  // namespace

Table made_up_table(const Spec& spec, Diagnostics& diagnostics) {
  if (!spec.data.columns.entries.empty())
    diagnostics.error("/data/columns", "without a data file, columns are numbers; got what the columns of a file are", "name the file, too");
  diagnostics.throw_if_any();
  const Network network(spec, diagnostics);
  const std::vector<MadeUpColumn> columns = made_up_columns(spec, network, diagnostics);
  const Index rows = std::max<Index>(fewest_rows, 4 * spec.batch_size);
  std::string text;
  for (const MadeUpColumn& c : columns) text += (text.empty() ? "" : ",") + c.name;
  Index number = 0;
  for (Index r = 0; r < rows; ++r) {
    text += '\n';
    for (std::size_t c = 0; c < columns.size(); ++c, ++number) {
      const std::uint32_t random = random_block(0, stream(StreamKind::synthetic), static_cast<std::uint64_t>(number), 0)[0];
      if (c > 0) text += ',';
      // The first rows have every class.
      if (columns[c].limit > 0) text += std::to_string((r < columns[c].limit ? r : random) % columns[c].limit);
      else text += to_text(static_cast<float>(random >> 8) * 0x1p-23f - 1);
    }
  }
  ReadOptions options;
  options.delimiter = ',';
  options.header = true;
  return parse_csv(std::move(text), "made-up data", options);
}

}  // namespace nntrain
