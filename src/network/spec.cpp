#include "network/spec.h"

#include <algorithm>

#include "callbacks/backup_and_restore.h"

namespace nntrain {

namespace {
constexpr Range batch_rows{1, 16777216, false, false, "from 1 to 16777216"};
constexpr Range steps{1, 2147483647, false, false, "from 1 to 2147483647"};
}

const std::array<Param, 25> Spec::params{
    optional<&Spec::name>("name", "of the job; only for people"),
    required<&Spec::layers>("layers", "the network: a chain, or a graph where layers name their inputs"),
    optional<&Spec::outputs>("outputs", "names of the layers whose outputs are the network's; empty: those that no other layer takes"),
    optional<&Spec::optimizer>("optimizer", "how weights follow their gradients"),
    required<&Spec::loss>("loss", "what is made small; where there are several outputs, a list or an object by output layer"),
    optional<&Spec::loss_weights>("loss_weights", "of each output's loss in the whole; given as losses are"),
    optional<&Spec::metrics>("metrics", "what else the log shows; where there are several outputs, an object by output layer"),
    optional<&Spec::weighted_metrics>("weighted_metrics",
                                      "metrics in which rows count as their weights say; given as metrics are"),
    optional<&Spec::class_weight>("class_weight",
                                  "an object by class, its number or name: how much its rows count in training, else 1; "
                                  "or \"balanced\": each class as much as any other",
                                  non_negative),
    optional<&Spec::epochs>("epochs", "how often all rows are gone through", at_least_one),
    optional<&Spec::initial_epoch>("initial_epoch", "how many of the epochs were trained before", non_negative),
    optional<&Spec::steps_per_epoch>("steps_per_epoch", "where an epoch ends, to go on there in the next; null: after all rows",
                                     steps),
    optional<&Spec::batch_size>("batch_size", "rows a step; with steps_per_epoch alone, what makes so many steps of all rows",
                                batch_rows),
    optional<&Spec::shuffle>("shuffle", "a new order of rows whenever all were gone through; \"batch\": only within each batch"),
    optional<&Spec::validation_split>("validation_split", "the share of rows, the last ones, kept for validation", fraction),
    optional<&Spec::validation_data>("validation_data", "a CSV file for validation, relative to the config; empty: none"),
    optional<&Spec::validation_freq>("validation_freq", "validate after every so many epochs, or after those of a list",
                                     at_least_one),
    optional<&Spec::validation_batch_size>("validation_batch_size", "rows a step of validation; null: batch_size", batch_rows),
    optional<&Spec::validation_steps>("validation_steps", "validate on so many steps of the first rows only; null: on all",
                                      steps),
    optional<&Spec::initial_weights>("initial_weights",
                                     "a model file, relative to the config, a file of weights or the list of them: those "
                                     "whose name and shape the network has are taken"),
    optional<&Spec::callbacks>("callbacks", "what is done after each epoch"),
    optional<&Spec::checkpoint>("checkpoint", "whole states of the run on the disk, from which --resume goes on; null: none"),
    optional<&Spec::on_nan>("on_nan", "what is done about a step that makes the loss or a weight NaN or infinite: the run stops with the model before it, the "
                                      "step is skipped, or its epoch, or the last one that began well, begins again at half the learning rate"),
    optional<&Spec::seed>("seed", "of first weights, order of rows and dropout", non_negative),
    optional<&Spec::data>("data", "how columns become tensors"),
};

void Spec::settle_batch_size(std::int64_t train_rows) {
  if (steps_per_epoch && !batch_size.is_given) batch_size.rows = (train_rows + *steps_per_epoch - 1) / *steps_per_epoch;
}

std::string Spec::check() const {
  if (layers.empty()) return "expected at least one layer";
  if (validation_split > 0 && !validation_data.empty()) return "expected either validation_split or validation_data, not both";
  if (data.split && validation_split > 0) return "expected either validation_split or data.split, not both";
  if (data.split && data.split->validation > 0 && !validation_data.empty() && data.split->kind != SplitKind::column)
    return "expected either validation_data or a validation share of data.split, not both; \"validation\": 0 leaves the split its test";
  if (std::ranges::count_if(callbacks, callbacks::is_backup) + checkpoint.has_value() > 1) return "expected either checkpoint or one callback BackupAndRestore, not both";
  return {};
}

const Kind* metric_named(std::string_view name) {
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const Kind* kind = family_of<MetricFamily>.find(lower);
  return kind && static_cast<const MetricKind*>(kind)->chosen_by_shape ? kind : family_of<MetricFamily>.find(name);
}

void Field<MetricEntry>::read(const Reader& json, MetricEntry& out) {
  if (!json.is_string()) return read_struct(json, MetricEntry::type, MetricEntry::params, &out, nullptr);
  out.name = json.string();
  const Kind* kind = metric_named(out.name);
  if (kind && static_cast<const MetricKind*>(kind)->chosen_by_shape) static_cast<AnyComponent&>(out.metric) = AnyComponent(*kind, kind->create());
  else json.read(out.metric);
}

// Briefly by the name that the log gives it, where that says all.
void Field<MetricEntry>::write(Writer json, const MetricEntry& value) {
  const Kind* named = json.is_brief() && !value.name.empty() ? metric_named(value.name) : nullptr;
  if (named && static_cast<const AnyComponent&>(value.metric) == AnyComponent(*named, named->create())) return json.string(value.name);
  const MetricEntry defaults;
  write_struct(json, MetricEntry::params, &value, &defaults);
}

void Field<MetricEntry>::schema(Schema schema) {
  Field<Metric>::schema(schema.alternative());
  MetricEntry defaults;
  struct_schema(schema.alternative(), MetricEntry::type, MetricEntry::summary, MetricEntry::params, &defaults);
}

SyntheticSpec SyntheticSection::spec() const {
  return {kind, rows, weights, bias, noise, classes, static_cast<std::uint64_t>(seed)};
}

std::string DataSection::check() const {
  if (delimiter && delimiter->size() != 1) return "expected a delimiter of one character";
  if (decimal && *decimal != "." && *decimal != ",") return "expected the decimal \".\" or \",\"";
  return {};
}

DataSpec DataSection::spec() const {
  DataSpec s;
  if (target) {
    if (const auto* name = std::get_if<std::string>(&*target)) s.target = {{"", {*name}}};
    else if (const auto* names = std::get_if<Names>(&*target)) s.target = {{"", *names}};
    else
      for (const auto& [layer, named] : std::get<Keyed<OneOrMany<std::string>>>(*target).entries)
        s.target.push_back({layer, named.values});
  }
  for (const auto& [layer, named] : inputs.entries) s.inputs.push_back({layer, named.values});
  if (sample_weight) {
    if (const auto* name = std::get_if<std::string>(&*sample_weight)) s.sample_weight = {{"", {*name}}};
    else
      for (const auto& [layer, column] : std::get<Keyed<std::string>>(*sample_weight).entries)
        s.sample_weight.push_back({layer, {column}});
  }
  s.features = features;
  s.ignore = ignore;
  s.shape = shape;
  s.missing = missing;
  s.columns = columns;
  s.split = split;
  if (delimiter) s.reading.delimiter = (*delimiter)[0];
  if (decimal) s.reading.decimal = (*decimal)[0];
  s.reading.header = header;
  s.reading.encoding = encoding;
  s.reading.missing_texts = missing_values;
  if (synthetic) s.synthetic = synthetic->spec();
  return s;
}

}  // namespace nntrain
