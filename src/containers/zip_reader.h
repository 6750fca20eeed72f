// The files of a ZIP archive, one after the other or by name: the one place that reads archives, through minizip.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace nntrain {

class ZipReader {
 public:
  // `bytes` must outlive it.
  static ZipReader of_bytes(std::string_view bytes);
  static ZipReader of_file(const std::string& path);
  ZipReader(ZipReader&&) noexcept;
  ~ZipReader();

  bool is_open() const;  // it has the end of an archive; else nothing below may be called

  // Calls `take` with each file's name and how many bytes it claims to be when unpacked, in the archive's order. Whether the list is whole.
  bool list(const std::function<void(const std::string& name, std::uint64_t size)>& take);

  // Goes to the beginning of a file. Whether it is there, packed as is known here.
  bool open(const std::string& name);
  // Puts up to `size` of its next bytes at `out` and returns how many; 0 at its end, where its checksum is held against it; -1: damaged.
  std::int64_t read(char* out, std::size_t size);

 private:
  struct Impl;
  explicit ZipReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace nntrain
