#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <random>

#include "base/error.h"
#include "config/json_text.h"
#include "config_fixture.h"

namespace nntrain {
namespace {

const std::string one_shape = R"("shapes": [{"type": "UnitSquare"}])";

TEST(ConfigRead, FillsMembersAndKeepsDefaults) {
  const auto d = drawing(R"({
    // comments of both kinds are allowed
    "shapes": [{"type": "Rectangle", "width": 2.5, "padding": "same", "name": "a"}, /* here too */
               {"type": "Framed", "shape": {"type": "box", "width": 3}, "border": 0.25, "inputs": ["a", "b"]}],
    "depth": 16, "colour": false, "title": "caf\u00e9 \ud83d\ude00\n", "matrix": [[1, 2], []],
    "weights": {"b": 2, "a": 1}
  })");
  ASSERT_EQ(d.shapes.size(), 2U);
  const auto* rectangle = d.shapes[0].shape.as<Rectangle>();
  ASSERT_NE(rectangle, nullptr);
  EXPECT_EQ(rectangle->width, 2.5);
  EXPECT_EQ(rectangle->height, 1);
  EXPECT_EQ(rectangle->padding, Padding::same);
  EXPECT_EQ(d.shapes[0].name, "a");
  const auto* framed = d.shapes[1].shape.as<Framed>();
  ASSERT_NE(framed, nullptr);
  EXPECT_EQ(framed->margins.border, 0.25);
  EXPECT_EQ(framed->shape.as<Rectangle>()->width, 3);
  EXPECT_EQ(d.shapes[1].inputs, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(d.depth, 16);
  EXPECT_FALSE(d.colour);
  EXPECT_EQ(d.title, "café 😀\n");
  EXPECT_EQ(d.matrix, (std::vector<std::vector<double>>{{1, 2}, {}}));
  EXPECT_EQ(d.weights.entries[0], (std::pair<std::string, double>("b", 2)));
  EXPECT_EQ(*d.weights.find("a"), 1);
  EXPECT_EQ(d.weights.find("c"), nullptr);
  EXPECT_EQ(d.scale, 0.001);
  EXPECT_EQ(d.background.type(), "Framed");
}

TEST(ConfigRead, CallsAComponentThroughItsFamily) {
  const auto d =
      drawing(R"({"shapes": [{"type": "Framed", "shape": {"type": "Rectangle", "width": 2, "height": 3}}]})");
  EXPECT_EQ(d.shapes[0].shape.call(&ShapeKind::area, 10.0), 60.5);
}

TEST(ConfigRead, TakesEveryNameOfAComponent) {
  for (const std::string name : {"UnitSquare", "unit_square", "unitsquare"})
    EXPECT_EQ(drawing("{" + one_shape + R"(, "background": ")" + name + "\"}").background, Shape("unit_square"))
        << name;
  EXPECT_TRUE(drawing("{" + one_shape + R"(, "cut": {"type": "box", "width": 1}})").cut->as<Rectangle>());
}

TEST(ConfigRead, SpellsNamesAsKerasDoes) {
  EXPECT_EQ(snake_case("MeanSquaredError"), "mean_squared_error");
  EXPECT_EQ(snake_case("PReLU"), "p_re_lu");
  EXPECT_EQ(snake_case("BinaryIoU"), "binary_io_u");
  EXPECT_EQ(snake_case("OneHotMeanIoU"), "one_hot_mean_io_u");
  EXPECT_EQ(snake_case("Conv2DTranspose"), "conv2d_transpose");
  EXPECT_EQ(snake_case("LSTM"), "lstm");
  EXPECT_EQ(snake_case("InputLayer"), "input_layer");
  EXPECT_EQ(snake_case("L1L2"), "l1l2");
}

TEST(ConfigRead, ReadsAnAliasOfAParameter) { EXPECT_EQ(drawing("{" + one_shape + R"(, "size": 7})").scale, 7); }

TEST(ConfigRead, ReadsOneOrMany) {
  EXPECT_EQ(drawing("{" + one_shape + R"(, "axis": 2})").axis.values, (std::vector<std::int64_t>{2}));
  EXPECT_EQ(drawing("{" + one_shape + R"(, "axis": [0, 1]})").axis.values, (std::vector<std::int64_t>{0, 1}));
}

TEST(ConfigRead, PicksTheAlternativeByTheKindOfJson) {
  EXPECT_EQ(std::get<double>(drawing("{" + one_shape + R"(, "pen": 2})").pen), 2);
  EXPECT_EQ(std::get<Shape>(drawing("{" + one_shape + R"(, "pen": "framed"})").pen).type(), "Framed");
  const auto keyed = std::get<Keyed<Shape>>(drawing("{" + one_shape + R"(, "pen": {"a": "framed"}})").pen);
  EXPECT_EQ(keyed.find("a")->type(), "Framed");
}

TEST(ConfigRead, NullIsNone) {
  EXPECT_FALSE(drawing("{" + one_shape + R"(, "cut": null})").cut);
  EXPECT_TRUE(drawing("{" + one_shape + R"(, "cut": "framed"})").cut);
}

TEST(ConfigRead, TakesByteOrderMarkAndCrLf) {
  EXPECT_EQ(drawing("\xEF\xBB\xBF{\r\n" + one_shape + ",\r\n\"scale\": 3}\r\n").scale, 3);
}

TEST(ConfigRead, OverridesReplaceAndAdd) {
  const std::string text = R"({"shapes": [{"type": "Framed"}, {"type": "UnitSquare"}], "background": "framed"})";
  const auto d =
      drawing(text, {"scale=0.5", "shapes.0.shape.type=box", "shapes.0.shape.width=4", "background.border=0.75",
                     "title=two words", "axis=[0, 1]", "cut=framed", "weights.a=1", "scale=0.25", "colour=false"});
  EXPECT_EQ(d.scale, 0.25);
  EXPECT_EQ(d.shapes[0].shape.as<Framed>()->shape.as<Rectangle>()->width, 4);
  EXPECT_EQ(d.background.as<Framed>()->margins.border, 0.75);
  EXPECT_EQ(d.title, "two words");
  EXPECT_EQ(d.axis.values, (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(d.cut->type(), "Framed");
  EXPECT_EQ(*d.weights.find("a"), 1);
  EXPECT_FALSE(d.colour);
}

TEST(ConfigRead, OverridesChangeADefaultComponent) {
  const auto d = drawing("{" + one_shape + "}", {"background.border=0.75"});
  EXPECT_EQ(d.background, Shape(Framed{.margins = {.border = 0.75}}));
}

TEST(ConfigRead, ComponentsAreValues) {
  const Shape a = Rectangle{.width = 2}, b = a, c = Rectangle{.width = 3};
  EXPECT_EQ(a, b);
  EXPECT_EQ(a, Shape(Rectangle{.width = 2}));
  EXPECT_FALSE(a == c);
  EXPECT_FALSE(a == Shape("unit_square"));
  EXPECT_EQ(a.as<UnitSquare>(), nullptr);
  EXPECT_FALSE(Shape());
  EXPECT_THROW(Shape("no such shape"), Error);
}

TEST(ConfigWrite, FillsInEveryDefaultInTheOrderOfTheDescription) {
  EXPECT_EQ(config_text(drawing(R"({"scale": 1, "matrix": [[1, 2.5], [3, 4]],
                                    "shapes": [{"name": "q", "width": 0.1, "type": "box"}]})")),
            R"({
  "shapes": [
    {"type": "Rectangle", "width": 0.1, "height": 1, "padding": "valid", "name": "q", "inputs": []}
  ],
  "background": {"type": "Framed", "shape": "UnitSquare", "margin": null, "border": 0.5},
  "cut": null,
  "colour": true,
  "depth": 8,
  "scale": 1.0,
  "title": "",
  "axis": -1,
  "matrix": [[1.0, 2.5], [3.0, 4.0]],
  "weights": {},
  "pen": 0.5
}
)");
}

TEST(ConfigWrite, ReadsBackTheSame) {
  for (const std::string text : {
           R"({"shapes": []})",
           R"({"shapes": [{"type": "Framed", "shape": {"type": "Framed", "shape": {"type": "box", "width": 1e-300}}}],
               "cut": "UnitSquare", "axis": [], "pen": {"x/y~": "framed", "": "framed"}, "title": "\"\\\u0001é", "depth": 255,
               "weights": {"type": 3, "b": 0.1}, "background": {"type": "box", "width": 12345.123}})",
       }) {
    const std::string once = config_text(drawing(text));
    EXPECT_EQ(config_text(drawing(once)), once);
  }
}

TEST(ConfigWrite, BrieflyLeavesOutWhatIsUsual) {
  const auto brief = [](const std::string& text) {
    Json json;
    Writer(json, Writer::Style::brief).write(drawing(text));
    return json;
  };
  EXPECT_EQ(brief("{" + one_shape + "}"), Json::parse("{" + one_shape + "}"));
  // What is written is what differs, however deep; a component that does not differ is its name.
  const std::string text = R"({
    "shapes": [{"type": "Rectangle", "width": 2.5, "name": "a"},
               {"type": "Framed", "shape": {"type": "Rectangle", "width": 3}, "border": 0.25}],
    "cut": "Framed", "depth": 16, "pen": {"a": "UnitSquare"}})";
  EXPECT_EQ(brief(text), Json::parse(text));
  EXPECT_EQ(brief("{" + one_shape + R"(, "background": {"type": "Framed", "shape": "UnitSquare", "border": 0.5},
    "cut": {"type": "box", "width": 1, "height": 1, "padding": "valid"}, "colour": true, "scale": 0.001})"),
            Json::parse("{" + one_shape + R"(, "cut": {"type": "Rectangle", "width": 1}})"));
}

TEST(ConfigRead, AssumesOnlyWhatIsNotSaid) {
  const auto read = [](const std::string& text, std::vector<std::string> overrides) {
    Diagnostics diagnostics({"d.json", text, std::move(overrides), {"depth=4", R"(shapes=[{"type": "UnitSquare"}])"}});
    const auto d = read_config<Drawing>(diagnostics);
    return std::tuple(d.depth, diagnostics.was_assumed("depth"), diagnostics.was_assumed("shapes"));
  };
  EXPECT_EQ(read("{" + one_shape + "}", {}), std::tuple(4, true, false));
  EXPECT_EQ(read("{" + one_shape + R"(, "depth": 2})", {}), std::tuple(2, false, false));
  EXPECT_EQ(read("{" + one_shape + "}", {"depth=3"}), std::tuple(3, false, false));
}

TEST(JsonText, PutsARowOnALine) {
  Json json{{"weights", Json::array()}};
  for (int i = 0; i < 2; ++i) {
    Json row = Json::array();
    for (int k = 0; k < 40; ++k) row.push_back(float_json(0.1F * static_cast<float>(k)));
    json["weights"].push_back(row);
  }
  const auto text = json_text(json);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 6);  // { "weights": [ row row ] }
  EXPECT_NE(text.find("[0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.90000004"), std::string::npos) << text;
  EXPECT_EQ(json_text(Json{{"values", Json{{float_json(1.996118F)}, {float_json(3.0239758F)}}}}),
            "{\"values\": [[1.996118], [3.0239758]]}\n");
}

TEST(JsonText, KeepsEveryFloatsBits) {
  std::mt19937 random(7);
  for (int i = 0; i < 20000; ++i) {
    const auto bits = static_cast<std::uint32_t>(random());
    float value = 0, back = 0;
    std::memcpy(&value, &bits, sizeof value);
    const std::string text = json_text(float_json(value));
    if (!std::isfinite(value)) {
      EXPECT_EQ(text, "null\n");
      continue;
    }
    back = std::strtof(text.c_str(), nullptr);
    EXPECT_EQ(std::memcmp(&back, &value, sizeof value), 0) << text;
    EXPECT_LE(text.size(), 17U) << text;
  }
}

TEST(JsonText, NotANumberIsNull) {
  EXPECT_EQ(json_text(Json{1.0, std::nan(""), HUGE_VAL, -0.0, 1e300}), "[1.0, null, null, -0.0, 1e+300]\n");
}

}  // namespace
}  // namespace nntrain
