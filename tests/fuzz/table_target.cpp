// A file of data as it lies on a disk, compressed or not, of any format; read at once, and in the smallest pieces: both are the same.
#include <sys/mman.h>
#include <unistd.h>

#include "input/table_reader.h"
#include "target.h"

namespace {

using namespace nntrain;

// Everything that a table says, or its error; of an archive only that there is one: of two arrays that are damaged, the one that is told is the one
// that is come to first.
std::string whole(const std::string& path, const ReadOptions& options, bool is_archive) {
  std::string text;
  try {
    const Table table = read_table(path, options);
    for (const std::string& name : table.names()) text += name + '\0';
    for (std::int64_t row = 0; row < table.num_rows(); ++row) {
      text += table.place(row, 0);
      for (std::int64_t column = 0; column < table.num_columns(); ++column) {
        text += table.is_missing(row, column) ? '?' : table.cell(row, column).is_number() ? '#' : '"';
        text += table.text(row, column) + '\0';
      }
    }
  } catch (const Error& error) {
    if (error.kind == ErrorKind::internal || error.message.empty()) throw;
    text = is_archive ? "refused" : text + error.where + error.message;
  }
  return text;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::expect_clean_errors(data, size, [](const std::string& bytes) {
    static const int file = ::memfd_create("data", 0);
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) std::abort();
    const std::string path = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(file);
    ReadOptions pieces;
    pieces.piece_bytes = 3;
    const bool is_archive = bytes.starts_with("PK");
    if (whole(path, {}, is_archive) != whole(path, pieces, is_archive)) std::abort();
  });
}
