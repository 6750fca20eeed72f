#include "config/numbers.h"

#include <nlohmann/json.hpp>

namespace nntrain {
namespace {

// Appends what `json` holds, which is to be of shape[depth...]; the first list at each depth decides the shape.
void read_nested(const Reader& json, std::size_t depth, bool first, Numbers& out) {
  if (!json.is_list()) {
    if (depth != out.shape.size())
      return json.expected("a list of " + std::to_string(out.shape[depth]), "lists must be equally long");
    return json.read(out.values.emplace_back(0));
  }
  const auto size = static_cast<std::int64_t>(json.size());
  if (first && depth == out.shape.size()) out.shape.push_back(size);
  if (depth == out.shape.size()) return json.expected("a number", "lists must be equally deep");
  if (size == 0 || size != out.shape[depth])
    return json.expected(size == 0 ? "at least one number" : "a list of " + std::to_string(out.shape[depth]),
                         size == 0 ? "" : "lists must be equally long");
  for (std::size_t i = 0; i < json.size(); ++i) read_nested(json.item(i), depth + 1, first && i == 0, out);
}

const double* write_nested(Writer json, std::span<const std::int64_t> shape, const double* at) {
  if (shape.empty()) {
    json.number(*at);
    return at + 1;
  }
  json.list();
  for (std::int64_t i = 0; i < shape[0]; ++i) at = write_nested(json.item(), shape.subspan(1), at);
  return at;
}

}  // namespace

bool Field<Numbers>::fits(const Reader& json) { return json.is_number() || json.is_list(); }
void Field<Numbers>::read(const Reader& json, Numbers& out) {
  if (!fits(json)) return json.expected(text());
  const std::size_t errors_before = json.num_errors();
  Numbers read;
  read_nested(json, 0, true, read);
  if (json.num_errors() == errors_before) out = std::move(read);
}
void Field<Numbers>::write(Writer json, const Numbers& value) { write_nested(json, value.shape, value.values.data()); }
void Field<Numbers>::schema(Schema schema) {
  Field<double>::schema(schema.alternative());
  schema.alternative().type("array");
}
std::string Field<Numbers>::text() { return "a number or a list of them"; }

}  // namespace nntrain
