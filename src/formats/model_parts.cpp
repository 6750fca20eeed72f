#include "formats/model_parts.h"

#include <nlohmann/json.hpp>

#include "columns/category.h"
#include "columns/number.h"
#include "config/named_tensor.h"
#include "config/param.h"
#include "config/tensor_text.h"

namespace nntrain {

// ---- Columns ----

namespace {

// Members that say nothing are left out of the file.
void write_members(Writer json, std::span<const Param> params, const void* value) {
  write_struct(json, params, value);
  Json kept = Json::object();
  for (const auto& [key, member] : json.json().items())
    if (!member.is_null() && !(member.is_array() && member.empty())) kept[key] = member;
  json.json() = std::move(kept);
}

}  // namespace

// Of version 1: {"name", "kind": "number" or "text", "vocabulary"}.
enum class OldKind { number, text };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<OldKind>{"number", "text"};
struct OldColumn {
  std::string name;
  OldKind kind = OldKind::number;
  std::vector<std::string> vocabulary;

  static constexpr std::array params{
      required<&OldColumn::name>("name", "of the column"),
      required<&OldColumn::kind>("kind", "numbers or text"),
      optional<&OldColumn::vocabulary>("vocabulary", "the texts it knows"),
  };
  Column column() const {
    if (kind == OldKind::number) return {name, columns::Number{}};
    columns::Category category{.unknown = Unknown::error};
    if (!vocabulary.empty()) category.vocabulary = vocabulary;
    return {name, category};
  }
};

template <>
struct Field<Column> {
  static constexpr std::array params{
      required<&Column::name>("name", "of the column"),
      inlined<&Column::type>(),
  };
  static void read(const Reader& json, Column& out) {
    if (!json.has("kind")) return read_struct(json, "column", params, &out, nullptr);
    OldColumn old;
    read_struct(json, "column", OldColumn::params, &old, nullptr);
    out = old.column();
  }
  static void write(Writer json, const Column& value) { write_members(json, params, &value); }
  static bool fits(const Reader& json) { return json.is_object(); }
  static void schema(Schema) {}
  static std::string text() { return "a column"; }
};

template <>
struct Field<InputColumns> {
  static constexpr std::array params{
      required<&InputColumns::layer>("layer", "the layer that takes them"),
      required<&InputColumns::encoding>("encoding", "how text becomes numbers"),
      required<&InputColumns::shape>("shape", "of a row", at_least_one),
      required<&InputColumns::columns>("columns", "in order"),
      optional<&InputColumns::vocabulary>("vocabulary", "the texts that the columns share"),
      optional<&InputColumns::index_limit>("index_limit", "whole numbers are below it; 0: any", non_negative),
  };
  static void read(const Reader& json, InputColumns& out) { read_struct(json, "input", params, &out, nullptr); }
  static void write(Writer json, const InputColumns& value) { write_members(json, params, &value); }
  static bool fits(const Reader& json) { return json.is_object(); }
  static void schema(Schema) {}
  static std::string text() { return "an input"; }
};

template <>
struct Field<TargetColumns> {
  static constexpr std::array params{
      required<&TargetColumns::layer>("layer", "the output that they teach"),
      required<&TargetColumns::encoding>("encoding", "how classes become numbers"),
      optional<&TargetColumns::columns>("columns", "in order; none where nothing is learned from the output"),
      required<&TargetColumns::num_classes>("num_classes", "0 where the target is numbers", non_negative),
      optional<&TargetColumns::sample_weight>("sample_weight", "the column that says how much each row counts"),
  };
  static void read(const Reader& json, TargetColumns& out) { read_struct(json, "target", params, &out, nullptr); }
  static void write(Writer json, const TargetColumns& value) { write_members(json, params, &value); }
  static bool fits(const Reader& json) { return json.is_object(); }
  static void schema(Schema) {}
  static std::string text() { return "a target"; }
};

namespace {

constexpr std::array columns_params{
    required<&Columns::missing>("missing", "what is done about rows with an empty cell"),
    required<&Columns::inputs>("inputs", "by input of the network"),
    required<&Columns::targets>("targets", "by output of the network"),
};

}  // namespace

void Field<Columns>::read(const Reader& json, Columns& out) {
  if (!json.is_object()) return json.expected("an object");
  read_struct(json, "columns", columns_params, &out, nullptr);
}

void Field<Columns>::write(Writer json, const Columns& value) { write_struct(json, columns_params, &value); }

// ---- Proof, history, the optimizer's state ----

void Field<Matrix>::read(const Reader& json, Matrix& out) {
  if (!json.is_list() || json.size() == 0 || !json.item(0).is_list() || json.item(0).size() == 0)
    return json.expected("rows of numbers");
  out.width = static_cast<Index>(json.item(0).size());
  std::vector<float> values;
  read_tensor(json, std::array{static_cast<Index>(json.size()), out.width}, values);
  out.values = values;
}

void Field<Matrix>::write(Writer json, const Matrix& value) {
  const Index rows = value.width == 0 ? 0 : static_cast<Index>(value.values.size()) / value.width;
  json.json() = tensor_json(std::array{rows, value.width}, value.values);
}

namespace {

constexpr std::array optimizer_params{
    required<&OptimizerState::steps>("steps", "done", non_negative),
    required<&OptimizerState::learning_rate>("learning_rate", "of the next step"),
    required<&OptimizerState::slots>("slots", "what it keeps of each weight"),
};

}  // namespace

void Field<OptimizerState>::read(const Reader& json, OptimizerState& out) {
  if (!json.is_object()) return json.expected("an object");
  read_struct(json, "optimizer", optimizer_params, &out, nullptr);
}

void Field<OptimizerState>::write(Writer json, const OptimizerState& value) { write_struct(json, optimizer_params, &value); }

void Field<History>::read(const Reader& json, History& out) {
  if (!json.is_object()) return json.expected("an object of lists of numbers");
  for (const auto& [name, series] : json.members()) {
    if (!series.is_list()) return series.expected("a list of numbers");
    std::vector<float> epochs;
    if (!read_tensor(series, std::array{static_cast<Index>(series.size())}, epochs)) return;
    out.emplace_back(name, std::vector<double>(epochs.begin(), epochs.end()));
  }
}

void Field<History>::write(Writer json, const History& value) {
  json.object();
  for (const auto& [name, series] : value) {
    const std::vector<float> epochs(series.begin(), series.end());
    json.member(name).json() = tensor_json(std::array{static_cast<Index>(epochs.size())}, epochs);
  }
}

}  // namespace nntrain
