#include <gtest/gtest.h>

#include "base/random.h"
#include "error_text.h"
#include "input/csv.h"

namespace nntrain {
namespace {

using namespace std::string_literals;
using Names = std::vector<std::string>;

Table parse(std::string text, const CsvOptions& options = {}) {
  return parse_csv(std::move(text), "data.csv", options);
}

std::string error(std::string text, const CsvOptions& options = {}) {
  return error_text([&] { parse(std::move(text), options); });
}

// All cells of a table: columns between |, rows between /.
std::string cells(const Table& table) {
  std::string text;
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    if (row > 0) text += "/";
    for (std::int64_t column = 0; column < table.num_columns(); ++column) {
      text.append(column > 0 ? "|" : "").append(table.cell(row, column));
    }
  }
  return text;
}

std::string cells(std::string text, const CsvOptions& options = {}) { return cells(parse(std::move(text), options)); }

TEST(Csv, NamesCellsAndLines) {
  const Table table = parse("a,b\n1,2\n3,4\n");
  EXPECT_EQ(table.names(), (Names{"a", "b"}));
  EXPECT_EQ(cells(table), "1|2/3|4");
  EXPECT_EQ(table.line(0), 2);
  EXPECT_EQ(table.line(1), 3);
  EXPECT_EQ(table.place(1, 0), "data.csv:3:1");
  EXPECT_EQ(table.find("b"), 1);
  EXPECT_EQ(table.find("c"), -1);
  EXPECT_TRUE(table.has_header());
}

TEST(Csv, LineEndsMarksAndBlanks) {
  EXPECT_EQ(cells("a,b\r\n1,2\r\n3,4\r\n"), "1|2/3|4");
  EXPECT_EQ(cells("a,b\r1,2\r3,4"), "1|2/3|4");
  EXPECT_EQ(cells("a,b\n1,2\n3,4"), "1|2/3|4");
  EXPECT_EQ(cells("a,b\n1,2\n3,4\n\n \r\n\n"), "1|2/3|4");
  EXPECT_EQ(cells("\n\na,b\n1,2"), "1|2");
  EXPECT_EQ(cells(" a , b\n 1 ,\t2 \n"), "1|2");
  const Table marked = parse(
      "\xEF\xBB\xBF"
      "a,b\n1,2\n");
  EXPECT_EQ(marked.names(), (Names{"a", "b"}));
}

TEST(Csv, Quotes) {
  EXPECT_EQ(cells("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n"), "x, y|say \"hi\"");
  EXPECT_EQ(cells("a,b\n \"x\" , \" y \"\r\n"), "x| y ");
  EXPECT_EQ(cells("a,b\n5\" pipe,1\n"), "5\" pipe|1");
  EXPECT_EQ(cells("a,b\n\"\",\"\"\"\"\n"), "|\"");
  const Table table = parse("a,b\n\"two\nlines\",1\nx,2\n");
  EXPECT_EQ(cells(table), "two\nlines|1/x|2");
  EXPECT_EQ(table.line(0), 2);
  EXPECT_EQ(table.line(1), 4);
}

TEST(Csv, CellsSurviveAMove) {
  Table first = parse("a,b\n1,2\n");
  const Table second = std::move(first);
  EXPECT_EQ(cells(second), "1|2");
}

TEST(Csv, EmptyCells) {
  EXPECT_EQ(cells("a,b,c\n,,\n1,,3\n"), "||/1||3");
  EXPECT_EQ(cells("a\tb\n\t2\n1\t\n"), "|2/1|");
}

TEST(Csv, FindsTheDelimiter) {
  EXPECT_EQ(parse("a;b;c\n1;2;3\n").delimiter(), ';');
  EXPECT_EQ(parse("a\tb\n1\t2\n").delimiter(), '\t');
  EXPECT_EQ(parse("a|b\n1|2\n").delimiter(), '|');
  EXPECT_EQ(parse("a;b\n1,5;2,5\n").delimiter(), ';') << "decimal commas";
  EXPECT_EQ(parse("a,b\n\"1;2;3\",4\n\"1;2;3\",4\n").delimiter(), ',') << "quotes";
  EXPECT_EQ(parse("note,b\nx; y,2\nz,3\n").delimiter(), ',') << "a semicolon in some rows";
  EXPECT_EQ(parse("a\n1\n2\n").delimiter(), ',');
  EXPECT_EQ(cells("a b\n1 2\n", {.delimiter = ' '}), "1|2");
  EXPECT_EQ(cells("a;b\n1;2\n", {.delimiter = ','}), "1;2");
}

TEST(Csv, FindsTheHeader) {
  const auto has_header = [](std::string text) { return parse(std::move(text)).has_header(); };
  EXPECT_TRUE(has_header("a,b\n1,2\n"));
  EXPECT_TRUE(has_header("name,town\nAnn,Ulm\n")) << "text only";
  EXPECT_TRUE(has_header("country,1990,1991\nde,1,2\n") == false) << "nothing tells years from numbers here";
  EXPECT_TRUE(has_header("id,1990,1991\n7,1.5,2\n")) << "text above numbers, and years";
  EXPECT_TRUE(has_header(",a,b\n0,1,2\n")) << "a column of row numbers without a name";
  EXPECT_TRUE(has_header("a,b\nNA,x\n")) << "a gap below";
  EXPECT_FALSE(has_header("1,2\n3,4\n"));
  EXPECT_FALSE(has_header("5.1,3.5,setosa\n4.9,3.0,setosa\n"));
  EXPECT_FALSE(has_header("5.1,oops,3\n4.9,3.0,2\n")) << "a bad cell makes no header of measured numbers";
  EXPECT_FALSE(has_header("NA,2\n3,4\n"));
  EXPECT_FALSE(has_header("1,2\n")) << "one row of numbers";
}

TEST(Csv, NamesWithoutAHeader) {
  EXPECT_EQ(parse("1,2,3\n").names(), (Names{"x0", "x1", "x2"}));
  EXPECT_EQ(cells("a,b\nc,d\n", {.header = false}), "a|b/c|d");
  EXPECT_EQ(parse("1,2\n3,4\n", {.header = true}).names(), (Names{"1", "2"}));
  EXPECT_EQ(parse(",a\n0,1\n").names(), (Names{"column1", "a"}));
}

TEST(Csv, OneColumn) {
  EXPECT_EQ(cells("a\n1\n2\n\n"), "1/2");
  const Table table = parse("a\n1\n\n3\n");
  EXPECT_EQ(cells(table), "1//3") << "a blank line between is an empty cell";
  EXPECT_EQ(table.line(1), 3);
  EXPECT_EQ(table.line(2), 4);
}

TEST(Csv, LongFilesKeepTheirLines) {
  std::string text = "a,b\n";
  for (int i = 0; i < 5000; ++i) text += std::to_string(i) + ",\"" + std::to_string(2 * i) + "\"\n";
  const Table table = parse(text);
  ASSERT_EQ(table.num_rows(), 5000);
  for (std::int64_t i = 0; i < 5000; ++i) {
    ASSERT_EQ(table.cell(i, 0), std::to_string(i));
    ASSERT_EQ(table.cell(i, 1), std::to_string(2 * i));
    ASSERT_EQ(table.line(i), i + 2);
  }
}

TEST(CsvError, NothingThere) {
  EXPECT_EQ(error(""), "4 data.csv: the file is empty; expected rows of cells");
  EXPECT_EQ(error("\n \n\r\n"), "4 data.csv: the file is empty; expected rows of cells");
  EXPECT_EQ(error("a,b\n"),
            "4 data.csv: found column names but no rows | if the first line is data, say so: "
            "\"data\": {\"header\": false}");
}

TEST(CsvError, UnequalRecords) {
  EXPECT_EQ(error("a,b\n1,2\n3\n"),
            "4 data.csv:3: found 1 cell; expected 2 as in line 1 (delimiter: ,) | a cell that holds the delimiter must "
            "stand in quotes");
  EXPECT_EQ(error("a\tb\n1\t2\t3\n"),
            "4 data.csv:2: found 3 cells; expected 2 as in line 1 (delimiter: tab) | a cell that holds the delimiter "
            "must stand in quotes");
  std::string text = "a;b\n";
  for (int i = 0; i < 200; ++i) text += "1;2\n";
  EXPECT_EQ(error(text + "1;2;3"),
            "4 data.csv:202: found 3 cells; expected 2 as in line 1 (delimiter: ;) | a cell that holds the delimiter "
            "must stand in quotes");
}

TEST(CsvError, BlankLineBetween) {
  EXPECT_EQ(error("a,b\n1,2\n\n3,4\n"),
            "4 data.csv:3: found a blank line between rows; expected 2 cells | remove the line");
}

TEST(CsvError, Quotes) {
  EXPECT_EQ(error("a,b\n1,\"2\n3,4\n"),
            "4 data.csv:2:2: found a quote that is never closed | a quote inside a quoted cell is written \"\"");
  EXPECT_EQ(
      error("a,b\n\"x\"y\",2\n"),
      "4 data.csv:2:1: found \"y\\\",2\" after a closing quote; expected \",\" or the line's end | a quote inside "
      "a quoted cell is written \"\"");
  EXPECT_EQ(error("\""),
            "4 data.csv:1:1: found a quote that is never closed | a quote inside a quoted cell is written \"\"");
}

TEST(CsvError, RepeatedName) {
  EXPECT_EQ(error("a,b,a\n1,2,3\n"),
            "4 data.csv:1:3: found the column name \"a\" again; it is column 1 | give each column a name of its own");
}

TEST(CsvError, NotText) {
  EXPECT_EQ(error("a,b\n1,\0\n"s),
            "4 data.csv:2: found a zero byte; expected CSV text | is this a spreadsheet or an archive? save it as CSV");
  EXPECT_EQ(error("a,b\n1,gr\xfcn\n"),
            "4 data.csv:2: found the byte \"\\xfc\", which is not UTF-8 | save the file as CSV in UTF-8");
  EXPECT_EQ(error("\xff\xfe"
                  "a\0,\0"s),
            "4 data.csv: the file is UTF-16; expected UTF-8 | save it as CSV in UTF-8");
}

TEST(CsvError, Delimiter) {
  EXPECT_EQ(error("a,b\n", {.delimiter = '"'}),
            "3 /data/delimiter: found \"\\\"\" as delimiter; expected one character such as , or ;");
}

TEST(CsvError, NoFile) {
  EXPECT_EQ(error_text([] { read_csv("no/such/file.csv"); }).substr(0, 2), "6 ");
}

// Random text of the format's special characters: an error or a table, never a crash.
TEST(Csv, AnyTextIsATableOrAnError) {
  constexpr std::string_view alphabet = ",;\t|\"\"\n\n\r aé1.-";
  int tables = 0;
  for (std::uint64_t trial = 0; trial < 20'000; ++trial) {
    std::string text;
    const std::uint64_t size = random_bits(0, stream(StreamKind::noise), trial, 0) % 24;
    for (std::uint64_t i = 1; i <= size; ++i) {
      text += alphabet[random_bits(0, stream(StreamKind::noise), trial, i) % alphabet.size()];
    }
    const std::string result = error_text([&] {
      cells(text);
      ++tables;
    });
    ASSERT_TRUE(result == "no error" || result.starts_with("4 data.csv")) << result;
  }
  EXPECT_GT(tables, 100);
}

}  // namespace
}  // namespace nntrain
