#include "config/value.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "config/diagnostics.h"
#include "config/json_text.h"
#include "config/locate.h"

namespace nntrain {

bool Reader::is_null() const { return json_->is_null(); }
bool Reader::is_boolean() const { return json_->is_boolean(); }
bool Reader::is_number() const { return json_->is_number(); }
bool Reader::is_integer() const { return json_->is_number_integer(); }
bool Reader::is_string() const { return json_->is_string(); }
bool Reader::is_list() const { return json_->is_array(); }
bool Reader::is_object() const { return json_->is_object(); }

bool Reader::boolean() const { return json_->get<bool>(); }
double Reader::number() const { return json_->get<double>(); }
std::int64_t Reader::integer() const { return json_->get<std::int64_t>(); }
const std::string& Reader::string() const { return json_->get_ref<const std::string&>(); }
std::size_t Reader::size() const { return json_->size(); }

Reader Reader::item(std::size_t index) const {
  return {(*json_)[index], child_pointer(pointer_, index), *diagnostics_, *range_};
}

Reader Reader::member(std::string_view key) const {
  return {json_->find(key).value(), child_pointer(pointer_, key), *diagnostics_, *range_};
}

std::vector<std::pair<std::string, Reader>> Reader::members() const {
  std::vector<std::pair<std::string, Reader>> out;
  for (const auto& [key, value] : json_->items())
    out.emplace_back(key, Reader(value, child_pointer(pointer_, key), *diagnostics_, *range_));
  return out;
}

bool Reader::has(std::string_view key) const { return json_->is_object() && json_->contains(key); }

bool Reader::is_written() const {
  const auto& source = diagnostics_->source();
  return source.overrides.empty() || locate(source.text, pointer_).exact;
}

std::size_t Reader::num_errors() const { return diagnostics_->items().size(); }

void Reader::error(std::string message, std::string hint) const {
  diagnostics_->error(pointer_, std::move(message), std::move(hint));
}

void Reader::key_error(std::string message, std::string hint) const {
  diagnostics_->add({pointer_, std::move(message), std::move(hint), true});
}

void Reader::expected(std::string_view what, std::string hint) const {
  error("expected " + std::string(what) + "; got " + shown(), std::move(hint));
}

std::string Reader::shown() const { return short_json(*json_); }

void Writer::boolean(bool value) { *json_ = value; }
void Writer::integer(std::int64_t value) { *json_ = value; }
void Writer::number(double value) { *json_ = std::isfinite(value) ? Json(value) : Json(nullptr); }
void Writer::string(std::string_view value) { *json_ = value; }
void Writer::list() { *json_ = Json::array(); }
void Writer::object() { *json_ = Json::object(); }
Writer Writer::item() { return Writer(json_->emplace_back(nullptr), style_); }
Writer Writer::member(std::string_view key) {
  std::string name(key);
  if (json_->is_null()) object();
  const auto found = json_->find(name);
  return Writer(found != json_->end() ? *found : append_member(*json_, std::move(name), nullptr), style_);
}

Json& append_member(Json& object, std::string key, Json value) {
  auto& members = object.get_ref<Json::object_t&>();
  if (members.size() == members.capacity()) {
    Json::object_t more;
    more.reserve(4 + 2 * members.size());
    for (auto& [name, held] : members) more.emplace_back(name, std::move(held));
    members = std::move(more);
  }
  return members.emplace_back(std::move(key), std::move(value)).second;
}

namespace {

// A bound as the number a person would write: 0, not 0.0.
Json bound(double value) {
  return value == std::floor(value) && std::abs(value) < 1e15 ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

}  // namespace

void Schema::type(std::string_view json_type) {
  auto& node = *node_;
  node["type"] = json_type;
  if (json_type != "integer" && json_type != "number") return;
  if (range_->low > -unbounded) node[range_->open_low ? "exclusiveMinimum" : "minimum"] = bound(range_->low);
  if (range_->high < unbounded) node[range_->open_high ? "exclusiveMaximum" : "maximum"] = bound(range_->high);
}

void Schema::one_of(std::span<const std::string_view> values) {
  (*node_)["type"] = "string";
  auto& names = (*node_)["enum"] = Json::array();
  for (const auto value : values) names.push_back(value);
}

Schema Schema::items() {
  (*node_)["type"] = "array";
  return {(*node_)["items"], *definitions_, *range_};
}

Schema Schema::values() {
  (*node_)["type"] = "object";
  return {(*node_)["additionalProperties"], *definitions_, *range_};
}

Schema Schema::alternative() {
  Json& list = (*node_)["anyOf"];
  if (list.is_null()) list = Json::array();
  return {list.emplace_back(Json::object()), *definitions_, *range_};
}

}  // namespace nntrain
