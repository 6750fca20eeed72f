#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "config/reference.h"
#include "config_fixture.h"
#include "unit/error_text.h"

namespace nntrain {
namespace {

const Family& shapes = family_of<ShapeFamily>;

TEST(Reference, ListsAFamily) {
  EXPECT_EQ(reference_list(shapes),
            "UnitSquare  The square of side 1.\n"
            "Rectangle   As wide and as high as you like.\n"
            "Framed      Another shape with a frame.\n");
}

TEST(Reference, ShowsAComponent) {
  EXPECT_EQ(reference_page(shapes, "box"), R"(Rectangle
  As wide and as high as you like.

  Example  {"type": "Rectangle", "width": 3}
  Also     box, rectangle

  Parameter  Type             Default   Meaning
  ─────────  ───────────────  ────────  ──────────────────
  width      number > 0       required  from left to right
  height     integer >= 1     1         from bottom to top
  padding    "valid", "same"  "valid"   around it
)");
  EXPECT_EQ(reference_page(shapes, "framed"), R"(Framed
  Another shape with a frame.

  Example  "framed"
           {"type": "Framed", "shape": "unit_square"}
  Also     framed

  Parameter  Type                Default        Meaning
  ─────────  ──────────────────  ─────────────  ─────────────────────
  shape      shape               "unit_square"  what is framed
  margin     number > 0 or null  null           outside the border
  border     number in [0, 1)    0.5            thickness of the line
)");
  EXPECT_EQ(reference_page(shapes, "UnitSquare"),
            "UnitSquare\n  The square of side 1.\n\n  Example  \"unit_square\"\n"
            "  Also     unit_square, unitsquare\n\n  No parameters.\n");
}

TEST(Reference, ShowsAStructOfNoFamilyAndFitsTheTerminal) {
  const auto page = reference_page<Drawing>();
  EXPECT_NE(page.find("  scale       number > 0 "), std::string::npos) << page;
  EXPECT_NE(page.find("size of a unit; also \"size\"\n"), std::string::npos) << page;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    const auto columns =
        std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    EXPECT_LE(columns, 100) << line;
  }
}

TEST(Reference, ShowsAComponentAtItsPlace) {
  const std::string page = reference_page(shapes, "framed", {"\"shapes\": [", "]", false});
  EXPECT_NE(page.find("\n  Example  \"shapes\": [{\"type\": \"Framed\", \"shape\": \"unit_square\"}]\n  Also "),
            std::string::npos)
      << page;
}

TEST(Reference, HintsAtTheNearestName) {
  EXPECT_EQ(error_text([] { reference_page(shapes, "Rectangel"); }),
            "2 : unknown shape \"Rectangel\" | did you mean \"Rectangle\"?");
}

// Every "$ref" in the document names something in $defs.
void expect_references_resolve(const Json& node, const Json& definitions) {
  if (node.is_object() && node.contains("$ref")) {
    const auto reference = node["$ref"].get<std::string>();
    ASSERT_TRUE(reference.starts_with("#/$defs/")) << reference;
    EXPECT_TRUE(definitions.contains(reference.substr(8))) << reference;
  }
  for (const auto& child : node)
    if (child.is_structured()) expect_references_resolve(child, definitions);
}

TEST(Schema, DescribesTheWholeStruct) {
  const auto schema = Json::parse(schema_text<Drawing>("a drawing"));
  EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(schema["title"], "a drawing");
  EXPECT_EQ(schema["$ref"], "#/$defs/drawing");
  const auto& definitions = schema["$defs"];
  expect_references_resolve(schema, definitions);
  const auto& drawing_schema = definitions["drawing"];
  EXPECT_EQ(drawing_schema["required"], Json({"shapes"}));
  EXPECT_EQ(drawing_schema["additionalProperties"], false);
  EXPECT_EQ(
      drawing_schema["properties"]["scale"],
      Json::parse(R"({"description": "size of a unit", "default": 0.001, "type": "number", "exclusiveMinimum": 0})"));
  EXPECT_EQ(drawing_schema["properties"]["size"]["description"], "another name of scale");
  EXPECT_EQ(drawing_schema["properties"]["shapes"]["items"], Json::parse(R"({"$ref": "#/$defs/entry"})"));
  EXPECT_EQ(drawing_schema["properties"]["pen"]["anyOf"],
            Json::parse(R"([{"type": "number", "exclusiveMinimum": 0}, {"$ref": "#/$defs/shape"},
                            {"type": "object", "additionalProperties": {"$ref": "#/$defs/shape"}}])"));
  // A name alone is enough for all but Rectangle.
  EXPECT_EQ(definitions["shape"]["anyOf"][0]["enum"],
            Json::parse(R"(["UnitSquare", "unit_square", "unitsquare", "Framed", "framed"])"));
  // An entry's own keys and its shape's are one object.
  const auto& entry = definitions["entry.Rectangle"];
  EXPECT_EQ(entry["required"], Json::parse(R"(["type", "width"])"));
  EXPECT_EQ(entry["properties"]["padding"]["enum"], Json::parse(R"(["valid", "same"])"));
  EXPECT_TRUE(entry["properties"].contains("name"));
  EXPECT_EQ(entry["additionalProperties"], false);
}

}  // namespace
}  // namespace nntrain
