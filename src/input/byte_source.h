// Where bytes come from, in order.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace nntrain {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Puts up to `size` bytes at `out` and returns how many; 0 only at the end. Throws Error{io, data}.
  virtual std::size_t read(char* out, std::size_t size) = 0;

  // For a progress bar: how far it is, and how much there is in all; 0: not known.
  virtual std::uint64_t bytes_done() const = 0;
  virtual std::uint64_t bytes_in_all() const { return 0; }
};

// A file; "-": standard input. Throws Error{io}.
std::unique_ptr<ByteSource> open_file(const std::string& path);

// Text in memory.
std::unique_ptr<ByteSource> open_text(std::shared_ptr<const std::string> text);

// Reads until `size` bytes are there or the source ends; returns how many.
std::size_t read_fully(ByteSource& source, char* out, std::size_t size);

}  // namespace nntrain
