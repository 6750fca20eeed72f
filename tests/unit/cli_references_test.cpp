// The pages of the reference: what is an example in them can be read.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "config/diagnostics.h"

namespace nntrain {
namespace {

TEST(References, EveryExampleCanBeRead) {
  for (const Reference& reference : reference_commands())
    for (std::size_t i = 0; i < reference.family->size(); ++i) {
      const Kind& kind = reference.family->kind(i);
      const Json json = Json::parse(example_of(kind), nullptr, false);
      ASSERT_FALSE(json.is_discarded()) << example_of(kind) << " is no JSON: give its required parameters an example";
      Diagnostics diagnostics;
      AnyComponent component;
      read_component(Reader(json, "", diagnostics), *reference.family, component);
      EXPECT_NO_THROW(diagnostics.throw_if_any()) << example_of(kind);
      EXPECT_EQ(component.type(), kind.type);
    }
}

}  // namespace
}  // namespace nntrain
