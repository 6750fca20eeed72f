#include "callbacks/callback.h"

#include <algorithm>

namespace nntrain {

const double* Logs::find(std::string_view name) const {
  const auto found = std::find_if(values_.begin(), values_.end(), [&](const Value& v) { return v.name == name; });
  return found == values_.end() ? nullptr : &found->value;
}

void Logs::set(std::string_view name, double value) {
  const auto rounded = static_cast<double>(static_cast<float>(value));
  const auto found = std::find_if(values_.begin(), values_.end(), [&](const Value& v) { return v.name == name; });
  if (found != values_.end())
    found->value = rounded;
  else
    values_.push_back({std::string(name), rounded});
}

std::string Logs::names() const {
  std::string all;
  for (const Value& v : values_) all += (all.empty() ? "" : ",") + v.name;
  return all;
}

const JobFacts::Value* JobFacts::find(std::string_view name) const {
  if (name.starts_with("val_")) name.remove_prefix(4);
  const auto found = std::find_if(values.begin(), values.end(), [&](const Value& v) { return v.name == name; });
  return found == values.end() ? nullptr : &*found;
}

}  // namespace nntrain
