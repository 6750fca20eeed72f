// npy, npz, IDX and JSON lines. tests/fuzz/table/ has what numpy 2 wrote.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "error_text.h"
#include "input/array_reader.h"
#include "input/json_lines.h"
#include "input/table_reader.h"

namespace nntrain {
namespace {

using namespace std::string_literals;
using Names = std::vector<std::string>;

std::string sample(const std::string& name) { return std::string(NNTRAIN_SOURCE_DIR) + "/tests/fuzz/table/" + name; }

std::string cells(const Table& table) {
  std::string text;
  for (std::int64_t row = 0; row < table.num_rows(); ++row) {
    if (row > 0) text += "/";
    for (std::int64_t column = 0; column < table.num_columns(); ++column) text += (column > 0 ? "|" : "") + table.text(row, column);
  }
  return text;
}

TEST(Arrays, OfNumpy) {
  const Table floats = read_table(sample("c.npy"));
  EXPECT_EQ(floats.names(), (Names{"c0", "c1"}));
  EXPECT_EQ(cells(floats), "1|2.5/nan|-4/inf|6");
  EXPECT_TRUE(floats.is_missing(1, 0));
  EXPECT_FALSE(floats.is_missing(2, 0));
  EXPECT_TRUE(floats.place(2, 1).ends_with("c.npy:3:2"));
  EXPECT_EQ(cells(read_table(sample("fortran.npy"))), "0|1|2|3|4|5|6|7/8|9|10|11|12|13|14|15/16|17|18|19|20|21|22|23");
  const Table single = read_table(sample("bool.npy"));
  EXPECT_EQ(single.names(), Names{"bool"});
  EXPECT_EQ(cells(single), "1/0/1");
  EXPECT_EQ(cells(read_table(sample("big.npy"))), "1/300/-2");
  const Table doubles = read_table(sample("double.npy"));
  EXPECT_EQ(cells(doubles), "1e+300/0.1/-0");
  const Block& block = doubles.blocks()[0];
  EXPECT_EQ(block.kind(block.cell(0, 0)), TextKind::too_large);
}

TEST(Arrays, OfOneArchiveStandSideBySide) {
  const Table stored = read_table(sample("two.npz"));
  EXPECT_EQ(stored.names(), (Names{"x0", "x1", "y"}));
  EXPECT_EQ(cells(stored), "0|1|7/2|3|8/4|5|9");
  EXPECT_EQ(cells(read_table(sample("packed.npz"))), cells(stored));
}

TEST(Arrays, OfMnistsFilesStandSideBySide) {
  const Table table = read_table(Names{sample("images.idx"), sample("labels.idx.gz")});
  EXPECT_EQ(table.names(), (Names{"pixel0", "pixel1", "pixel2", "pixel3", "label"}));
  EXPECT_EQ(cells(table), "0|1|2|3|5/4|5|6|7|0/8|9|10|11|4");
  EXPECT_EQ(cells(read_table(Names{sample("bool.npy"), sample("big.npy")})), "1|1/0|300/1|-2");
}

TEST(Arrays, ComeInBlocks) {
  ReadOptions small;
  small.piece_bytes = 1;
  for (const char* name : {"fortran.npy", "c.npy", "packed.npz"}) {
    const Table table = read_table(sample(name), small);
    EXPECT_EQ(table.blocks().size(), 3u);
    EXPECT_EQ(cells(table), cells(read_table(sample(name))));
    EXPECT_EQ(table.line(2), 3);
  }
}

std::string npy(const std::string& head, const std::string& data) {
  std::string text = "\x93NUMPY\x01\x00"s;
  text += static_cast<char>(head.size());
  return text + '\0' + head + data;
}

TEST(ArraysError, Npy) {
  const auto error = [](const std::string& bytes) {
    return error_text([&] {
      std::vector<ArrayData> arrays;
      arrays.push_back(read_npy(open_text(std::make_shared<const std::string>(bytes)), "x.npy", "x"));
      const auto reader = open_arrays(std::move(arrays), {});
      while (reader->next()) {
      }
    });
  };
  const std::string head = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  const auto with = [&](const std::string& from, const std::string& to) { return std::string(head).replace(head.find(from), from.size(), to); };
  EXPECT_EQ(error(npy(head, std::string(24, '\0'))), "no error");
  EXPECT_EQ(error(npy(head, std::string(23, '\0'))), "4 x.npy: the file ends too early; expected an array of shape [2, 3] | is the file whole? copy it again");
  EXPECT_EQ(error(npy(with("(2, 3)", "(9223372036854775807, 3)"), "x")),
            "4 x.npy: the file ends too early; expected an array of shape [9223372036854775807, 3] | is the file whole? copy it again");
  EXPECT_EQ(error(npy(with("(2, 3)", "(2, 99999999)"), "x")), "4 x.npy: found an array of shape [2, 99999999]; expected at most 1048576 numbers a row");
  EXPECT_EQ(error(npy(with("(2, 3)", "(0, 3)"), "")), "4 x.npy: the array of shape [0, 3] is empty; expected rows of numbers");
  EXPECT_EQ(error(npy(with("(2, 3)", "()"), "")), "4 x.npy: found a single number; expected an array of rows");
  EXPECT_EQ(error(npy(with("(2, 3)", "(2, x)"), "")), "4 x.npy: found the axis \"x\"; expected a whole number");
  EXPECT_EQ(error(npy(with("<f4", "<U5"), "")),
            "4 x.npy: found the type \"'<U5'\"; expected whole numbers, booleans, float32 or float64 | convert it: array.astype('float32')");
  EXPECT_EQ(error(npy("{}", "")), "4 x.npy: the head of the npy file has no \"descr\"; found \"{}\"");
  EXPECT_EQ(error(npy(head, "").substr(0, 30)), "4 x.npy: the file ends in its head | is the file whole? copy it again");
}

TEST(ArraysError, Files) {
  const auto error = [](const Names& names) {
    Names paths;
    for (const std::string& name : names) paths.push_back(sample(name));
    std::string text = error_text([&] { read_table(paths); });
    for (std::size_t at = 0; (at = text.find(sample(""))) != text.npos;) text.erase(at, sample("").size());
    return text;
  };
  EXPECT_EQ(error({"images.idx", "rows.jsonl"}), "4 rows.jsonl: found no npy or IDX file; expected one, as images.idx is | arrays stand side by side; rows of CSV files follow each other");
  EXPECT_EQ(error({"bool.npy", "bool.npy"}), "4 bool.npy: found the column name \"bool\" twice | give each array a name of its own");
  EXPECT_EQ(error({"two.npz", "c.npy"}), "4 two.npz: found an npz file among several files; expected it alone | put the files together first");
  const std::string path = (std::filesystem::temp_directory_path() / ("nntrain-arrays-" + std::to_string(::getpid()))).string();
  write_file_atomically(path, "PK\x03\x04 and no more");
  EXPECT_EQ(error_text([&] { read_table(path); }),
            "4 " + path + ": found the beginning of a ZIP archive, but not its end; expected an npz file | is the file whole? copy it again; it cannot come through a pipe");
  write_file_atomically(path, "\0\0\x08\x01\0\0\0\x02"s + "a");
  EXPECT_EQ(error_text([&] { read_table(path); }), "4 " + path + ": the file ends too early; expected an array of shape [2] | is the file whole? copy it again");
  std::filesystem::remove(path);
}

Table lines(const std::string& text) {
  const auto reader = open_json_lines(open_text(std::make_shared<const std::string>(text)), "d.jsonl", {});
  std::vector<Block> blocks;
  while (std::optional<Block> block = reader->next()) blocks.push_back(std::move(*block));
  return Table(reader->head(), std::move(blocks));
}

TEST(JsonLines, NumbersOfTextColumnsStandAsTheyAreWritten) {
  const std::string text = "{\"id\": 20231115001, \"price\": 1.50, \"x\": 2}\n";
  const auto reader = open_json_lines(open_text(std::make_shared<const std::string>(text)), "d.jsonl", {.text_columns = {"id", "price"}});
  const std::optional<Block> block = reader->next();
  ASSERT_TRUE(block);
  EXPECT_EQ(block->text(block->cell(0, 0)), "20231115001");
  EXPECT_EQ(block->text(block->cell(0, 1)), "1.50");
  EXPECT_EQ(block->cell(0, 2).number(), 2);
}

TEST(Arrays, TextColumnsKeepAllDigits) {
  const std::string path = (std::filesystem::temp_directory_path() / ("nntrain-ids-" + std::to_string(::getpid()))).string();
  write_file_atomically(path, "\0\0\x0C\x01\0\0\0\x02\x01\x34\xB3\xCB\xFF\xFF\xFF\xFE"s);  // 20231115, -2
  EXPECT_EQ(read_table(path).text(0, 0), "20231116") << "as float32 has it";
  ReadOptions options;
  options.text_columns = {"label"};
  EXPECT_EQ(read_table(path, options).text(0, 0), "20231115");
  EXPECT_EQ(read_table(path, options).number(1, 0), -2.0f);
  options.missing_texts = {"-2"};
  EXPECT_TRUE(read_table(path, options).is_missing(1, 0));
  std::filesystem::remove(path);
}

TEST(JsonLines, ObjectsByKey) {
  const Table table = read_table(sample("rows.jsonl"));
  EXPECT_EQ(table.names(), (Names{"age", "town", "ok", "zip"}));
  EXPECT_EQ(cells(table), "41|Ulm|1|/1500|||01/1e39|NA|0|");
  EXPECT_TRUE(table.is_missing(0, 3));
  EXPECT_TRUE(table.is_missing(2, 1));
  EXPECT_EQ(table.line(1), 3);
  const Block& block = table.blocks()[0];
  EXPECT_EQ(block.kind(block.cell(2, 0)), TextKind::too_large);
  EXPECT_EQ(block.counts(0).texts, 1);
  EXPECT_EQ(block.counts(1).missing, 2);
  EXPECT_EQ(block.counts(3).missing, 2);
  EXPECT_FALSE(block.cell(1, 3).is_number()) << "a string is a text";
  std::string many;
  for (int i = 0; i < 200'000; ++i) many += "{\"i\": " + std::to_string(i) + "}\n";
  const Table large = lines(many);
  ASSERT_EQ(large.num_rows(), 200'000);
  for (std::int64_t i = 0; i < 200'000; i += 777) ASSERT_EQ(large.number(i, 0), static_cast<float>(i));
}

TEST(JsonLinesError, Lines) {
  const auto error = [](const std::string& text) { return error_text([&] { lines(text); }); };
  const std::string hint = " | each line is an object: {\"age\": 41, \"town\": \"Ulm\"}";
  EXPECT_EQ(error("{\"a\": 1}\n{\"a\": [1]}\n"), "4 d.jsonl:2: found an array in column \"a\"; expected a number, string, boolean or null" + hint);
  EXPECT_EQ(error("{\"a\": {\"b\": 1}}\n"), "4 d.jsonl:1: found an object in column \"a\"; expected a number, string, boolean or null" + hint);
  EXPECT_EQ(error("{\"a\": 1}\n\n[1]\n"), "4 d.jsonl:3: found an array; expected an object" + hint);
  EXPECT_EQ(error("{\"a\": 1}\n2\n"), "4 d.jsonl:2: found a single value; expected an object" + hint);
  EXPECT_EQ(error("{\"a\": 1, \"a\": 2}\n"), "4 d.jsonl:1: found the key \"a\" twice" + hint);
  EXPECT_EQ(error("{\"a\": 1\n"), "4 d.jsonl:1: found something that is no JSON at character 8, after \"1\"" + hint);
  EXPECT_EQ(error("{}\n"), "4 d.jsonl:1: found objects without keys; expected a key for each column");
  EXPECT_EQ(error("\n"), "4 d.jsonl: the file is empty; expected an object on each line");
  std::string late;
  for (int i = 0; i < 1000; ++i) late += "{\"a\": 1}\n";
  EXPECT_EQ(error(late + "{\"b\": 1}\n"), "4 d.jsonl:1001: found the key \"b\", which none of the first 1000 rows has" + hint);
}

}  // namespace
}  // namespace nntrain
