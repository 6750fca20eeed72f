// Names and defaults of parameters against those of Keras' constructors (tests/golden/defaults.json).
#pragma once
#include <set>
#include <string>

#include "support/golden.h"

namespace nntrain::test {

// Every component of the family that `section` knows has Keras' parameters with Keras' defaults. `missing`: parameters
// of Keras that none of them takes; `different`: those whose default differs.
template <class F>
void expect_keras_defaults(const std::string& section, const std::set<std::string>& missing,
                           const std::set<std::string>& different = {}) {
  const Json keras = golden("defaults.json")[section];
  for (const auto& kind : F::kinds()) {
    const std::string type(kind.type);
    if (!keras.contains(type)) continue;
    Json ours;
    Writer(ours).write(component_of<F>(type));
    std::set<std::string> names;
    for (const auto& [name, value] : keras[type].items()) {
      names.insert(name);
      EXPECT_EQ(ours.contains(name), !missing.contains(name)) << type << ": " << name;
      if (!ours.contains(name) || different.contains(name)) continue;
      EXPECT_EQ(ours[name], value) << type << ": " << name;
    }
    for (const auto& [name, value] : ours.items())
      EXPECT_TRUE(name == "type" || names.contains(name)) << type << " takes " << name << ", but Keras does not";
  }
}

}  // namespace nntrain::test
