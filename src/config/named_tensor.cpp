#include "config/named_tensor.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "config/json_text.h"
#include "config/tensor_text.h"

namespace nntrain {

namespace {

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
bool read_nested(const Reader& at, const Json& json, std::span<const std::int64_t> shape, std::vector<float>& out) {
  if (shape.empty()) {
    float value = 0;
    const std::string fault = read_float(json, value);
    if (!fault.empty()) at.with_value(json).error(fault);
    out.push_back(value);
    return fault.empty();
  }
  if (!json.is_array() || json.size() != static_cast<std::size_t>(shape[0])) {
    at.error("expected a list of " + count_of(shape[0], shape.size() == 1 ? "number" : "list") + "; got " +
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

bool read_tensor(const Reader& json, std::span<const std::int64_t> shape, std::vector<float>& out) {
  return read_nested(json, json.json(), shape, out);
}

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
  const Reader values = json.member("values");
  if (!values.json().is_binary()) {
    read_tensor(values, out.shape, out.values);
    return;
  }
  const std::span<const float> numbers = tensor_of(values.json()).values;
  out.values.assign(numbers.begin(), numbers.end());
}

void Field<NamedTensor>::write(Writer json, const NamedTensor& value) {
  json.object();
  json.member("name").string(value.name);
  json.member("shape").json() = value.shape;
  json.member("values").json() = tensor_json(value.shape, value.values);
}

}  // namespace nntrain
