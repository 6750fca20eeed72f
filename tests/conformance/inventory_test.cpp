// What Keras exports (tests/golden/inventory.json) and what is registered here: the table of README.md, and every name
// and string that Keras takes for what is here.
#include <algorithm>
#include <set>
#include <sstream>

#include "callbacks/callback.h"
#include "cli/command.h"
#include "config/elsewhere.h"
#include "optimizers/optimizer.h"
#include "support/golden.h"

namespace nntrain::test {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

// A row a module: what is here of what Keras has, what is not, what is here alone.
std::string feature_table() {
  const Json inventory = golden("inventory.json");
  std::ostringstream out;
  out << "| `keras.` | | here | in Keras, not here yet | here only |\n|---|---|---|---|---|\n";
  for (const Reference& reference : reference_commands()) {
    if (!reference.is_keras) continue;
    const std::string module(reference.name);
    std::vector<std::string> here, missing, alone;
    for (const auto& [name, others] : inventory[module]["names"].items())
      (reference.family->find(name) ? here : missing).push_back(name);
    for (std::size_t i = 0; i < reference.family->size(); ++i)
      if (const std::string name(reference.family->kind(i).type); !inventory[module]["names"].contains(name))
        alone.push_back(name);
    out << "| `" << module << "` | " << here.size() << " of " << here.size() + missing.size() << " | " << joined(here)
        << " | " << joined(missing) << " | " << joined(alone) << " |\n";
  }
  return out.str();
}

// The first table of README.md's chapter.
std::string table_of_readme(const std::string& chapter) {
  std::ifstream in(std::string(NNTRAIN_SOURCE_DIR) + "/README.md");
  std::string line, table;
  while (std::getline(in, line) && line != "## " + chapter) continue;
  while (std::getline(in, line) && !line.starts_with("## "))
    if (line.starts_with("|")) table += line + "\n";
  return table;
}

TEST(Inventory, ReadmeShowsWhatOfKerasIsHere) {
  EXPECT_TRUE(table_of_readme("What of Keras is here") == feature_table())
      << "README.md, \"What of Keras is here\", should say\n"
      << feature_table();
}

TEST(Inventory, CallbacksThatAreNotHereHaveSomethingElse) {
  const Json inventory = golden("inventory.json");
  for (const auto& [name, others] : inventory["callbacks"]["names"].items())
    EXPECT_NE(family_of<CallbackFamily>.find(name) != nullptr, !instead_of("callback", name).empty()) << name;
}

// Kind by Keras' name, whatever Keras calls it elsewhere.
TEST(Inventory, NamesAndStringsOfKerasMeanTheSameHere) {
  const Json inventory = golden("inventory.json");
  for (const Reference& reference : reference_commands()) {
    if (!reference.is_keras) continue;
    const Family& family = *reference.family;
    const Json& module = inventory[std::string(reference.name)];
    const auto expect_same = [&](const std::string& text, const std::string& name) {
      const Kind* kind = family.find(name);
      if (!kind) return;
      const bool in_any_case = &family == &family_of<OptimizerFamily>;
      const Kind* found = in_any_case ? &component_of<OptimizerFamily>(text).any_kind() : family.find(text);
      EXPECT_EQ(found, kind) << "Keras takes \"" << text << "\" for the " << family.name << ' ' << name
                             << ", here it is " << (found ? found->type : "unknown");
    };
    for (const auto& [name, others] : module["names"].items())
      for (const Json& other : others) expect_same(other.get<std::string>(), name);
    for (const auto& [text, name] : module["strings"].items()) expect_same(text, name.get<std::string>());
  }
}

}  // namespace
}  // namespace nntrain::test
