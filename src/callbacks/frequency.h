// "epoch", or a number of steps: how often a callback works.
#pragma once
#include "config/field.h"

namespace nntrain {

namespace callbacks {

template <bool takes_batch>  // "batch" is another word for every step
struct Frequency {
  std::int64_t steps = 0;  // 0: at each epoch's end
  bool operator==(const Frequency&) const = default;
};

void read_frequency(const Reader& json, bool takes_batch, std::int64_t& steps);
void write_frequency(Writer json, std::int64_t steps);
void frequency_schema(Schema schema, bool takes_batch);
std::string frequency_text(bool takes_batch);

}  // namespace callbacks

template <bool takes_batch>
struct Field<callbacks::Frequency<takes_batch>> {
  static bool fits(const Reader& json) { return json.is_string() || json.is_integer(); }
  static void read(const Reader& json, callbacks::Frequency<takes_batch>& out) {
    callbacks::read_frequency(json, takes_batch, out.steps);
  }
  static void write(Writer json, const callbacks::Frequency<takes_batch>& value) {
    callbacks::write_frequency(json, value.steps);
  }
  static void schema(Schema schema) { callbacks::frequency_schema(schema, takes_batch); }
  static std::string text() { return callbacks::frequency_text(takes_batch); }
};

}  // namespace nntrain
