#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "base/error.h"
#include "config/json_text.h"
#include "config/locate.h"
#include "config_fixture.h"

namespace nntrain {
namespace {

// A drawing with some members more.
std::string with(const std::string& members) { return R"({"shapes": [], )" + members + "}"; }

// The messages alone, a line each: no place, no source, no hint.
std::string messages_of(const std::string& text, std::vector<std::string> overrides = {}) {
  Diagnostics diagnostics({"d.json", text, std::move(overrides)});
  read_config<Drawing>(diagnostics);
  std::string out;
  for (const auto& item : diagnostics.items()) out += item.pointer + ": " + item.message + '\n';
  return out;
}

TEST(ConfigErrors, AreToldAllAtOnceAsACompilerDoes) {
  EXPECT_EQ(errors_of(R"({
  "shapes": [
    {"type": "Framed"},
    {"type": "Rectangle", "width": 8, "height": 3, "padding": "smae"},
    {"type": "Rectangle", "heigth": 2}
  ],
  "colour": "yes"
})"),
            R"(d.json:4:63: error: /shapes/1/padding: expected one of "valid", "same"; got "smae"
      {"type": "Rectangle", "width": 8, "height": 3, "padding": "smae"},
                                                                ^
  hint: did you mean "same"?
d.json:5:5: error: /shapes/2: missing required parameter "width" of Rectangle (from left to right)
      {"type": "Rectangle", "heigth": 2}
      ^
d.json:5:27: error: /shapes/2/heigth: unknown parameter "heigth" of Rectangle
      {"type": "Rectangle", "heigth": 2}
                            ^
  hint: did you mean "height"?
d.json:7:13: error: /colour: expected true or false; got "yes"
    "colour": "yes"
              ^
)");
}

TEST(ConfigErrors, TellsNoMoreThanPeopleRead) {
  std::string members = "\"x0\": 0";
  for (int i = 1; i < 100; ++i) members += ",\n\"x" + std::to_string(i) + "\": 0";
  EXPECT_EQ(errors_of(with(members)).find("errors more"), std::string::npos);
  const std::string told = errors_of(with(members + ", \"y\": 0, \"z\": 0"));
  EXPECT_NE(told.find("unknown parameter \"x99\""), std::string::npos);
  EXPECT_TRUE(told.ends_with("\n… and 2 errors more\n")) << told;
}

TEST(ConfigErrors, ThrowsThemAsOne) {
  Diagnostics diagnostics({"d.json", R"({"shapes": 1, "scale": 0})", {}});
  read_config<Drawing>(diagnostics);
  try {
    diagnostics.throw_if_any();
    FAIL() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_EQ(error.where + ": error: " + error.message + '\n', diagnostics.text());
    EXPECT_EQ(error.where, "d.json:1:12");
  }
}

TEST(ConfigErrors, LaterFindingsHavePlacesToo) {
  Diagnostics diagnostics({"d.json", "{\"shapes\": [{},\n  {\"a\": 1}]}", {}});
  diagnostics.error("/shapes/1", "takes (None, 3); got (None, 4)");
  diagnostics.error("/shapes/0/weight", "not there, but its shape is");
  EXPECT_EQ(diagnostics.text(),
            "d.json:1:13: error: /shapes/0/weight: not there, but its shape is\n"
            "  {\"shapes\": [{},\n"
            "              ^\n"
            "d.json:2:3: error: /shapes/1: takes (None, 3); got (None, 4)\n"
            "    {\"a\": 1}]}\n"
            "    ^\n");
}

TEST(ConfigErrors, OfValues) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"\"scale\": 0", "/scale: must be > 0; got 0\n"},
      {"\"scale\": \"1\"", "/scale: expected a number; got \"1\"\n"},
      {"\"scale\": null", "/scale: expected a number; got null\n"},
      {"\"depth\": 3.0", "/depth: expected an integer; got 3.0\n"},
      {"\"depth\": 3.5", "/depth: expected an integer; got 3.5\n"},
      {"\"depth\": 256", "/depth: must be from 0 to 255; got 256\n"},
      {"\"depth\": -1", "/depth: must be from 0 to 255; got -1\n"},
      {"\"depth\": 99999999999999999999", "/depth: expected an integer of at most 64 bits; got 1e+20\n"},
      {"\"title\": 3", "/title: expected a string; got 3\n"},
      {"\"axis\": [0, 3]", "/axis/1: must be from -3 to 2; got 3\n"},
      {"\"axis\": \"x\"", "/axis: expected an integer or a list of them; got \"x\"\n"},
      {"\"matrix\": [1]", "/matrix/0: expected a list of numbers; got 1\n"},
      {"\"matrix\": {}", "/matrix: expected a list of lists of numbers; got {}\n"},
      {"\"weights\": [1]", "/weights: expected an object of numbers; got [1]\n"},
      {"\"weights\": {\"a/b\": -1}", "/weights/a~1b: must be >= 0; got -1\n"},
      {"\"pen\": []", "/pen: expected a number or a shape or an object of shapes; got []\n"},
      {"\"cut\": false", "/cut: expected a shape; got false\n"},
      {"\"cut\": \"framd\"", "/cut: unknown shape \"framd\"\n"},
      {"\"cut\": {\"type\": 3}", "/cut/type: expected the name of a shape; got 3\n"},
      {"\"cut\": {}", "/cut: missing \"type\": which shape\n"},
      {"\"cut\": \"box\"", "/cut: Rectangle needs \"width\" (from left to right), which a name alone does not give\n"},
      {"\"cut\": {\"type\": \"UnitSquare\", \"a\": 1}", "/cut/a: unknown parameter \"a\" of UnitSquare\n"},
      {"\"cut\": {\"type\": \"box\", \"width\": 1e4, \"height\": 1000}", "/cut: larger than 1e6 in area\n"},
      {"\"scale\": 1, \"size\": 1", "/size: given twice: \"size\" is another name of \"scale\"\n"},
      {"\"scale\": 1, \"scale\": 2", "/scale: duplicate key \"scale\"; it is already given at 1:16\n"},
      {"\"colur\": 1", "/colur: unknown parameter \"colur\" of drawing\n"},
  };
  for (const auto& [members, expected] : cases) EXPECT_EQ(messages_of(with(members)), expected) << members;
  EXPECT_EQ(messages_of("[]"), ": expected an object; got []\n");
  EXPECT_EQ(messages_of("{}"), ": missing required parameter \"shapes\" of drawing (what is drawn, in order)\n");
}

TEST(ConfigErrors, HintAtTheNearestName) {
  EXPECT_NE(errors_of(with("\"colur\": true")).find("  hint: did you mean \"colour\"?\n"), std::string::npos);
  EXPECT_NE(errors_of(with("\"cut\": \"framd\"")).find("  hint: did you mean \"Framed\"?\n"), std::string::npos);
  EXPECT_NE(errors_of(with("\"cut\": \"box\"")).find("  hint: write {\"type\": \"box\", \"width\": …}\n"),
            std::string::npos);
  EXPECT_NE(errors_of(R"({"shapes": ["box"]})").find("  hint: write {\"type\": \"box\", …}\n"), std::string::npos);
}

TEST(ConfigErrors, OfOverridesNameTheArgument) {
  EXPECT_EQ(errors_of(with("\"scale\": 1"), {"scale=-1"}), "--set scale=-1: error: /scale: must be > 0; got -1\n");
  EXPECT_EQ(errors_of(with("\"cut\": \"framed\""), {"cut.bordr=1"}),
            "--set cut.bordr=1: error: /cut/bordr: unknown parameter \"bordr\" of Framed\n"
            "  hint: did you mean \"border\"?\n");
  EXPECT_EQ(messages_of(with("\"scale\": 1"), {"scale.x=1"}), "/scale/x: /scale has no parts; it is 1\n");
  EXPECT_EQ(messages_of(with("\"axis\": [1]"), {"axis.1=1"}),
            "/axis/1: /axis is a list of 1 item, counted from 0; got \"1\"\n");
  for (const std::string bad : {"scale", "=1", ".scale=1", "scale.=1", "a..b=1", ""})
    EXPECT_THROW(errors_of(with("\"scale\": 1"), {bad}), Error) << bad;
}

TEST(ConfigErrors, OfSyntaxInPlainWords) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "1:1: the config is empty; expected an object"},
      {" // nothing\n", "2:1: the config is empty; expected an object"},
      {"{\"a\": 1,}", "1:8: a comma before \"}\", with nothing after it"},
      {"[1, 2,\n]", "1:6: a comma before \"]\", with nothing after it"},
      {"[1,,2]", "1:4: two commas with nothing between them"},
      {"{\"a\": 1\n \"b\": 2}", "1:8: expected \",\" or \"}\" after this value; got \"\\\"\""},
      {"[1 2]", "1:3: expected \",\" or \"]\" after this value; got \"2\""},
      {"{\"a\" 1}", "1:6: expected \":\" after the key \"a\"; got \"1\""},
      {"{a: 1}", "1:2: expected a key in double quotes; got \"a\""},
      {"{'a': 1}", "1:2: expected a key; got a single quote"},
      {"{\"a\": 'x'}", "1:7: expected a value; got a single quote"},
      {"{\"a\": \"x}\n", "1:7: this string has no closing quote"},
      {"{\"a\": \"x", "1:7: this string has no closing quote"},
      {"{\"a\": \"\\", "1:7: this string has no closing quote"},
      {"[\"a\tb\"]", "1:4: a control character inside a string"},
      {"[\"\\x\"]", "1:3: unknown escape in a string"},
      {"[\"\\u12\"]", "1:3: \\u is followed by four hexadecimal digits"},
      {"[\"\\ud800\"]", "1:3: half of a surrogate pair in a string"},
      {"[True]", "1:2: expected a value; got True"},
      {"[NaN]", "1:2: expected a value; got NaN"},
      {"[.5]", "1:2: expected a value; got .5"},
      {"[01]", "1:2: expected a value; got 01"},
      {"[1.]", "1:2: expected a value; got 1."},
      {"[+1]", "1:2: expected a value; got +1"},
      {"[1e999]", "1:2: a number beyond what a double can hold"},
      {"[1, 2}", "1:6: expected \",\" or \"]\"; got \"}\""},
      {"{\"a\": [1", "1:7: this \"[\" is never closed"},
      {"{\"a\": 1", "1:1: this \"{\" is never closed"},
      {"{", "1:1: this \"{\" is never closed"},
      {"{} x", "1:4: expected the end of the text after the value; got \"x\""},
      {"{} /* x", "1:4: this comment is never closed"},
      {"{} / x", "1:4: unexpected \"/\""},
      {"# x", "1:1: expected a value; got \"#\""},
      {"{\"a\": \xE9}", "1:7: not UTF-8 text here"},
      {"{\"a\" = 1}", "1:6: expected \":\" after the key \"a\"; got \"=\""},
  };
  for (const auto& [text, expected] : cases) {
    Diagnostics diagnostics({"", text, {}});
    Json json;
    EXPECT_FALSE(parse_json(diagnostics, json)) << text;
    ASSERT_EQ(diagnostics.items().size(), 1U) << text;
    const auto& item = diagnostics.items()[0];
    const auto [line, column] = line_column(text, *item.offset);
    EXPECT_EQ(std::to_string(line) + ':' + std::to_string(column) + ": " + item.message, expected) << text;
  }
}

TEST(ConfigErrors, DeepNestingIsOneError) {
  for (const char* open : {"[", "{\"a\":"}) {
    std::string text;
    for (int i = 0; i < 100000; ++i) text += open;
    EXPECT_NE(errors_of(text).find("nested deeper than 200 levels"), std::string::npos);
  }
}

TEST(Excerpt, PutsTheCaretUnderTheCharacter) {
  EXPECT_EQ(excerpt("a\n\tx: \"é\", y\r\nb", 12), "   x: \"é\", y\n           ^\n");
  EXPECT_EQ(excerpt("日本 x", 7), "  日本 x\n       ^\n");  // those two are two columns wide each
  EXPECT_EQ(excerpt("ab", 2), "  ab\n    ^\n");
  EXPECT_EQ(excerpt("", 0), "  \n  ^\n");
  EXPECT_EQ(excerpt("abcd\r", 5), "  abcd\n      ^\n");
  EXPECT_EQ(excerpt("\x1b[31m", 1), "   [31m\n   ^\n");
  EXPECT_EQ(line_column("a\nxé日y", 8).column, 4U);
}

TEST(Excerpt, ShowsAsMuchOfALongLineAsOfAShortOne) {
  std::string line;
  for (int i = 0; i < 1000; ++i) line += "日";
  const std::string shown = excerpt(line, 1500);  // where a character begins
  std::string left, right;
  for (int i = 0; i < 31; ++i) left += "日";
  for (int i = 0; i < 16; ++i) right += "日";
  EXPECT_EQ(shown, "  …" + left + right + "…\n" + std::string(3 + 62, ' ') + "^\n");
  const std::string none = excerpt(std::string(5000, '\xA9'), 3000);  // no character begins anywhere
  EXPECT_TRUE(none.starts_with("  …?") && none.ends_with("?…\n   ^\n")) << none;
}

TEST(Excerpt, CutsLongLinesAroundTheCaret) {
  std::string text(5000, 'a');
  for (const std::size_t at : {0U, 50U, 95U, 2500U, 4990U, 5000U}) {
    text[std::min<std::size_t>(at, 4999)] = 'X';
    const auto shown = excerpt(text, at);
    const auto newline = shown.find('\n');
    const auto caret = shown.find('^') - newline - 1;
    const auto columns = [](std::string_view line) {
      return std::count_if(line.begin(), line.end(),
                           [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    };
    EXPECT_LE(columns(shown.substr(0, newline)), 100) << at;
    if (at < 5000) {
      const auto x = shown.find('X');
      EXPECT_EQ(columns(shown.substr(0, x)), static_cast<std::ptrdiff_t>(caret)) << at;
    }
    text[std::min<std::size_t>(at, 4999)] = 'a';
  }
}

TEST(Locate, FindsKeysAndValues) {
  const std::string text = R"({"a": [1, {"b/c": "x]"}, 3], /* "d": */ "d~\u0065": {"": null}})";
  const auto value_at = [&](const std::string& pointer) { return text.substr(locate(text, pointer).value, 4); };
  EXPECT_EQ(value_at("/a/0"), "1, {");
  EXPECT_EQ(value_at("/a/1/b~1c"), "\"x]\"");
  EXPECT_EQ(value_at("/a/2"), "3], ");
  EXPECT_EQ(value_at("/d~0e/"), "null");
  EXPECT_EQ(text.substr(locate(text, "/d~0e").key, 4), "\"d~\\");
  EXPECT_EQ(value_at("/a/7"), "[1, ");
  EXPECT_FALSE(locate(text, "/a/7").exact);
  EXPECT_TRUE(locate(text, "").exact);
}

// Whatever bytes change, there is a value or an error, and never a crash.
TEST(ConfigErrors, MutationsGiveAValueOrAnError) {
  const std::string valid = R"({"shapes": [{"type": "Rectangle", "width": 2.5, "padding": "same", "name": "a"}, /* c */
    {"type": "Framed", "shape": {"type": "box", "width": 3}, "border": 0.25, "inputs": ["a", "b"]}], // d
    "background": "unit_square", "title": "caf\u00e9 \ud83d\ude00", "matrix": [[1, 2], []], "weights": {"b": 2},
    "axis": [0, 1], "pen": {"x": "framed"}, "cut": null, "size": 1e-3})";
  const std::string alphabet = "{}[]\",:/*\\ \n\t0129.eE+-truefalsnl'x\xC3\xA9\xFF";
  ASSERT_EQ(errors_of(valid), "");
  std::mt19937 random(1);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  int num_right = 0, num_wrong = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = valid;
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
      const auto at = below(text.size());
      switch (below(4)) {
        case 0:
          text[at] = alphabet[below(alphabet.size())];
          break;
        case 1:
          text.insert(at, 1, alphabet[below(alphabet.size())]);
          break;
        case 2:
          text.erase(at, 1 + below(8));
          break;
        default:
          text.insert(below(text.size()), text.substr(at, below(20)));
      }
    }
    Diagnostics diagnostics({"d.json", text, {}});
    const auto value = read_config<Drawing>(diagnostics);
    if (diagnostics.empty()) {
      ++num_right;
      EXPECT_EQ(errors_of(config_text(value)), "") << text;
    } else {
      ++num_wrong;
      EXPECT_NE(diagnostics.text().find("d.json:"), std::string::npos);
    }
  }
  EXPECT_GT(num_right, 100);
  EXPECT_GT(num_wrong, 10000);
}

}  // namespace
}  // namespace nntrain
