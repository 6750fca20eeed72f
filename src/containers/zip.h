// ZIP archives in memory, written and read by minizip.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nntrain {

struct ZipEntry {
  std::string name;  // "data/0"
  std::string_view bytes;
};
// The archive of these files in this order, stored as they are, of 1 January 1980: equal files give equal bytes.
std::string zip_of(std::span<const ZipEntry> entries);

// An archive that another program has written. Nothing in it is trusted, and nothing of it is written to a disk.
class ZipArchive {
 public:
  struct Entry {
    std::string name;
    std::uint64_t size;  // of its bytes when they are unpacked, as the archive claims
  };

  // `bytes` must outlive it; `path` is of messages. Errors of all, of kind model_file, where: the path: no archive, or a damaged one;
  // more than 10,000 entries, names that repeat, and entries that claim to be larger than most_unpacked(bytes.size()) together.
  ZipArchive(std::string_view bytes, std::string path);

  const std::vector<Entry>& entries() const { return entries_; }
  bool has(std::string_view name) const;
  std::string read(std::string_view name) const;  // checked against its checksum; precondition: has(name)

 private:
  [[noreturn]] void damaged() const;

  std::string_view bytes_;
  std::string path_;
  std::vector<Entry> entries_;
};

// Whether it begins as an archive does.
bool is_zip(std::string_view bytes);

// How many bytes a packed file of that size may become: numbers of a network are packed to no less than a twentieth, but for small files of
// zeros.
constexpr std::uint64_t most_unpacked(std::uint64_t packed) { return (std::uint64_t{16} << 20) + 20 * packed; }

}  // namespace nntrain
