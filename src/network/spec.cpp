#include "network/spec.h"

namespace nntrain {

using LossField = Field<std::variant<Loss, Keyed<Loss>>>;
void LossField::read(const Reader& json, std::variant<Loss, Keyed<Loss>>& out) {
  if (json.is_object() && !json.has("type")) json.read(out.emplace<Keyed<Loss>>());
  else json.read(out.emplace<Loss>());
}
void LossField::write(Writer json, const std::variant<Loss, Keyed<Loss>>& value) {
  std::visit([&](const auto& held) { json.write(held); }, value);
}
void LossField::schema(Schema schema) {
  Field<Loss>::schema(schema.alternative());
  Field<Keyed<Loss>>::schema(schema.alternative());
}

namespace {
constexpr Range batch_rows{1, 16777216, false, false, "from 1 to 16777216"};
}

const std::array<Param, 17> Spec::params{
    optional<&Spec::name>("name", "of the job; only for people"),
    required<&Spec::layers>("layers", "the network: a chain, or a graph where layers name their inputs"),
    optional<&Spec::optimizer>("optimizer", "how weights follow their gradients"),
    required<&Spec::loss>("loss", "what is made small; an object by output layer where there are several outputs"),
    optional<&Spec::loss_weights>("loss_weights", "of each output's loss in the whole; 1 where nothing is said"),
    optional<&Spec::metrics>("metrics", "what else the log shows; an object by output layer where there are several outputs"),
    optional<&Spec::weighted_metrics>("weighted_metrics",
                                      "metrics in which rows count as their weights say; given as metrics are"),
    optional<&Spec::class_weight>("class_weight",
                                  "an object by class, its number or name: how much its rows count in training; else 1",
                                  non_negative),
    optional<&Spec::epochs>("epochs", "how often all rows are gone through", at_least_one),
    optional<&Spec::batch_size>("batch_size", "rows a step", batch_rows),
    optional<&Spec::shuffle>("shuffle", "a new order of rows in every epoch"),
    optional<&Spec::validation_split>("validation_split", "the share of rows, the last ones, kept for validation", fraction),
    optional<&Spec::validation_data>("validation_data", "a CSV file for validation, relative to the config; empty: none"),
    optional<&Spec::validation_freq>("validation_freq", "validate after every so many epochs", at_least_one),
    optional<&Spec::callbacks>("callbacks", "what is done after each epoch"),
    optional<&Spec::seed>("seed", "of first weights, order of rows and dropout", non_negative),
    optional<&Spec::data>("data", "how columns become tensors"),
};

std::string Spec::check() const {
  if (layers.empty()) return "expected at least one layer";
  if (validation_split > 0 && !validation_data.empty()) return "expected either validation_split or validation_data, not both";
  return {};
}

void Field<MetricEntry>::read(const Reader& json, MetricEntry& out) {
  if (!json.is_string()) return read_struct(json, MetricEntry::type, MetricEntry::params, &out, nullptr);
  json.read(out.metric);
  out.name = json.string();
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
  return {};
}

DataSpec DataSection::spec() const {
  DataSpec s;
  if (target) {
    if (const auto* name = std::get_if<std::string>(&*target)) s.target = {{"", {*name}}};
    else if (const auto* names = std::get_if<Names>(&*target)) s.target = {{"", *names}};
    else
      for (const auto& [layer, columns] : std::get<Keyed<OneOrMany<std::string>>>(*target).entries)
        s.target.push_back({layer, columns.values});
  }
  for (const auto& [layer, columns] : inputs.entries) s.inputs.push_back({layer, columns.values});
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
  if (delimiter) s.delimiter = (*delimiter)[0];
  s.header = header;
  if (synthetic) s.synthetic = synthetic->spec();
  return s;
}

}  // namespace nntrain
