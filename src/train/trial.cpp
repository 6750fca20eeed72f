#include "train/trial.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "base/text.h"
#include "train/chance.h"
#include "train/predict.h"

namespace nntrain {

namespace {

Matrix taken(const Matrix& from, std::span<const Index> rows) {
  Matrix m{from.width, {}};
  if (from.width == 0) return m;
  for (const Index row : rows) m.values.append(from.row(row).begin(), from.row(row).end());
  return m;
}

// These rows, each counting as much as `weight` says.
Dataset taken(const Dataset& from, std::span<const Index> rows, float weight) {
  Dataset data;
  for (const Matrix& m : from.inputs) data.inputs.push_back(taken(m, rows));
  for (const Matrix& m : from.targets) data.targets.push_back(taken(m, rows));
  for (const Matrix& m : from.targets) data.weights.push_back({m.width > 0 ? 1 : 0, std::vector<float>(m.width > 0 ? rows.size() : 0, weight)});
  data.rows = static_cast<Index>(rows.size());
  data.lines.first = 0;
  for (const Index row : rows) data.lines.steps.push_back(static_cast<std::uint32_t>(from.lines.line(row)));
  data.source = from.source;
  data.parts.train = static_cast<Index>(rows.size());
  return data;
}

double mean_square(const Matrix& m, Index rows) {
  const double numbers = static_cast<double>(rows * m.width);
  double sum = 0;
  for (Index i = 0; i < rows * m.width; ++i) sum += std::pow(static_cast<double>(m.values[static_cast<std::size_t>(i)]), 2) / numbers;
  return sum;
}

void look_at_start(const PreparedRun& prepared, const TrainingRun& run, const FitOptions& options, Trial& trial) {
  constexpr Index most_rows = 1000;
  const std::vector<Index> rows = spread_rows(prepared.train_rows(), std::min(prepared.train_rows(), most_rows));
  Model model;
  model.spec = prepared.spec;
  model.columns = prepared.columns;
  model.weights = run.weights();
  const auto loss_with = [&](float weight) { return evaluate(model, taken(prepared.data, rows, weight), nullptr, options.threads).values[0].value; };
  const double penalty = loss_with(0);  // rows of weight 0 leave what regularizers add
  trial.loss_at_start = loss_with(1) - (std::isfinite(penalty) ? penalty : 0);
  const std::vector<Index>& shape = prepared.output_shapes[0];
  trial.chance = chance_of(prepared.network, shape.empty() ? 1 : shape.back(), taken(prepared.data.targets[0], rows), static_cast<Index>(rows.size()));
}

// As many steps as learn a batch by heart, fewer of a network whose steps take long: a function of its size, not of a clock.
Index steps_for(Index weights, Index rows) {
  constexpr double operations = 3e10;
  return std::clamp<Index>(static_cast<Index>(operations / (6.0 * static_cast<double>(rows) * static_cast<double>(std::max<Index>(weights, 1)))), 30, 300);
}

std::string rate_text(double rate) { return "\"learning_rate\": " + to_text(static_cast<float>(rate)) + " in the optimizer"; }

void check_interrupt(const FitOptions& options) {
  if (options.requests && options.requests->asks_to_stop()) throw Error(options.requests->stop_kind(), "interrupted");
}

void learn_one_batch(const PreparedRun& prepared, TrainingRun& run, const FitOptions& options, Trial& trial, Findings& findings) {
  constexpr Index most_rows = 32;
  trial.batch_rows = std::min({prepared.train_rows(), prepared.spec.batch_size.rows, most_rows});
  const std::vector<Index> rows = spread_rows(prepared.train_rows(), trial.batch_rows);
  const Index steps = steps_for(trial.num_weights, trial.batch_rows);
  trial.batch_first = trial.batch_last = run.step_loss(rows);
  double best = trial.batch_first;
  const double enough = 0.05 * (trial.chance ? std::min(*trial.chance, trial.batch_first) : trial.batch_first);
  for (trial.batch_steps = 1; trial.batch_steps < steps && std::isfinite(trial.batch_last); ++trial.batch_steps) {
    check_interrupt(options);
    trial.batch_last = run.step_loss(rows);
    best = std::min(best, trial.batch_last);
    if (best < enough) break;
  }
  const TargetColumns& target = prepared.columns.targets[0];
  const std::string scale = target.num_classes == 0 && target.class_names().empty() ? "scale inputs and target" : "scale the inputs";
  const double rate = prepared.spec.optimizer.call(&OptimizerKind::learning_rate), usual = default_rate(prepared.spec.optimizer);
  const std::string course = "the loss of one batch of " + count_of(trial.batch_rows, "row") + " goes from " + four_digits(trial.batch_first) + " to " + four_digits(trial.batch_last) + " in " + count_of(trial.batch_steps, "step") + " on nothing but these rows";
  const auto warn = [&](const std::string& message, const std::string& hint) {
    findings.push_back({Severity::warning, ErrorKind::config, "/optimizer", course + ": " + message, hint});
  };
  if (!std::isfinite(trial.batch_last) || trial.batch_last > 2 * std::fabs(trial.batch_first) + 1e-3)
    return warn("training diverges", "take smaller steps: " + rate_text(std::min(rate / 10, usual)) + ", or " + scale);
  const double fallen = trial.batch_first - best;
  if (std::fabs(trial.batch_first) > 1e-6 && fallen < 0.1 * std::fabs(trial.batch_first))
    warn("a network that learns has them by heart by then", scale + ", try larger steps, " + rate_text(std::max(rate * 10, usual)) + ", or look whether the last layer suits the target");
}

// Holds the first loss against chance. A target of numbers that is far from 0 does no harm where its mean is soon learned.
void judge_start(const PreparedRun& prepared, const Trial& trial, Findings& findings) {
  if (!trial.chance || prepared.initial_weights || *trial.chance <= 0) return;
  const bool of_numbers = prepared.network.heads()[0].loss.type() == "MeanSquaredError";
  const double loss = trial.loss_at_start, chance = *trial.chance;
  const std::string both = "the loss begins at " + four_digits(loss) + "; " + (of_numbers ? "the mean of the target alone has " : "chance alone has ") + four_digits(chance);
  const auto warn = [&](const std::string& pointer, const std::string& message, const std::string& hint) {
    findings.push_back({Severity::warning, ErrorKind::config, pointer, both + ": " + message, hint});
  };
  const bool is_large = of_numbers ? loss > 10 * chance && !(trial.batch_last < chance) : !(loss <= 3 * chance);
  if (is_large && of_numbers && loss < 3 * mean_square(prepared.data.targets[0], prepared.train_rows()))
    return warn("/loss", "the target is far from 0, and many steps go by before its mean is learned",
                "scale it: \"data\": {\"columns\": {" + quoted(prepared.columns.targets[0].columns[0].name, 1000) +
                    ": {\"type\": \"number\", \"treatment\": \"z_score\"}}}; predictions and metrics stay in its unit");
  if (is_large)
    return warn("/layers", of_numbers ? "the first answers are far too large" : "the first answers are sure of themselves, and wrong",
                R"(scale the inputs: { "type": "Normalization" } first among the layers, or draw smaller first weights)");
  if (loss < 0.3 * chance) warn("/layers", "the network knows the answer before it has learned", "look whether an input holds the target");
}

std::uint64_t bytes_of(const Dataset& data) {
  std::uint64_t numbers = 0;
  for (const auto* matrices : {&data.inputs, &data.targets, &data.weights})
    for (const Matrix& m : *matrices) numbers += m.values.size();
  return numbers * sizeof(float) + data.lines.steps.size() * sizeof(std::uint32_t);
}

// The time of real steps; the first ones warm up.
void measure_steps(const PreparedRun& prepared, TrainingRun& run, const FitOptions& options, Trial& trial) {
  const Index rows = prepared.train_rows(), batch = std::min<Index>(prepared.spec.batch_size, rows);
  trial.steps_an_epoch = prepared.spec.steps_per_epoch.value_or((rows + prepared.spec.batch_size - 1) / prepared.spec.batch_size);
  std::vector<Index> list(static_cast<std::size_t>(batch));
  constexpr std::int64_t long_enough = 100'000'000;
  constexpr Index warm_up = 2, most = 200;
  std::int64_t begin = 0, now = 0;
  Index step = 0;
  for (; step < warm_up + most && (step <= warm_up || now - begin < long_enough); ++step) {
    if (step == warm_up) begin = options.log.now_ns();
    std::iota(list.begin(), list.end(), step * batch % (rows - batch + 1));
    check_interrupt(options);
    run.step(list);
    now = options.log.now_ns();
  }
  trial.seconds_a_step = static_cast<double>(now - begin) * 1e-9 / static_cast<double>(step - warm_up);
}

}  // namespace

double default_rate(const Optimizer& optimizer) { return optimizer.kind().learning_rate(optimizer.kind().create().get()); }

std::vector<Index> spread_rows(Index rows, Index count) {
  std::vector<Index> list;
  for (Index i = 0; i < count; ++i) list.push_back(i * rows / count);
  return list;
}

std::string four_digits(double x) {
  if (std::isnan(x)) return "nan";  // printf shows the sign
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.4g", x);
  return text.data();
}

Trial try_out(const PreparedRun& prepared, Diagnostics& diagnostics, const FitOptions& options, Findings& findings) {
  const std::unique_ptr<TrainingRun> run = prepared.start(diagnostics, options);
  Trial trial;
  for (const Weight& weight : run->known_weights()) trial.num_weights += weight.shape.size();
  trial.data_bytes = bytes_of(prepared.data) + (prepared.other_validation ? bytes_of(*prepared.other_validation) : 0) + (prepared.test ? bytes_of(*prepared.test) : 0);
  trial.state_bytes = run->state_bytes();
  trial.state_copies = run->state_copies();
  trial.program_bytes = run->program_bytes();
  look_at_start(prepared, *run, options, trial);
  learn_one_batch(prepared, *run, options, trial, findings);
  judge_start(prepared, trial, findings);
  measure_steps(prepared, *run, options, trial);
  return trial;
}

}  // namespace nntrain
