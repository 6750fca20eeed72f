#include <gtest/gtest.h>

#include <bit>
#include <charconv>

#include "base/random.h"
#include "base/text.h"
#include "error_text.h"
#include "input/table_reader.h"

namespace nntrain {
namespace {

using namespace std::string_literals;
using Names = std::vector<std::string>;

Table parse(std::string text, const ReadOptions& options = {}) {
  return parse_csv(std::move(text), "data.csv", options);
}

std::string error(std::string text, const ReadOptions& options = {}) {
  return error_text([&] { parse(std::move(text), options); });
}

// All cells of a table: columns between |, rows between /.
std::string cells(const Table& table) {
  std::string text;
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    if (row > 0) text += "/";
    for (std::int64_t column = 0; column < table.num_columns(); ++column) {
      text.append(column > 0 ? "|" : "").append(table.text(row, column));
    }
  }
  return text;
}

std::string cells(std::string text, const ReadOptions& options = {}) { return cells(parse(std::move(text), options)); }

std::string rows(const std::string& row, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += row;
  return text;
}

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
  EXPECT_EQ(parse("a;b;c\n1;2;3\n").head().delimiter, ';');
  EXPECT_EQ(parse("a\tb\n1\t2\n").head().delimiter, '\t');
  EXPECT_EQ(parse("a|b\n1|2\n").head().delimiter, '|');
  EXPECT_EQ(parse("a;b\n1,5;2,5\n").head().delimiter, ';') << "decimal commas";
  EXPECT_EQ(parse("a,b\n\"1;2;3\",4\n\"1;2;3\",4\n").head().delimiter, ',') << "quotes";
  EXPECT_EQ(parse("note,b\nx; y,2\nz,3\n").head().delimiter, ',') << "a semicolon in some rows";
  EXPECT_EQ(parse("a\n1\n2\n").head().delimiter, ',');
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
    ASSERT_EQ(table.text(i, 0), std::to_string(i));
    ASSERT_EQ(table.text(i, 1), std::to_string(2 * i));
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
  EXPECT_EQ(error("a,b\n1,x\n" + rows("1,y\n", 2000) + "1,a\0b\n"s),
            "4 data.csv:2003:2: found a zero byte; expected CSV text | is this a spreadsheet or an archive? save it as CSV");
  EXPECT_EQ(error("a,b\n1,gr\xfcn\n", {.encoding = Encoding::utf8}),
            "4 data.csv:2:2: found the byte \"\\xfc\", which is not UTF-8 | save the file as CSV in UTF-8");
  EXPECT_EQ(error("\xff\xfe"
                  "a\0,\0"s),
            "4 data.csv: the file is UTF-16; expected UTF-8 | save it as CSV in UTF-8");
}

TEST(CsvError, Delimiter) {
  EXPECT_EQ(error("a,b\n", {.delimiter = '"'}),
            "3 /data/delimiter: found \"\\\"\" as delimiter; expected one character such as , or ;");
}

TEST(CsvError, NoFile) {
  EXPECT_EQ(error_text([] { read_table("no/such/file.csv"); }).substr(0, 2), "6 ");
}

// All that a table says, or its error.
std::string whole(const std::string& text, std::size_t piece_bytes, int threads = 1) {
  std::string result;
  const std::string failed = error_text([&] {
    const Table table = parse(text, {.threads = threads, .piece_bytes = piece_bytes});
    for (const std::string& name : table.names()) result += name + "|";
    result += cells(table);
    for (std::int64_t row = 0; row < table.num_rows(); ++row) result += " " + table.place(row, 0);
    for (const std::string& remark : table.remarks()) result += remark;
  });
  return result + failed;
}

// ---- What cells are ----

TEST(Csv, NumbersAreFloatsTextsAreNumbered) {
  const Table table = parse("a,b\n1.5,x\n-2,y\n3,x\n");
  const Block& block = table.blocks().at(0);
  EXPECT_EQ(block.cell(0, 0).number(), 1.5f);
  EXPECT_EQ(block.cell(1, 0).number(), -2);
  EXPECT_EQ(block.text(block.cell(1, 1)), "y");
  EXPECT_EQ(block.cell(0, 1).text_id(), block.cell(2, 1).text_id());
  EXPECT_EQ(block.counts(0).texts, 0);
  EXPECT_EQ(block.counts(1).texts, 3);
  EXPECT_EQ(table.text(0, 0), "1.5");
}

TEST(Csv, EveryWayToWriteANumber) {
  for (const std::string text : {"0", "7", "-0", "12345678", "123456789", "-99999999", "16777217", "0.1", ".5", "5.", "-.25", "+3",
                                 "1e-3", "1E5", "-2.5e+10", "3.14159265358979", "0.1234567890123456789", "12345678.1234567",
                                 "1e-50", "3.4028235e38", "0.000000000000001", "123456.78901234", "99999999.99999999"}) {
    float expected = 0;
    ASSERT_EQ(parse_float(text, expected), NumberText::finite) << text;
    for (const std::string& dress : {text, " " + text + "\t", "\"" + text + "\""}) {
      const Table table = parse("a,b\n" + dress + ",1\n1," + dress + "\n");
      ASSERT_TRUE(table.cell(0, 0).is_number()) << dress;
      EXPECT_EQ(std::bit_cast<std::uint32_t>(table.cell(0, 0).number()), std::bit_cast<std::uint32_t>(expected)) << dress;
      EXPECT_EQ(std::bit_cast<std::uint32_t>(table.cell(1, 1).number()), std::bit_cast<std::uint32_t>(expected)) << dress;
    }
  }
}

TEST(Csv, RandomDecimalsAreCorrectlyRounded) {
  std::string table = "a\n";
  std::vector<std::string> texts;
  for (std::uint64_t trial = 0; trial < 50'000; ++trial) {
    auto draw = [&, i = std::uint64_t{0}](std::uint64_t bound) mutable { return random_bits(0, stream(StreamKind::noise), trial, i++) % bound; };
    std::string text = draw(2) == 0 ? "-" : "";
    for (std::uint64_t i = 0, n = 1 + draw(9); i < n; ++i) text += static_cast<char>('0' + draw(10));
    if (draw(4) > 0) text += ".";
    if (text.back() == '.') {
      for (std::uint64_t i = 0, n = draw(11); i < n; ++i) text += static_cast<char>('0' + draw(10));
    }
    table += text + "\n";
    texts.push_back(std::move(text));
  }
  const Table read = parse(table);
  for (std::size_t row = 0; row < texts.size(); ++row) {
    float expected = 0;
    std::from_chars(texts[row].data(), texts[row].data() + texts[row].size(), expected);
    ASSERT_EQ(std::bit_cast<std::uint32_t>(read.cell(static_cast<std::int64_t>(row), 0).number()), std::bit_cast<std::uint32_t>(expected)) << texts[row];
  }
}

// Rows of whole numbers in which now and then stands something else: each cell is what it is by itself.
TEST(Csv, RunsOfWholeNumbers) {
  std::uint32_t random = 1;
  const auto below = [&](std::uint32_t n) {
    random = random * 1664525u + 1013904223u;
    return (random >> 8) % n;
  };
  const std::vector<std::string> others{"-", "1-2", "--3", "-0", "123456789", "1e3", "2.5", "-.5", "\"7\"", " 8 ", "", "00012", "+4", "NA", "-99999999", "x"};
  for (const std::uint32_t rarity : {3u, 40u, 2000u}) {
    std::vector<std::vector<std::string>> rows(60);
    std::string text;
    for (std::vector<std::string>& row : rows) {
      for (int column = 0; column < 150; ++column) {
        const std::string number = (below(9) == 0 ? "-" : "") + std::to_string(below(4) ? below(10) : below(2) ? below(1000) : below(99999999));
        row.push_back(below(rarity) == 0 ? others[below(static_cast<std::uint32_t>(others.size()))] : number);
        text += (column > 0 ? "," : "") + row.back();
      }
      text += '\n';
    }
    ReadOptions options;
    options.header = false;
    const Table table = parse_csv(text, "t.csv", options);
    ASSERT_EQ(table.num_rows(), 60);
    for (std::int64_t r = 0; r < 60; ++r) {
      for (std::int64_t c = 0; c < 150; ++c) {
        std::string cell = rows[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
        std::erase_if(cell, [](char each) { return each == ' ' || each == '"'; });
        float expected = 0;
        const bool is_number = parse_float(cell, expected) == NumberText::finite;
        ASSERT_EQ(table.cell(r, c).is_number(), is_number) << cell;
        if (is_number) ASSERT_EQ(std::bit_cast<std::uint32_t>(table.cell(r, c).number()), std::bit_cast<std::uint32_t>(expected)) << cell;
        else ASSERT_EQ(table.text(r, c), cell);
      }
    }
  }
}

TEST(Csv, KindsOfCells) {
  const Table table = parse("a,b\n1,2\nNA,inf\n,1e39\n4,oops\n5,6\n7,8\n9,1\n");
  const Block& block = table.blocks().at(0);
  const auto kind = [&](std::int64_t row, std::int64_t column) { return block.kind(block.cell(row, column)); };
  EXPECT_EQ(kind(1, 0), TextKind::missing);
  EXPECT_EQ(kind(2, 0), TextKind::missing);
  EXPECT_EQ(kind(1, 1), TextKind::not_finite);
  EXPECT_EQ(kind(2, 1), TextKind::too_large);
  EXPECT_EQ(kind(3, 1), TextKind::text);
  EXPECT_EQ(block.counts(0).missing, 2);
  EXPECT_EQ(block.counts(1).texts, 3);
  EXPECT_TRUE(parse("a,b\n-,2\n3,4\n", {.missing_texts = {"-"}}).is_missing(0, 0));
  EXPECT_FALSE(parse("a,b\nNA,2\n3,4\n", {.missing_texts = {"-"}}).is_missing(0, 0));
}

TEST(Csv, TextColumnsKeepTheirTexts) {
  EXPECT_EQ(cells("zip,n\n01,2\n1,02\n", {.text_columns = {"zip"}}), "01|2/1|2");
  EXPECT_EQ(cells("t,n\n01,02\nx,3\n"), "01|2/x|3") << "half of the first column are numbers";
  const Table late = parse("t,n\n" + rows("01,02\n", 1500) + rows("x,3\n", 1500));
  EXPECT_EQ(late.text(0, 0), "01") << "half of all cells are numbers, which the first rows do not show";
  EXPECT_EQ(late.text(0, 1), "2");
  EXPECT_EQ(parse("t,n\n" + rows("01,02\n", 1500) + rows("x,3\n", 1499)).text(0, 0), "1");
  EXPECT_EQ(parse("t,n\n" + rows("x,1\n", 1500) + rows("01,3\n", 9000)).number(2000, 0), 1.0f) << "texts that are numbers";
}

// ---- Other dresses ----

TEST(Csv, ADelimiterThatMakesASingleColumnIsTold) {
  EXPECT_EQ(parse("a;b\n1;2\n", {.delimiter = ','}).remarks(),
            Names{"data.csv:1: the delimiter \",\" makes a single column of the file; \";\" would make 2"});
  EXPECT_EQ(parse("a\n1\n", {.delimiter = ';'}).remarks(), Names{});
}

TEST(Csv, DecimalCommas) {
  EXPECT_EQ(cells("a;b\n1,5;-2,25\n3;,5\n"), "1.5|-2.25/3|0.5");
  EXPECT_EQ(parse("1,5;2,5\n3,5;4,5\n").has_header(), false);
  EXPECT_TRUE(parse("a;b\n1,5;x\n").cell(0, 0).is_number());
  EXPECT_FALSE(parse("a;b\n1,5;2.5\n").cell(0, 0).is_number()) << "points are there, too";
  EXPECT_TRUE(parse("a;b\n1,5;2.5\n", {.decimal = ','}).cell(0, 0).is_number());
  EXPECT_FALSE(parse("a;b\n1.5;2,5\n", {.decimal = ','}).cell(0, 0).is_number());
  EXPECT_FALSE(parse("a;b\n1,5;2,5\n", {.decimal = '.'}).cell(0, 0).is_number());
  EXPECT_EQ(error("a,b\n1,2\n", {.decimal = ','}),
            "3 /data/decimal: found \",\" as decimal; expected another character than the delimiter; say which that is: "
            "\"delimiter\": \";\"");
  EXPECT_EQ(error("a,b\n1,2\n", {.decimal = 'x'}), "3 /data/decimal: found \"x\" as decimal; expected a point or a comma");
}

TEST(Csv, WhatIsNotUtf8IsLatin1) {
  const Table mixed = parse("n\xe4me,t\nv\xf6lk,gr\xc3\xbcn\nx,\xdf\n");
  EXPECT_EQ(mixed.names()[0], "n\xc3\xa4me");
  EXPECT_EQ(cells(mixed), "v\xc3\xb6lk|gr\xc3\xbcn/x|\xc3\x9f");
  EXPECT_EQ(mixed.remarks(), Names{"data.csv:1: 3 cells from here on are not UTF-8, and were read as Latin-1"});
  EXPECT_EQ(parse("a,t\n1,x\n2,\xdf\n").remarks(), Names{"data.csv:3: 1 cell is not UTF-8, and was read as Latin-1"});
  const Table all = parse("a,t\n1,\xc3\xbc\n", {.encoding = Encoding::latin1});
  EXPECT_EQ(all.text(0, 1), "\xc3\x83\xc2\xbc");
  EXPECT_EQ(all.remarks(), Names{});
}

// ---- Threads ----

// Rows of numbers, texts, quoted line breaks and gaps, one in `fault` of them faulty.
std::string random_rows(std::uint64_t seed, int count, int fault) {
  std::string text = "a,b,c\n";
  for (int row = 0; row < count; ++row) {
    auto draw = [&, i = std::uint64_t{0}](std::uint64_t bound) mutable {
      return random_bits(seed, stream(StreamKind::noise), static_cast<std::uint64_t>(row), i++) % bound;
    };
    text += std::to_string(draw(1000)) + ",";
    switch (draw(4)) {
      case 0: text += "\"two\nlines, " + std::string(draw(30), 'x') + "\""; break;
      case 1: text += "5\" pipe"; break;
      case 2: text += ""; break;
      default: text += "word" + std::to_string(draw(50)); break;
    }
    text += "," + std::to_string(draw(1000)) + "." + std::to_string(draw(1000));
    if (fault > 0 && draw(static_cast<std::uint64_t>(fault)) == 0) text += draw(2) == 0 ? ",9" : "\n\n1,\"x\"y,2";
    text += "\n";
  }
  return text;
}

TEST(Csv, ThreadsChangeNothing) {
  int faults = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const std::string text = random_rows(seed, 400, seed % 3 == 0 ? 0 : 300);
    const std::string expected = whole(text, 1 << 20, 1);
    faults += expected.find("4 data.csv:") != expected.npos;
    for (const std::size_t piece : {30, 500, 4000}) {
      for (const int threads : {2, 5}) ASSERT_EQ(whole(text, piece, threads), expected) << seed;
    }
  }
  EXPECT_GT(faults, 5);
}

// Random text of the format's special characters: an error or a table, never a crash.
// However small the pieces are that the file is cut into, cells, lines, places and errors are the same.
TEST(Csv, AnyTextIsATableOrAnError) {
  constexpr std::string_view alphabet = ",;\t|\"\"\n\n\r aé1.-\xff";
  int tables = 0;
  for (std::uint64_t trial = 0; trial < 20'000; ++trial) {
    std::string text;
    const std::uint64_t size = random_bits(0, stream(StreamKind::noise), trial, 0) % 40;
    for (std::uint64_t i = 1; i <= size; ++i) {
      text += alphabet[random_bits(0, stream(StreamKind::noise), trial, i) % alphabet.size()];
    }
    const std::string result = error_text([&] {
      cells(text);
      ++tables;
    });
    for (const std::size_t piece : {1, 2, 5}) ASSERT_EQ(whole(text, piece), whole(text, 1 << 20)) << text << " in pieces of " << piece;
    ASSERT_TRUE(result == "no error" || result.starts_with("4 data.csv")) << result;
  }
  EXPECT_GT(tables, 100);
}

}  // namespace
}  // namespace nntrain
