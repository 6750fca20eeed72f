// Names and defaults of parameters against those of Keras' constructors (tests/golden/defaults.json).
#pragma once
#include <set>
#include <string>

#include "support/golden.h"

namespace nntrain::test {

inline bool is_required(std::span<const Param> params, std::string_view name) {
  for (const Param& param : params)
    if (param.is_inlined ? is_required(param.field->params, name) : param.name == name && param.is_required) return true;
  return false;
}

// Every component of the family that `section` knows has Keras' parameters with Keras' defaults. `missing`: parameters
// of Keras that none of them takes; `different`: those whose default differs; `ours_alone`: what Keras tells by a call.
template <class F>
void expect_keras_defaults(const std::string& section, const std::set<std::string>& missing,
                           const std::set<std::string>& different = {},
                           const std::set<std::string>& ours_alone = {}) {
  const Json keras = golden("defaults.json")[section];
  for (const auto& kind : F::kinds()) {
    const std::string type(kind.type);
    if (!keras.contains(type)) continue;
    Json ours = Json::object();
    write_struct(Writer(ours), kind.params, kind.create().get());
    std::set<std::string> names;
    for (const auto& [name, value] : keras[type].items()) {
      names.insert(name);
      EXPECT_EQ(ours.contains(name), !missing.contains(name)) << type << ": " << name;
      if (!ours.contains(name) || different.contains(name)) continue;
      const bool required = value.is_object() && value.contains("required");
      EXPECT_EQ(is_required(kind.params, name), required) << type << ": " << name;
      if (required) continue;
      EXPECT_EQ(ours[name], value) << type << ": " << name;
    }
    for (const auto& [name, value] : ours.items())
      EXPECT_TRUE(names.contains(name) || ours_alone.contains(name)) << type << " takes " << name << ", but Keras does not";
  }
}

}  // namespace nntrain::test
