// From files to one matrix of float32, as training wants it: read_table FILE... prints the seconds that it took, the bytes of the matrix
// and the largest number of bytes that the process had in memory. readers.py holds it against other readers.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <vector>

#include "base/error.h"
#include "base/each_piece.h"
#include "input/table_reader.h"

int main(int argc, char** argv) {
  using namespace nntrain;
  try {
    const auto start = std::chrono::steady_clock::now();
    Table table = read_table(std::vector<std::string>(argv + 1, argv + argc));
    Buffer<float> matrix(static_cast<std::size_t>(table.num_rows() * table.num_columns()));
    each_piece(table.blocks().size(), true, [&](std::size_t i) {
      const Block& block = table.blocks()[i];
      float* out = matrix.data() + table.first_row(i) * table.num_columns();
      for (std::int64_t column = 0; column < block.num_columns(); ++column) {
        const ColumnCounts& counts = block.counts(column);
        if (counts.texts + counts.missing > 0) throw Error{ErrorKind::data, "found a text", block.place(0, column)};
      }
      for (std::int64_t row = 0; row < block.num_rows(); ++row, out += block.num_columns())
        block.copy_numbers(row, 0, {out, static_cast<std::size_t>(block.num_columns())});
      table.release(i);
    });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("{\"seconds\": %.4f, \"matrix_bytes\": %zu, \"peak_bytes\": %ld}\n", seconds.count(), matrix.size() * sizeof(float), usage.ru_maxrss * 1024);
  } catch (const Error& error) {
    std::fprintf(stderr, "%s: %s\n", error.where.c_str(), error.message.c_str());
    return 1;
  }
}
