// Files as they lie on a disk: compressed, several, patterns, pipes.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "error_text.h"
#include "input/file_list.h"
#include "input/table_reader.h"

namespace nntrain {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

class Files : public testing::Test {
 protected:
  Files() {
    folder_ = fs::temp_directory_path() / ("nntrain-files-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  ~Files() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  // An error without the folder.
  template <class F>
  std::string error(F f) const {
    std::string text = error_text(f);
    for (std::size_t at = 0; (at = text.find(folder_.string() + "/")) != text.npos;) text.erase(at, folder_.string().size() + 1);
    return text;
  }

 private:
  fs::path folder_;
};

std::string gzipped(const std::string& text) {
  z_stream state{};
  ::deflateInit2(&state, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 1000, '\0');
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  state.avail_in = static_cast<uInt>(text.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  ::deflate(&state, Z_FINISH);
  out.resize(state.total_out);
  ::deflateEnd(&state);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string numbers(int count) {
  std::string text = "a,b\n";
  for (int i = 0; i < count; ++i) text += std::to_string(i) + "," + std::to_string(i * 7 % 1000) + "\n";
  return text;
}

// The sum of all cells and how many they are.
std::pair<double, std::int64_t> sum(const Table& table) {
  double total = 0;
  for (const Block& block : table.blocks())
    for (std::int64_t row = 0; row < block.num_rows(); ++row)
      for (std::int64_t column = 0; column < block.num_columns(); ++column) total += block.cell(row, column).number();
  return {total, table.num_rows()};
}

TEST_F(Files, CompressedAreReadAsPlainOnes) {
  const std::string text = numbers(400'000);  // larger than what is looked at first
  const auto expected = sum(read_table(write("plain.csv", text)));
  EXPECT_EQ(expected.second, 400'000);
  EXPECT_EQ(sum(read_table(write("named.as.you.like", gzipped(text)))), expected);
  EXPECT_EQ(sum(read_table(write("d.csv.zst", zstd(text)))), expected);
  const std::size_t half = text.find('\n', text.size() / 2) + 1;
  EXPECT_EQ(sum(read_table(write("members.gz", gzipped(text.substr(0, half)) + gzipped(text.substr(half))))), expected);
  EXPECT_EQ(sum(read_table(write("frames.zst", zstd(text.substr(0, half)) + zstd(text.substr(half))))), expected);
}

TEST_F(Files, CompressedThatAreDamaged) {
  const std::string text = numbers(100'000), hint = " | is the file whole? copy or compress it again";
  const auto of = [&](const std::string& name, std::string bytes) { return error([&] { read_table(write(name, bytes)); }); };
  EXPECT_EQ(of("d.gz", gzipped(text).substr(0, 5000)), "4 d.gz: the gzip file is damaged, or not all there" + hint);
  EXPECT_EQ(of("d.zst", zstd(text).substr(0, 5000)), "4 d.zst: the zstd file is damaged, or not all there" + hint);
  std::string gz = gzipped(text), zst = zstd(text);
  for (std::size_t i = 0; i < 100; ++i) gz[3000 + i] = zst[8 + i] = 'x';
  EXPECT_EQ(of("d.gz", gz), "4 d.gz: the gzip file is damaged, or not all there" + hint);
  EXPECT_EQ(of("d.zst", zst), "4 d.zst: the zstd file is damaged, or not all there" + hint);
}

TEST_F(Files, SeveralAreOneTable) {
  write("part-1.csv", "a,b\n1,2\n3,4");
  write("part-2.csv", "\n a,b\r\n5,6\r\n\r\n");
  write("part-10.csv.gz", gzipped("a,b\n7,8\n"));
  const Table table = read_table(path("part-*"));
  ASSERT_EQ(table.num_rows(), 4);
  EXPECT_EQ(table.number(0, 0), 1.0f);
  EXPECT_EQ(table.number(2, 0), 7.0f) << "sorted by bytes";
  EXPECT_EQ(table.number(3, 1), 6.0f);
  EXPECT_TRUE(table.place(3, 1).ends_with("part-2.csv:3:2")) << table.place(3, 1);
  EXPECT_TRUE(table.source().ends_with("part-1.csv"));
  EXPECT_EQ(read_table(Names{path("part-2.csv"), path("part-1.csv")}).number(0, 0), 5.0f) << "in the order in which they are named";
  write("with*star.csv", "a\n9\n");
  EXPECT_EQ(read_table(path("with*star.csv")).number(0, 0), 9.0f);
}

TEST_F(Files, SeveralThatDoNotFit) {
  const std::string first = write("1.csv", "a,b\n1,2\n"), hint = " | files that are read together have the same columns in the same order";
  const auto with = [&](const std::string& text) { return error([&] { read_table(Names{first, write("2.csv", text)}); }); };
  EXPECT_TRUE(with("a,c\n1,2\n").starts_with("4 2.csv:1:2: found the column \"c\"; expected \"b\" as in 1.csv" + hint)) << with("a,c\n1,2\n");
  EXPECT_EQ(with("\na,b,c\n1,2,3\n"), "4 2.csv:2: found 3 columns; expected 2 as in 1.csv" + hint);
  EXPECT_EQ(with("a,b\n1,2\n\n3,4\n5\n"), "4 2.csv:3: found a blank line between rows; expected 2 cells | remove the line");
  EXPECT_EQ(with("a,b\n1,2\n5\n"),
            "4 2.csv:3: found 1 cell; expected 2 as in line 1 (delimiter: ,) | a cell that holds the delimiter must stand in quotes");
  EXPECT_EQ(error([&] { read_table(path("none-*.csv")); }), "6 none-*.csv: no file is called like this pattern");
  EXPECT_EQ(error([&] { read_table(Names{first, path("2-none.csv")}); }), "6 2-none.csv: cannot read: no such file or folder");
}

// A column that turns out to be text is read again, also from a pipe.
TEST_F(Files, PipesAreKeptWhereTheyAreReadTwice) {
  std::string text = "t,n\n";
  for (int i = 0; i < 2000; ++i) text += "01,02\n";
  for (int i = 0; i < 3000; ++i) text += "x,3\n";
  const std::string pipe = path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::jthread writer([&] { std::ofstream(pipe) << text; });
  const Table table = read_table(pipe);
  EXPECT_EQ(table.num_rows(), 5000);
  EXPECT_EQ(table.text(0, 0), "01");
  EXPECT_EQ(table.number(4999, 1), 3.0f);
}

TEST_F(Files, ComeBlockByBlock) {
  const std::string file = write("d.csv", numbers(1'000'000));
  std::uint64_t done = 0, all = 0;
  const auto reader = open_table({file}, {.progress = [&](std::uint64_t d, std::uint64_t a) {
    EXPECT_GE(d, done);
    done = d;
    all = a;
  }});
  EXPECT_EQ(reader->head().names, (Names{"a", "b"}));
  std::int64_t rows = 0;
  int blocks = 0;
  while (const std::optional<Block> block = reader->next()) {
    ASSERT_EQ(block->cell(0, 0).number(), static_cast<float>(rows));
    ASSERT_EQ(block->line(0), rows + 2);
    rows += block->num_rows();
    ++blocks;
  }
  EXPECT_EQ(rows, 1'000'000);
  EXPECT_GT(blocks, 5);
  EXPECT_EQ(done, fs::file_size(file));
  EXPECT_EQ(all, done);
}

TEST_F(Files, MayBeLeftBeforeTheirEnd) {
  const std::string file = write("d.csv", numbers(1'000'000));
  const auto reader = open_table({file}, {.threads = 4});
  EXPECT_TRUE(reader->next());
}

}  // namespace
}  // namespace nntrain
