#include "formats/model_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "config/json_text.h"
#include "config/param.h"

namespace nntrain {

namespace {

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
  if (shape.size() > 1 ||
      !std::all_of(json.begin(), json.end(), [](const Json& item) { return item.is_number_float(); })) {
    for (std::size_t i = 0; i < json.size(); ++i)
      if (!read_nested(at.item(i), json[i], shape.subspan(1), out)) return false;
    return true;
  }
  for (const Json& item : json) {  // the usual case, without a pointer for each number
    const auto value = static_cast<float>(item.get_ref<const double&>());
    if (!std::isfinite(value)) {
      at.item(static_cast<std::size_t>(&item - &json[0]))
          .error("expected a number that float32 can hold; got " + short_json(item));
      return false;
    }
    out.push_back(value);
  }
  return true;
}

}  // namespace

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

// ---- Weights, proof, history ----

void Field<NamedTensor>::read(const Reader& json, NamedTensor& out) {
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

void Field<NamedTensor>::write(Writer json, const NamedTensor& value) {
  json.object();
  json.member("name").string(value.name);
  json.member("shape").json() = value.shape;
  json.member("values").json() = tensor_json(value.shape, value.values);
}

void Field<Matrix>::read(const Reader& json, Matrix& out) {
  if (!json.is_list() || json.size() == 0 || !json.item(0).is_list() || json.item(0).size() == 0)
    return json.expected("rows of numbers");
  out.width = static_cast<Index>(json.item(0).size());
  read_nested(json, json.json(), std::array{static_cast<Index>(json.size()), out.width}, out.values);
}

void Field<Matrix>::write(Writer json, const Matrix& value) {
  const Index rows = value.width == 0 ? 0 : static_cast<Index>(value.values.size()) / value.width;
  json.json() = tensor_json(std::array{rows, value.width}, value.values);
}

void Field<History>::read(const Reader& json, History& out) {
  if (!json.is_object()) return json.expected("an object of lists of numbers");
  for (const auto& [name, series] : json.members()) {
    if (!series.is_list()) return series.expected("a list of numbers");
    std::vector<float> epochs;
    if (!read_nested(series, series.json(), std::array{static_cast<Index>(series.size())}, epochs)) return;
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
