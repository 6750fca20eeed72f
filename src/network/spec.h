// The training job as a value: what a config file says. Each section is a described struct (config/param.h), from which
// reading, checking, writing, the JSON Schema and the reference follow.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/one_of.h"
#include "callbacks/monitor.h"
#include "config/named_tensor.h"
#include "columns/columns.h"
#include "layers/layer_entry.h"
#include "losses/loss.h"
#include "metrics/metric.h"
#include "network/per_output.h"
#include "optimizers/optimizer.h"

namespace nntrain {

// An entry of "metrics": a name, which is then the name in the log too, or an object.
struct MetricEntry {
  static constexpr std::string_view type = "metric_entry", summary = "A metric.";

  Metric metric;
  std::string name;

  static constexpr std::array params{
      inlined<&MetricEntry::metric>(),
      optional<&MetricEntry::name>("name", "its name in the log; empty: Keras' automatic one"),
  };
};
// The metric that a string means, or null. Compile understands some names in another way than Keras' classes do.
const Kind* metric_named(std::string_view name);

template <>
struct Field<MetricEntry> {
  static bool fits(const Reader& json) { return Field<Metric>::fits(json); }
  static void read(const Reader& json, MetricEntry& out);
  static void write(Writer json, const MetricEntry& value);
  static void schema(Schema schema);
  static std::string text() { return Field<Metric>::text(); }
};

template <>
inline constexpr std::array<std::string_view, 2> enum_names<Missing>{"error", "drop"};
template <>
inline constexpr std::array<std::string_view, 2> enum_names<Encoding>{"utf-8", "latin-1"};
template <>
inline constexpr std::array<std::string_view, 7> enum_names<SyntheticKind>{"linear",  "blobs", "moons", "circles",
                                                                          "spirals", "sine",  "xor"};

// "data.synthetic": made-up data instead of a file; the same as gen-synthetic writes.
struct SyntheticSection {
  static constexpr std::string_view type = "synthetic", summary = "Made-up data instead of a file.";

  SyntheticKind kind = SyntheticKind::linear;
  std::int64_t rows = SyntheticSpec{}.rows;
  std::vector<double> weights = SyntheticSpec{}.weights;
  double bias = SyntheticSpec{}.bias, noise = SyntheticSpec{}.noise;
  std::int64_t classes = SyntheticSpec{}.classes;
  std::int64_t seed = 0;

  static constexpr std::array params{
      optional<&SyntheticSection::kind>("kind", "what the data look like"),
      optional<&SyntheticSection::rows>("rows", "number of rows", at_least_one),
      optional<&SyntheticSection::weights>("weights", "linear: the slope of each input"),
      optional<&SyntheticSection::bias>("bias", "linear: the intercept"),
      optional<&SyntheticSection::noise>("noise", "standard deviation of the noise", non_negative),
      optional<&SyntheticSection::classes>("classes", "blobs, circles, spirals: number of classes", at_least_one),
      optional<&SyntheticSection::seed>("seed", "of the random numbers", non_negative),
  };
  SyntheticSpec spec() const;
};

// "data": how columns become tensors.
struct DataSection {
  static constexpr std::string_view type = "data", summary = "How the columns of a CSV file become tensors.";
  using Names = std::vector<std::string>;

  std::optional<std::variant<std::string, Names, Keyed<OneOrMany<std::string>>>> target;
  Names features, ignore;
  Keyed<ColumnType> columns;
  Missing missing = Missing::error;
  Names missing_values = default_missing_texts();
  std::optional<SplitSpec> split;
  std::vector<std::int64_t> shape;
  Keyed<OneOrMany<std::string>> inputs;
  std::optional<std::variant<std::string, Keyed<std::string>>> sample_weight;
  std::optional<std::string> delimiter, decimal;
  std::optional<bool> header;
  std::optional<Encoding> encoding;
  std::optional<SyntheticSection> synthetic;

  static constexpr std::array params{
      optional<&DataSection::target>(
          "target", "the target column, a list of them, or an object of them by output layer; null: the last column"),
      optional<&DataSection::features>("features", "the input columns; empty: all that are neither target nor ignored"),
      optional<&DataSection::ignore>("ignore", "columns not to look at"),
      optional<&DataSection::columns>(
          "columns", "what columns are (\"nntrain columns\" lists it), by name; of others the training rows decide: number, "
                     "boolean, date or category"),
      optional<&DataSection::missing>("missing", "what to do about a row with an empty cell, where its column does not say"),
      optional<&DataSection::missing_values>("missing_values", "texts of cells that count as empty"),
      optional<&DataSection::split>("split", "which rows train, validate and test; null: validation_split"),
      optional<&DataSection::shape>("shape", "the input columns of a row, row-major, become this tensor", at_least_one),
      optional<&DataSection::inputs>("inputs", "the input columns of each input layer"),
      optional<&DataSection::sample_weight>(
          "sample_weight", "the column that says how much each row counts, or an object of them by output layer"),
      optional<&DataSection::delimiter>("delimiter", "one character between cells; null: found by itself"),
      optional<&DataSection::decimal>("decimal", "what stands before a number's decimals; null: found by itself"),
      optional<&DataSection::encoding>("encoding", "of the file's text; null: utf-8, and cells that are not are read as latin-1"),
      optional<&DataSection::header>("header", "whether the first line holds names; null: found by itself"),
      optional<&DataSection::synthetic>("synthetic", "made-up data instead of a file"),
  };
  std::string check() const;
  DataSpec spec() const;
};

// "shuffle": "batch": the rows of each batch, which stay together.
enum class ShuffleRows { batch };
template <>
inline constexpr std::array<std::string_view, 1> enum_names<ShuffleRows>{"batch"};

// Rows a step. Where the config says nothing it is 32, or as many as make steps_per_epoch steps of all rows.
struct BatchSize {
  std::int64_t rows = 32;
  bool is_given = false;

  BatchSize() = default;
  BatchSize(std::int64_t given_rows) : rows(given_rows), is_given(true) {}
  operator std::int64_t() const { return rows; }
};
template <>
struct Field<BatchSize> : Field<std::int64_t> {
  static void read(const Reader& json, BatchSize& out) {
    std::int64_t rows = 0;
    const std::size_t errors = json.num_errors();
    json.read(rows);
    if (json.num_errors() == errors) out = rows;
  }
  static void write(Writer json, const BatchSize& value) { json.integer(value.rows); }
};

// "class_weight": "balanced": each class counts as much as any other.
enum class ClassWeights { balanced };
template <>
inline constexpr std::array<std::string_view, 1> enum_names<ClassWeights>{"balanced"};

// "checkpoint": whole states of a run, from which it can go on.
struct CheckpointSection {
  static constexpr std::string_view type = "checkpoint", summary = "Writes whole states of a run, from which it can go on.";

  std::string dir = "checkpoints";
  std::optional<std::int64_t> every_epochs, every_steps;
  std::optional<double> every_seconds;
  std::int64_t keep = 2;
  std::optional<std::string> monitor;
  callbacks::MonitorMode mode = callbacks::MonitorMode::automatic;

  // As often as it costs little.
  bool is_automatic() const { return !every_epochs && !every_steps && !every_seconds; }

  static constexpr std::array params{
      optional<&CheckpointSection::dir>("dir", "the folder they go to, relative to the working directory"),
      optional<&CheckpointSection::every_epochs>("every_epochs", "one after every so many epochs", at_least_one),
      optional<&CheckpointSection::every_steps>("every_steps", "one after every so many steps", at_least_one),
      optional<&CheckpointSection::every_seconds>(
          "every_seconds", "one after so many seconds; nothing said of epochs, steps and seconds: as often as it takes a hundredth of the time at most",
          positive),
      optional<&CheckpointSection::keep>("keep", "the last so many stay, and the best of those written at an epoch's end", at_least_one),
      optional<&CheckpointSection::monitor>("monitor", "the value that tells the best, by its name in the log; null: val_loss, or loss where nothing validates"),
      optional<&CheckpointSection::mode>("mode", "whether less or more is better; auto: as the value itself knows"),
  };
  std::string check() const { return dir.empty() ? "expected a dir" : ""; }
};

// "on_nan": what is done about a step that leaves a number behind that is not finite.
enum class OnNan { stop, skip, rollback };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<OnNan>{"stop", "skip", "rollback"};

// The metrics of one output; also none (null).
using MetricGroup = std::optional<OneOrMany<MetricEntry>>;

// The whole config file.
struct Spec {
  static constexpr std::string_view type = "config", summary = "A training job: network, optimizer, loss, metrics, data.";

  std::string name;
  std::vector<LayerEntry> layers;
  std::vector<std::string> outputs;
  Optimizer optimizer = "rmsprop";
  PerOutput<std::optional<Loss>> loss;  // null: an output that nothing is learned from
  PerOutput<double> loss_weights{1.0};
  PerOutput<MetricGroup> metrics{std::vector<MetricGroup>{}}, weighted_metrics{std::vector<MetricGroup>{}};
  std::variant<Keyed<double>, ClassWeights> class_weight;
  std::int64_t epochs = 1, initial_epoch = 0;
  std::optional<std::int64_t> steps_per_epoch;
  BatchSize batch_size;
  std::variant<bool, ShuffleRows> shuffle = true;
  double validation_split = 0;
  std::string validation_data;
  OneOf<std::int64_t, std::vector<std::int64_t>> validation_freq = std::int64_t{1};
  std::optional<std::int64_t> validation_batch_size, validation_steps;
  std::optional<OneOf<std::string, std::vector<NamedTensor>>> initial_weights;
  std::vector<Callback> callbacks;
  std::optional<CheckpointSection> checkpoint;
  OnNan on_nan = OnNan::stop;
  std::int64_t seed = 0;
  DataSection data;

  static const std::array<Param, 25> params;
  // As Keras: steps_per_epoch without a batch_size is so many steps of all rows.
  void settle_batch_size(std::int64_t train_rows);
  std::string check() const;
  bool weights_classes() const {
    const auto* by_class = std::get_if<Keyed<double>>(&class_weight);
    return !by_class || !by_class->entries.empty();
  }
};

}  // namespace nntrain
