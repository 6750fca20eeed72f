#include <gtest/gtest.h>

#include <bit>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "base/memory.h"
#include "error_text.h"
#include "input/cells.h"
#include "input/matrix.h"
#include "input/table_reader.h"

namespace nntrain {
namespace {

// Bytes of this process that are in memory now, of files and of none.
std::uint64_t resident() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t size = 0, pages = 0;
  file >> size >> pages;
  return pages * 4096;
}

TEST(Memory, SizesAsPeopleWriteThem) {
  EXPECT_EQ(parse_bytes("4096"), 4096u);
  EXPECT_EQ(parse_bytes("2GiB"), std::uint64_t{2} << 30);
  EXPECT_EQ(parse_bytes(" 512 MiB "), std::uint64_t{512} << 20);
  EXPECT_EQ(parse_bytes("1.5gb"), 1'500'000'000u);
  EXPECT_EQ(parse_bytes("3k"), 3072u);
  for (const char* text : {"", "x", "GiB", "2 apples", "2GiBs", "-1", "1e3", "99999999TiB"}) EXPECT_FALSE(parse_bytes(text)) << text;
  EXPECT_GT(memory_in_all(), std::uint64_t{1} << 26);
}

TEST(Storage, IsZeroShrinksAndMoves) {
  for (const std::size_t bytes : {std::size_t{100}, std::size_t{1} << 20, std::size_t{5} << 20}) {
    Storage storage(bytes);
    EXPECT_EQ(storage.data()[bytes - 1], std::byte{0});
    storage.data()[3] = std::byte{7};
    storage.shrink(50);
    EXPECT_EQ(storage.size(), 50u);
    const Storage moved = std::move(storage);
    EXPECT_EQ(moved.data()[3], std::byte{7});
    EXPECT_FALSE(moved.is_in_file());
  }
}

TEST(Storage, GoesIntoFilesBeyondTheBudget) {
  constexpr std::size_t size = 8 << 20;
  const auto budget = std::make_shared<MemoryBudget>(size + 1000);
  std::optional<Storage> first(std::in_place, size, budget);
  EXPECT_FALSE(first->is_in_file());
  Storage second(size, budget);
  EXPECT_TRUE(second.is_in_file());
  EXPECT_EQ(second.data()[size - 1], std::byte{0});
  for (std::size_t i = 0; i < size; i += 100) second.data()[i] = static_cast<std::byte>(i);
  const std::uint64_t before = resident();
  second.relax();
  EXPECT_LT(resident() + size / 2, before);
  for (std::size_t i = 0; i < size; i += 100) ASSERT_EQ(second.data()[i], static_cast<std::byte>(i));
  first.reset();
  EXPECT_FALSE(Storage(size, budget).is_in_file()) << "what is given back can be taken again";
}

TEST(Storage, SettlesInTheBudgetsFile) {
  const auto budget = std::make_shared<MemoryBudget>(3 << 20);
  std::vector<Storage> all;
  for (int k = 0; k < 6; ++k) {
    Storage storage(1 << 20);
    for (std::size_t i = 0; i < storage.size(); i += 64) storage.data()[i] = static_cast<std::byte>(i + static_cast<std::size_t>(k));
    storage.settle(budget);
    EXPECT_EQ(storage.is_in_file(), k >= 3);
    all.push_back(std::move(storage));
  }
  all.erase(all.begin() + 4);
  for (std::size_t k : {0, 3, 4}) {
    const std::size_t was = k == 4 ? 5 : k;
    for (std::size_t i = 0; i < all[k].size(); i += 64) ASSERT_EQ(all[k].data()[i], static_cast<std::byte>(i + was));
  }
}

TEST(StorageError, NoPlaceForFiles) {
  const char* const was = std::getenv("TMPDIR");
  const std::string folder = was ? was : "";
  ::setenv("TMPDIR", "/no/such/folder", 1);
  const auto budget = std::make_shared<MemoryBudget>(0);
  EXPECT_EQ(error_text([&] { Storage(1 << 20, budget); }),
            "6 /no/such/folder: cannot keep temporary data: there is no such folder | name a folder that can be written to: TMPDIR=/some/folder");
  if (was) ::setenv("TMPDIR", folder.c_str(), 1);
  else ::unsetenv("TMPDIR");
}

TEST(Cells, ReadAsTheyWereWritten) {
  std::vector<Cell> small;
  for (int i = 0; i < 100; ++i) small.push_back(Cell::number(static_cast<float>(i * 255 / 99)));
  const auto expect_same = [](const std::vector<Cell>& cells, std::size_t bytes_a_cell) {
    const Cells copy{std::span<const Cell>(cells)};
    ASSERT_EQ(copy.size(), cells.size());
    EXPECT_EQ(copy.storage().size(), cells.size() * bytes_a_cell);
    for (std::size_t i = 0; i < cells.size(); ++i) EXPECT_EQ(std::bit_cast<std::uint32_t>(copy[i]), std::bit_cast<std::uint32_t>(cells[i])) << i;
    std::vector<float> numbers(cells.size() - 5);
    copy.copy_numbers(3, numbers);
    for (std::size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(std::bit_cast<std::uint32_t>(numbers[i]), std::bit_cast<std::uint32_t>(cells[i + 3])) << i;
  };
  expect_same(small, 1);
  for (const std::size_t place : {0u, 37u, 99u}) {  // one of these, and all take four bytes
    for (const Cell other : {Cell::number(256), Cell::number(-1), Cell::number(0.5f), Cell::number(-0.0f), Cell::number(3e9f), Cell::number(-3e9f), Cell::number(1e-40f), Cell::text(0), Cell::text(7)}) {
      std::vector<Cell> cells = small;
      cells[place] = other;
      expect_same(cells, 4);
    }
  }
}

TEST(FloatBuffer, AreAsAVector) {
  FloatBuffer numbers;
  EXPECT_TRUE(numbers.empty());
  for (std::size_t i = 1; i <= 1000; ++i) {
    numbers.resize(i);
    EXPECT_EQ(numbers[i - 1], 0);
    numbers[i - 1] = static_cast<float>(i);
  }
  const FloatBuffer copy = numbers;
  numbers.resize(3);
  numbers.resize(4);
  EXPECT_EQ(numbers, (std::vector<float>{1, 2, 3, 0}));
  EXPECT_EQ(copy.size(), 1000u);
  EXPECT_EQ(std::accumulate(copy.begin(), copy.end(), 0.0f), 500500);
  EXPECT_EQ((FloatBuffer{1, 2}), (std::vector<float>{1, 2}));
  EXPECT_FALSE(FloatBuffer{1} == FloatBuffer{2});
}

// A table of four times what it may take: the same cells, and no more in memory than was allowed.
TEST(Storage, TablesStayWithinTheirBudget) {
  const std::string path = (std::filesystem::temp_directory_path() / ("nntrain-large-" + std::to_string(::getpid()))).string();
  constexpr int rows = 400'000;
  {
    std::ofstream file(path);
    file << "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y\n";
    std::string rest;
    for (int i = 0; i < 24; ++i) rest += "," + std::to_string(i);
    for (int i = 0; i < rows; ++i) file << i << rest << "\n";
  }
  constexpr std::uint64_t limit = 10'000'000;  // the table's cells: 40 MB
  const std::uint64_t before = resident();
  std::uint64_t most = before;
  ReadOptions options;
  options.threads = 2;
  options.piece_bytes = 1 << 18;
  options.memory = std::make_shared<MemoryBudget>(limit);
  options.progress = [&](std::uint64_t, std::uint64_t) { most = std::max(most, resident()); };
  const Table table = read_table(path, options);
  std::int64_t next = 0;
  for (const Block& block : table.blocks()) {
    for (std::int64_t row = 0; row < block.num_rows(); ++row) ASSERT_EQ(block.cell(row, 0).number(), static_cast<float>(next++));
    block.relax();
    most = std::max(most, resident());
  }
  EXPECT_EQ(next, rows);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(most - before, limit + (12 << 20)) << "and the pieces that are being read";
#endif
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace nntrain
