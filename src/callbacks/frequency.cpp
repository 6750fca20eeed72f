#include "callbacks/frequency.h"

namespace nntrain::callbacks {

void read_frequency(const Reader& json, bool takes_batch, std::int64_t& steps) {
  if (json.is_string() && json.string() == "epoch")
    steps = 0;
  else if (json.is_string() && json.string() == "batch" && takes_batch)
    steps = 1;
  else if (json.is_integer() && json.integer() >= 1)
    steps = json.integer();
  else
    json.expected(frequency_text(takes_batch));
}

void write_frequency(Writer json, std::int64_t steps) {
  if (steps == 0)
    json.string("epoch");
  else
    json.integer(steps);
}

void frequency_schema(Schema schema, bool takes_batch) {
  constexpr std::string_view words[] = {"epoch", "batch"};
  schema.alternative().one_of(std::span(words).first(takes_batch ? 2 : 1));
  Schema number = schema.alternative();
  Field<std::int64_t>::schema(Schema(number.node(), number.definitions(), at_least_one));
}

std::string frequency_text(bool takes_batch) {
  return takes_batch ? "\"epoch\", \"batch\" or an integer >= 1" : "\"epoch\" or an integer >= 1";
}

}  // namespace nntrain::callbacks
