// Where bytes come from, in order.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace nntrain {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Puts up to `size` bytes at `out` and returns how many; 0 only at the end. Throws Error{io, data}.
  std::size_t read(char* out, std::size_t size);

  // The same until `size` bytes are there or the source ends.
  std::size_t read_fully(char* out, std::size_t size);

  // The bytes that come next, up to `size` of them; they are still to be read.
  std::string_view peek(std::size_t size);

  // For a progress bar: how far it is, and how much there is in all; 0: not known.
  virtual std::uint64_t bytes_done() const = 0;
  virtual std::uint64_t bytes_in_all() const { return 0; }

 private:
  virtual std::size_t read_more(char* out, std::size_t size) = 0;

  std::string ahead_;  // peeked at, from ahead_begin_
  std::size_t ahead_begin_ = 0;
};

using ByteSourcePtr = std::unique_ptr<ByteSource>;

// Text in memory.
ByteSourcePtr open_text(std::shared_ptr<const std::string> text);

// Files that are read by their names, more than once if need be: what comes through a pipe is kept, in memory or, beyond
// 64 MiB, in a temporary file.
class InputFiles {
 public:
  // keep_pipes: what comes through a pipe can be opened again.
  explicit InputFiles(bool keep_pipes);
  InputFiles(InputFiles&&) noexcept;
  ~InputFiles();

  // A file from its beginning, "-" is standard input; what gzip or zstd compressed is decompressed, as its first bytes tell.
  // Throws Error{io}. Only one source of a pipe may be there at a time.
  ByteSourcePtr open(const std::string& path);

 private:
  struct Kept;
  bool keep_pipes_;
  std::unique_ptr<Kept> kept_;
};

// How messages call a file: "standard input" of "-".
std::string source_name(const std::string& path);

}  // namespace nntrain
