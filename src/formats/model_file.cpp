#include "formats/model_file.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "config/config.h"
#include "config/json_text.h"
#include "network/network.h"
#include "train/predict.h"

namespace nntrain {

namespace {

constexpr std::string_view format_name = "nntrain-model";
constexpr std::int64_t version = 1;
constexpr std::size_t max_rank = 16;

// ---- Tensors ----

// The values from `at` on as nested lists of this shape.
Json nested(std::span<const Index> shape, const float*& at) {
  if (shape.empty()) return float_json(*at++);
  Json list = Json::array();
  auto& items = list.get_ref<Json::array_t&>();
  items.reserve(static_cast<std::size_t>(shape[0]));
  for (Index i = 0; i < shape[0]; ++i) items.push_back(nested(shape.subspan(1), at));
  return list;
}

Json tensor_json(std::span<const Index> shape, std::span<const float> values) {
  const float* at = values.data();
  return nested(shape, at);
}

// A number that is a finite float32 or null, which stands for NaN. What is wrong with it, or "".
std::string read_float(const Json& json, float& out) {
  if (json.is_null()) {
    out = std::numeric_limits<float>::quiet_NaN();
    return {};
  }
  if (!json.is_number()) return "expected a number; got " + short_json(json);
  out = static_cast<float>(json.get<double>());
  return std::isfinite(out) ? std::string() : "expected a number that float32 can hold; got " + short_json(json);
}

// Appends the numbers of nested lists of this shape. Reports the first that is wrong, at its place, and returns false.
bool read_nested(const Reader& at, const Json& json, std::span<const Index> shape, std::vector<float>& out) {
  if (shape.empty()) {
    float value = 0;
    const std::string fault = read_float(json, value);
    if (!fault.empty()) at.with_value(json).error(fault);
    out.push_back(value);
    return fault.empty();
  }
  if (!json.is_array() || json.size() != static_cast<std::size_t>(shape[0])) {
    at.error("expected a list of " + std::to_string(shape[0]) + (shape.size() == 1 ? " numbers" : " lists") + "; got " +
             (json.is_array() ? "a list of " + std::to_string(json.size()) : short_json(json)));
    return false;
  }
  if (shape.size() > 1 || !std::all_of(json.begin(), json.end(), [](const Json& item) { return item.is_number_float(); })) {
    for (std::size_t i = 0; i < json.size(); ++i)
      if (!read_nested(at.item(i), json[i], shape.subspan(1), out)) return false;
    return true;
  }
  for (const Json& item : json) {  // the usual case, without a pointer for each number
    const auto value = static_cast<float>(item.get_ref<const double&>());
    if (!std::isfinite(value)) {
      at.item(static_cast<std::size_t>(&item - &json[0])).error("expected a number that float32 can hold; got " + short_json(item));
      return false;
    }
    out.push_back(value);
  }
  return true;
}

}  // namespace

// ---- How the parts of a model stand in JSON ----

template <>
inline constexpr std::array<std::string_view, 2> enum_names<InputEncoding>{"one_hot", "index"};
template <>
inline constexpr std::array<std::string_view, 3> enum_names<TargetEncoding>{"number", "class_index", "one_hot"};
template <>
inline constexpr std::array<std::string_view, 2> enum_names<ColumnKind>{"number", "text"};

namespace {

// Members that say nothing are left out of the file.
void write_members(Writer json, std::span<const Param> params, const void* value) {
  write_struct(json, params, value);
  Json kept = Json::object();
  for (const auto& [key, member] : json.json().items())
    if (!(member.is_array() && member.empty())) kept[key] = member;
  json.json() = std::move(kept);
}

}  // namespace

template <>
struct Field<Column> {
  static constexpr std::array params{
      required<&Column::name>("name", "of the column"),
      required<&Column::kind>("kind", "numbers or text"),
      optional<&Column::vocabulary>("vocabulary", "the texts it knows"),
  };
  static void read(const Reader& json, Column& out) { read_struct(json, "column", params, &out, nullptr); }
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
      required<&TargetColumns::columns>("columns", "in order"),
      required<&TargetColumns::num_classes>("num_classes", "0 where the target is numbers", non_negative),
  };
  static void read(const Reader& json, TargetColumns& out) { read_struct(json, "target", params, &out, nullptr); }
  static void write(Writer json, const TargetColumns& value) { write_members(json, params, &value); }
  static bool fits(const Reader& json) { return json.is_object(); }
  static void schema(Schema) {}
  static std::string text() { return "a target"; }
};

template <>
struct Field<Columns> {
  static constexpr std::array params{
      required<&Columns::missing>("missing", "what is done about rows with an empty cell"),
      required<&Columns::inputs>("inputs", "by input of the network"),
      required<&Columns::targets>("targets", "by output of the network"),
  };
  static void read(const Reader& json, Columns& out) { read_struct(json, "columns", params, &out, nullptr); }
  static void write(Writer json, const Columns& value) { write_struct(json, params, &value); }
  static bool fits(const Reader& json) { return json.is_object(); }
  static void schema(Schema) {}
  static std::string text() { return "an object"; }
};

template <>
struct Field<NamedTensor> {
  static void write(Writer json, const NamedTensor& value) {
    json.object();
    json.member("name").string(value.name);
    json.member("shape").json() = value.shape;
    json.member("values").json() = tensor_json(value.shape, value.values);
  }
  static void read(const Reader& json, NamedTensor& out) {
    for (const std::string_view key : {"name", "shape", "values"})
      if (!json.has(key)) return json.error("expected a weight with \"name\", \"shape\" and \"values\"", "");
    const std::size_t errors = json.num_errors();
    json.member("name").read(out.name);
    json.member("shape").with_range(at_least_one).read(out.shape);
    if (json.num_errors() > errors) return;
    if (out.shape.size() > max_rank)
      return json.member("shape").error("expected at most " + std::to_string(max_rank) + " dimensions; got " +
                                        std::to_string(out.shape.size()));
    read_nested(json.member("values"), json.member("values").json(), out.shape, out.values);
  }
};

// Rows of numbers; all of one width.
template <>
struct Field<Matrix> {
  static void write(Writer json, const Matrix& value) {
    const Index rows = value.width == 0 ? 0 : static_cast<Index>(value.values.size()) / value.width;
    json.json() = tensor_json(std::array{rows, value.width}, value.values);
  }
  static void read(const Reader& json, Matrix& out) {
    if (!json.is_list() || json.size() == 0 || !json.item(0).is_list() || json.item(0).size() == 0)
      return json.expected("rows of numbers");
    out.width = static_cast<Index>(json.item(0).size());
    read_nested(json, json.json(), std::array{static_cast<Index>(json.size()), out.width}, out.values);
  }
};

template <>
struct Field<History> {
  static void write(Writer json, const History& value) {
    json.object();
    for (const auto& [name, series] : value) {
      const std::vector<float> epochs(series.begin(), series.end());
      json.member(name).json() = tensor_json(std::array{static_cast<Index>(epochs.size())}, epochs);
    }
  }
  static void read(const Reader& json, History& out) {
    if (!json.is_object()) return json.expected("an object of lists of numbers");
    for (const auto& [name, series] : json.members()) {
      if (!series.is_list()) return series.expected("a list of numbers");
      std::vector<float> epochs;
      if (!read_nested(series, series.json(), std::array{static_cast<Index>(series.size())}, epochs)) return;
      out.emplace_back(name, std::vector<double>(epochs.begin(), epochs.end()));
    }
  }
};

namespace {

template <class T>
void write_list(Writer json, const std::vector<T>& values) {
  json.list();
  for (const T& value : values) json.item().write(value);
}

template <class T>
void read_list(const Reader& json, std::vector<T>& out) {
  if (!json.is_list()) return json.expected("a list");
  out.resize(json.size());
  for (std::size_t i = 0; i < out.size(); ++i) json.item(i).read(out[i]);
}

// ---- Do the parts fit each other? ----

// Vocabularies are searched by halving: they must be sorted, each text once.
void check_vocabulary(const Reader& json, const std::vector<std::string>& vocabulary) {
  for (std::size_t i = 1; i < vocabulary.size(); ++i)
    if (!(vocabulary[i - 1] < vocabulary[i])) return json.member("vocabulary").item(i).error("the texts are not sorted");
}

void check_columns(const Reader& json, const std::vector<Column>& columns, bool may_lack_vocabulary) {
  if (columns.empty()) return json.member("columns").error("expected at least one column");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Reader column = json.member("columns").item(i);
    check_vocabulary(column, columns[i].vocabulary);
    if (columns[i].kind == ColumnKind::text && columns[i].vocabulary.empty() && !may_lack_vocabulary)
      column.error("a text column needs its \"vocabulary\"");
  }
}

void check_input(const Reader& json, const InputColumns& input, const InputWant& want) {
  if (input.layer != want.layer)
    return json.error("expected the columns of layer " + quoted(want.layer) + "; got " + quoted(input.layer));
  if (input.encoding != want.encoding)
    return json.member("encoding").error("the network wants " + quoted(enum_names<InputEncoding>[static_cast<std::size_t>(want.encoding)]));
  if (input.index_limit != want.index_limit)
    return json.error("the network wants whole numbers below " + std::to_string(want.index_limit) + "; got " +
                      std::to_string(input.index_limit));
  check_columns(json, input.columns, input.encoding == InputEncoding::index);
  check_vocabulary(json, input.vocabulary);
  Index left = input.row_size();  // divided by each dimension: the product of hostile ones does not fit an Index
  for (const Index size : input.shape) {
    if (left % size != 0) left = 0;
    left /= size;
  }
  if (left != 1)
    json.member("shape").error("the columns make " + count_of(input.row_size(), "number") + " a row; got shape " + shape_text(input.shape));
}

void check_target(const Reader& json, const TargetColumns& target, const OutputWant& want) {
  if (target.layer != want.layer)
    return json.error("expected the columns of output " + quoted(want.layer) + "; got " + quoted(target.layer));
  if (target.encoding != want.encoding)
    return json.member("encoding").error("the loss wants " + quoted(enum_names<TargetEncoding>[static_cast<std::size_t>(want.encoding)]));
  check_columns(json, target.columns, false);
  constexpr Index most_classes = 1 << 24;  // float32 holds every whole number below
  if (target.num_classes > most_classes) json.member("num_classes").error("expected at most " + std::to_string(most_classes));
  const auto names = static_cast<Index>(target.class_names().size());
  if (target.encoding != TargetEncoding::number && names > 0 && target.num_classes != names)
    json.member("num_classes").error("the target has " + count_of(names, "class") + "; got " + std::to_string(target.num_classes));
}

void check_proof_shape(const Reader& json, const Model& model) {
  const Proof& proof = model.proof;
  const auto check = [&](std::string_view key, const std::vector<Matrix>& matrices, std::size_t expected) {
    if (matrices.size() != expected)
      return json.member(key).error("expected rows of " + std::to_string(expected) + "; got " + std::to_string(matrices.size()));
    for (std::size_t i = 0; i < matrices.size(); ++i)
      if (matrices[i].values.size() / static_cast<std::size_t>(matrices[i].width) !=
          proof.inputs[0].values.size() / static_cast<std::size_t>(proof.inputs[0].width))
        return json.member(key).item(i).error("expected as many rows as the first input has");
  };
  check("inputs", proof.inputs, model.columns.inputs.size());
  check("outputs", proof.outputs, model.columns.targets.size());
  for (std::size_t i = 0; i < proof.inputs.size() && i < model.columns.inputs.size(); ++i)
    if (proof.inputs[i].width != model.columns.inputs[i].row_size())
      json.member("inputs").item(i).error("expected rows of " + count_of(model.columns.inputs[i].row_size(), "number") + "; got " +
                                          std::to_string(proof.inputs[i].width));
}

void check_against_network(const Reader& json, const Model& model, Diagnostics& diagnostics) {
  Diagnostics config;
  NetworkWants wants;
  try {
    wants = Network(model.spec, config).wants();
  } catch (const Error&) {
    for (const Diagnostic& fault : config.items()) diagnostics.error("/config" + fault.pointer, fault.message, fault.hint);
    return;
  }
  const Reader columns = json.member("columns");
  const auto check = [&](std::string_view key, const auto& found, const auto& wanted, auto check_one) {
    const Reader list = columns.member(key);
    if (found.size() != wanted.size())
      return list.error("the network has " + std::to_string(wanted.size()) + "; got " + std::to_string(found.size()));
    for (std::size_t i = 0; i < found.size(); ++i) check_one(list.item(i), found[i], wanted[i]);
  };
  check("inputs", model.columns.inputs, wants.inputs, check_input);
  check("targets", model.columns.targets, wants.outputs, check_target);
}

// Whether it is a model of a version known here; reports why not.
bool is_known(const Reader& json) {
  if (!json.has("format") || !json.member("format").is_string() || json.member("format").string() != format_name) {
    json.error("this is not a model file: expected \"format\": " + quoted(format_name), "a model file is what \"nntrain fit\" writes");
    return false;
  }
  if (!json.has("version") || !json.member("version").is_integer()) {
    json.error("expected a \"version\"");
  } else if (json.member("version").integer() != version) {
    json.member("version").error("expected version " + std::to_string(version) + "; got " + json.member("version").shown(),
                                 "it was written by another nntrain: read it with that one, or train again");
  } else {
    return true;
  }
  return false;
}

Model read_document(const Json& document, Diagnostics& diagnostics) {
  Model model;
  const Reader json(document, {}, diagnostics);
  if (!is_known(json)) return model;
  constexpr std::array<std::string_view, 5> keys{"config", "columns", "weights", "history", "proof"};
  for (const std::string_view key : keys)
    if (!json.has(key)) json.error("expected a member " + quoted(key), "the file is not whole: train the model again");
  for (const auto& [key, member] : json.members())
    if (key != "format" && key != "version" && std::find(keys.begin(), keys.end(), key) == keys.end())
      member.key_error("unknown key " + quoted(key));
  if (!diagnostics.empty()) return model;
  json.member("config").read(model.spec);
  json.member("columns").read(model.columns);
  read_list(json.member("weights"), model.weights);
  json.member("history").read(model.history);
  const Reader proof = json.member("proof");
  if (!proof.has("inputs") || !proof.has("outputs")) {
    proof.error("expected \"inputs\" and \"outputs\"");
  } else {
    read_list(proof.member("inputs"), model.proof.inputs);
    read_list(proof.member("outputs"), model.proof.outputs);
  }
  if (diagnostics.empty()) check_against_network(json, model, diagnostics);
  if (diagnostics.empty()) check_proof_shape(proof, model);
  return model;
}

}  // namespace

std::string model_text(const Model& model) {
  Json document;
  Writer json(document);
  json.object();
  json.member("format").string(format_name);
  json.member("version").integer(version);
  json.member("config").write(model.spec);
  json.member("columns").write(model.columns);
  write_list(json.member("weights"), model.weights);
  json.member("history").write(model.history);
  Writer proof = json.member("proof");
  proof.object();
  write_list(proof.member("inputs"), model.proof.inputs);
  write_list(proof.member("outputs"), model.proof.outputs);
  return json_text(document);
}

std::string weights_text(std::span<const NamedTensor> weights) {
  Json list = Json::array();
  Writer json(list);
  for (const NamedTensor& weight : weights) json.item().write(weight);
  return json_text(list);
}

namespace {

void throw_if_any(const Diagnostics& diagnostics) {
  try {
    diagnostics.throw_if_any();
  } catch (Error& error) {
    error.kind = ErrorKind::model_file;
    throw;
  }
}

Model parse(Diagnostics& diagnostics) {
  Json document;
  Model model;
  if (diagnostics.source().text.find_first_not_of(" \t\r\n") == std::string::npos)
    throw Error(ErrorKind::model_file, "the file is empty; expected a model", diagnostics.source().file);
  if (parse_json(diagnostics, document)) model = read_document(document, diagnostics);
  throw_if_any(diagnostics);
  return model;
}

}  // namespace

Model parse_model(std::string text, const std::string& file) {
  Diagnostics diagnostics({file, std::move(text), {}});
  return parse(diagnostics);
}

Model read_model(const std::string& path) {
  Diagnostics diagnostics({path, read_file(path), {}});
  Model model = parse(diagnostics);
  try {
    check_proof(model);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::model_file) throw;
    diagnostics.error(error.where, error.message, error.hint);  // at its place in the text
    throw_if_any(diagnostics);
  }
  return model;
}

bool is_model_text(std::string_view text) {
  const auto key = text.find("\"format\"");
  return key != std::string_view::npos && text.substr(0, key).find_first_not_of(" \t\r\n{\xEF\xBB\xBF") == std::string_view::npos;
}

}  // namespace nntrain
