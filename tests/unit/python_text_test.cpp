// Numbers as Python prints them (tests/golden/python_text.json), and file names made of them.
#include "callbacks/python_text.h"

#include "base/error.h"
#include "callbacks/path_template.h"
#include "support/golden.h"

namespace nntrain::callbacks {

namespace {

TEST(PythonText, IsWhatPythonPrints) {
  int checked = 0;
  for (const Json& each : test::golden("python_text.json"))
    for (std::size_t i = 0; i < each["values"].size(); ++i) {
      const std::string value = each["values"][i], spec = each["spec"];
      const PythonNumber number =
          each["kind"] == "whole" ? PythonNumber(std::int64_t{std::stoll(value)}) : PythonNumber(std::stod(value));
      if (each["texts"][i].is_null()) {
        EXPECT_THROW(python_format(number, spec), Error) << value << " as " << spec;
      } else {
        EXPECT_EQ(python_format(number, spec), each["texts"][i].get<std::string>()) << value << " as " << spec;
        if (spec.empty() && each["kind"] == "float") {
          EXPECT_EQ(python_text(std::get<double>(number)), value);
        }
      }
      ++checked;
    }
  EXPECT_GT(checked, 1000);
}

TEST(PythonText, RefusesWhatItDoesNotKnow) {
  for (const char* spec : {"x", "02x", "s", ",d", "_d", "#g", ".f", "2.", "zf", "d3", "{", "é", "1000d", ".2d"})
    EXPECT_THROW(python_format(PythonNumber(std::int64_t{3}), spec), Error) << spec;
}

TEST(PathTemplate, FillsInItsFields) {
  const std::vector<PathTemplate::Value> values{{"epoch", std::int64_t{7}}, {"val_loss", 0.125}};
  const auto filled = [&](const char* text) { return PathTemplate(text).filled(values); };
  EXPECT_EQ(filled("a/b.json"), "a/b.json");
  EXPECT_EQ(filled("{epoch:02d}-{val_loss:.2f}.json"), "07-0.12.json");
  EXPECT_EQ(filled("{epoch}{epoch}"), "77");
  EXPECT_EQ(filled("{{{epoch}}}"), "{7}");
  EXPECT_EQ(PathTemplate("{epoch}/{val_loss:.1f}").fields(), (std::vector<std::string>{"epoch", "val_loss"}));
}

TEST(PathTemplate, SaysWhatIsWrong) {
  const auto message = [](const char* text) -> std::string {
    try {
      PathTemplate(text).filled({{"epoch", std::int64_t{7}}, {"loss", 0.5}});
    } catch (const Error& error) {
      EXPECT_EQ(error.kind, ErrorKind::config);
      return error.message;
    }
    return "nothing";
  };
  EXPECT_EQ(message("{epoch"), "a { without its }");
  EXPECT_EQ(message("{epoch{loss}}"), "a { without its }");
  EXPECT_EQ(message("epoch}"), "a single } in the name");
  EXPECT_EQ(message("{}"), "a field without a name in the name");
  EXPECT_EQ(message("{:d}"), "a field without a name in the name");
  EXPECT_EQ(message("{val_loss}"), "no value is called \"val_loss\"; there are \"epoch\" and \"loss\"");
  EXPECT_EQ(message("{loss:d}"), "cannot format this value as \"d\": it is no whole number");
  EXPECT_EQ(message("{epoch:.2d}"), "cannot format a whole number as \".2d\"");
  EXPECT_EQ(message("{epoch!r}"), "no value is called \"epoch!r\"; there are \"epoch\" and \"loss\"");
}

}  // namespace

}  // namespace nntrain::callbacks
