#include "formats/model_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "columns/category.h"
#include "columns/number.h"
#include "config/config.h"
#include "config/json_text.h"
#include "formats/model_parts.h"
#include "network/network.h"
#include "train/model_error.h"
#include "train/predict.h"

namespace nntrain {

namespace {

constexpr std::string_view format_name = "nntrain-model";
constexpr std::int64_t version = 2;  // 1: columns had a "kind" and a "vocabulary"

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
    if (!(vocabulary[i - 1] < vocabulary[i]))
      return json.member("vocabulary").item(i).error("the texts are not sorted");
}

void check_columns(const Reader& json, const std::vector<Column>& columns, const InputColumns* input) {
  if (columns.empty())
    return (json.has("columns") ? json.member("columns") : json).error("expected at least one column in \"columns\"");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Reader column = json.member("columns").item(i);
    const ColumnType& type = columns[i].type;
    if (!type) continue;  // reported
    try {
      type.call(&ColumnTypeKind::flow);
    } catch (const Error& error) {
      column.error(error.message, error.hint);
    }
    if (type.call(&ColumnTypeKind::must_learn) && !(input && input->shares_vocabulary(columns[i])))
      column.error("the column lacks what its type has learnt", "the file is not whole: train the model again");
  }
}

void check_input(const Reader& json, const InputColumns& input, const InputWant& want) {
  if (input.layer != want.layer)
    return json.error("expected the columns of layer " + quoted(want.layer) + "; got " + quoted(input.layer));
  if (input.encoding != want.encoding)
    return json.member("encoding")
        .error("the network wants " + quoted(enum_names<InputEncoding>[static_cast<std::size_t>(want.encoding)]));
  if (input.index_limit != want.index_limit)
    return json.error("the network wants whole numbers below " + std::to_string(want.index_limit) + "; got " +
                      std::to_string(input.index_limit));
  check_columns(json, input.columns, &input);
  check_vocabulary(json, input.vocabulary);
  Index left = input.row_size();  // divided by each dimension: the product of hostile ones does not fit an Index
  for (const Index size : input.shape) {
    if (left % size != 0) left = 0;
    left /= size;
  }
  if (left != 1)
    json.member("shape").error("the columns make " + count_of(input.row_size(), "number") + " a row; got shape " +
                               shape_text(input.shape));
}

void check_target(const Reader& json, const TargetColumns& target, const OutputWant& want) {
  if (target.layer != want.layer)
    return json.error("expected the columns of output " + quoted(want.layer) + "; got " + quoted(target.layer));
  if (want.encoding && target.encoding != *want.encoding)
    return json.member("encoding")
        .error("the loss wants " + quoted(enum_names<TargetEncoding>[static_cast<std::size_t>(*want.encoding)]));
  if (want.needs_target || !target.columns.empty()) check_columns(json, target.columns, nullptr);
  for (std::size_t i = 0; i < target.columns.size(); ++i) {
    const ColumnType& type = target.columns[i].type;
    const auto* number = type.as<columns::Number>();
    const auto* category = type.as<columns::Category>();
    const bool fits = (number && !number->gaps.indicator && undo_of(number->treatment)) || (category && category->unknown == Unknown::error);
    if (type && !fits) json.member("columns").item(i).error("expected a number, or a category that refuses unknown texts");
  }
  constexpr Index most_classes = 1 << 24;  // float32 holds every whole number below
  if (target.num_classes > most_classes)
    json.member("num_classes").error("expected at most " + std::to_string(most_classes));
  const auto names = static_cast<Index>(target.class_names().size());
  if (target.encoding != TargetEncoding::number && names > 0 && target.num_classes != names)
    json.member("num_classes")
        .error("the target has " + count_of(names, "class") + "; got " + std::to_string(target.num_classes));
}

void check_proof_shape(const Reader& json, const Model& model) {
  const std::vector<Matrix>&inputs = model.proof.inputs, &outputs = model.proof.outputs;
  const auto count = [&](std::string_view key, const std::vector<Matrix>& found, std::size_t expected) {
    if (found.size() != expected)
      json.member(key).error("expected rows of " + std::to_string(expected) + "; got " + std::to_string(found.size()));
  };
  count("inputs", inputs, model.columns.inputs.size());
  count("outputs", outputs, model.columns.targets.size());
  if (json.num_errors() > 0) return;
  const auto num_rows = [](const Matrix& m) { return static_cast<Index>(m.values.size()) / m.width; };
  const auto check = [&](std::string_view key, std::size_t i, const Matrix& found, Index width) {
    const Reader place = json.member(key).item(i);
    if (num_rows(found) != num_rows(inputs[0])) place.error("expected as many rows as the first input has");
    if (found.width != width)
      place.error("expected rows of " + count_of(width, "number") + "; got " + std::to_string(found.width));
  };
  for (std::size_t i = 0; i < inputs.size(); ++i) check("inputs", i, inputs[i], model.columns.inputs[i].row_size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const TargetColumns& target = model.columns.targets[i];
    const bool network_knows = target.encoding == TargetEncoding::class_index || target.columns.empty();
    check("outputs", i, outputs[i], network_knows ? outputs[i].width : target.row_size());
  }
}

void check_against_network(const Reader& json, const Model& model, Diagnostics& diagnostics) {
  Diagnostics config;
  NetworkWants wants;
  try {
    wants = Network(model.spec, config).wants();
  } catch (const Error&) {
    for (const Diagnostic& fault : config.items())
      diagnostics.error("/config" + fault.pointer, fault.message, fault.hint);
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
    json.error("this is not a model file: expected \"format\": " + quoted(format_name),
               "a model file is what \"nntrain fit\" writes");
    return false;
  }
  if (!json.has("version") || !json.member("version").is_integer()) {
    json.error("expected a \"version\"");
  } else if (const std::int64_t found = json.member("version").integer(); found < 1 || found > version) {
    json.member("version").error(
        "expected a version up to " + std::to_string(version) + "; got " + json.member("version").shown(),
        "it was written by a newer nntrain: read it with that one, or train again");
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
    if (key != "format" && key != "version" && key != "test" && key != "optimizer" && key != "note" && key != "health" && std::find(keys.begin(), keys.end(), key) == keys.end())
      member.key_error("unknown key " + quoted(key));
  if (!diagnostics.empty()) return model;
  json.member("config").read(model.spec);
  json.member("columns").read(model.columns);
  read_list(json.member("weights"), model.weights);
  json.member("history").read(model.history);
  if (json.has("test"))
    for (const auto& [name, value] : json.member("test").members())
      if (value.is_number()) model.test.push_back({name, value.number()});
  if (json.has("optimizer")) json.member("optimizer").read(model.optimizer.emplace());
  if (json.has("note")) json.member("note").read(model.note);
  if (json.has("health")) json.member("health").read(model.health);
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
  if (!model.note.empty()) json.member("note").string(model.note);
  json.member("config").write(model.spec);
  json.member("columns").write(model.columns);
  write_list(json.member("weights"), model.weights);
  json.member("history").write(model.history);
  if (!model.health.empty()) json.member("health").write(model.health);
  if (!model.test.empty()) {
    Writer test = json.member("test");
    test.object();
    for (const NamedValue& value : model.test) test.member(value.name).number(value.value);
  }
  if (model.optimizer) json.member("optimizer").write(*model.optimizer);
  Writer proof = json.member("proof");
  proof.object();
  write_list(proof.member("inputs"), model.proof.inputs);
  write_list(proof.member("outputs"), model.proof.outputs);
  return json_text(document);
}

std::string model_rest_text(const Model& model, const std::function<bool(const std::string& weight)>& is_kept) {
  Model rest{model.spec, model.columns, {}, model.history, model.test, model.proof, {}, model.note, model.health};
  std::ranges::copy_if(model.weights, std::back_inserter(rest.weights), [&](const NamedTensor& weight) { return !is_kept(weight.name); });
  return model_text(rest);
}

std::string weights_text(std::span<const NamedTensor> weights) {
  Json list = Json::array();
  Writer json(list);
  for (const NamedTensor& weight : weights) json.item().write(weight);
  return json_text(list);
}

namespace {

void throw_if_any(const Diagnostics& diagnostics) {
  as_model_error([&] { diagnostics.throw_if_any(); });
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

Model read_model(std::string text, const std::string& file) {
  Diagnostics diagnostics({file, std::move(text), {}});
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

std::vector<NamedTensor> read_weights(std::string text, const std::string& file) {
  if (is_model_text(text)) return read_model(std::move(text), file).weights;
  Diagnostics diagnostics({file, std::move(text), {}});
  Json document;
  std::vector<NamedTensor> weights;
  if (parse_json(diagnostics, document)) {
    const Reader json(document, {}, diagnostics);
    if (json.is_list()) json.read(weights);
    else json.error("expected a model file or a list of weights", "\"nntrain weights MODEL --format json\" prints such a list");
  }
  throw_if_any(diagnostics);
  return weights;
}

bool is_model_text(std::string_view text) {
  const auto key = text.find("\"format\"");
  return key != std::string_view::npos &&
         text.substr(0, key).find_first_not_of(" \t\r\n{\xEF\xBB\xBF") == std::string_view::npos;
}

}  // namespace nntrain
