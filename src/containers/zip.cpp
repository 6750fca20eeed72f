#include "containers/zip.h"

#include <minizip/unzip.h>
#include <minizip/zip.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <set>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {

namespace {

constexpr std::size_t most_entries = 10'000;
constexpr std::uint64_t piece = 1 << 30;  // minizip counts a call's bytes in 32 bits

// An archive's bytes as the file that minizip reads or writes.
struct MemoryFile {
  std::string_view given;  // to read
  std::string made;        // what was written
  std::uint64_t place = 0;

  static MemoryFile& of(void* opaque) { return *static_cast<MemoryFile*>(opaque); }
  std::uint64_t size() const { return std::max<std::uint64_t>(given.size(), made.size()); }

  uLong read(void* out, uLong wanted) {
    if (place >= given.size()) return 0;
    const std::size_t count = std::min<std::size_t>(wanted, given.size() - place);
    std::memcpy(out, given.data() + place, count);
    place += count;
    return count;
  }
  uLong write(const void* from, uLong count) {
    if (made.size() < place + count) made.resize(place + count);
    std::memcpy(made.data() + place, from, count);
    place += count;
    return count;
  }
  long seek(std::uint64_t offset, int origin) {
    const std::uint64_t base = origin == ZLIB_FILEFUNC_SEEK_SET ? 0 : origin == ZLIB_FILEFUNC_SEEK_END ? size() : place;
    if (base + offset > size()) return -1;
    place = base + offset;
    return 0;
  }

  zlib_filefunc64_def functions() {
    return {.zopen64_file = [](void* self, const void*, int) { return self; },
            .zread_file = [](void* self, void*, void* out, uLong size) { return of(self).read(out, size); },
            .zwrite_file = [](void* self, void*, const void* from, uLong size) { return of(self).write(from, size); },
            .ztell64_file = [](void* self, void*) -> ZPOS64_T { return of(self).place; },
            .zseek64_file = [](void* self, void*, ZPOS64_T offset, int origin) { return of(self).seek(offset, origin); },
            .zclose_file = [](void*, void*) { return 0; },
            .zerror_file = [](void*, void*) { return 0; },
            .opaque = this};
  }
};

struct CloseZip {
  void operator()(void* zip) const { ::unzClose(zip); }
};
using OpenZip = std::unique_ptr<void, CloseZip>;

OpenZip open_zip(MemoryFile& file) {
  zlib_filefunc64_def functions = file.functions();
  return OpenZip(::unzOpen2_64("", &functions));
}

}  // namespace

std::string zip_of(std::span<const ZipEntry> entries) {
  MemoryFile file;
  const auto check = [](int code) {
    if (code != ZIP_OK) throw Error(ErrorKind::internal, "a ZIP archive cannot be made: minizip says " + std::to_string(code));
  };
  zlib_filefunc64_def functions = file.functions();
  const zipFile zip = ::zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &functions);
  std::uint64_t size = 0;
  for (const ZipEntry& entry : entries) size += entry.bytes.size() + 2 * entry.name.size() + 256;
  file.made.reserve(size);
  zip_fileinfo info{};
  info.dosDate = 1 << 21 | 1 << 16;  // year 0 of 1980, month, day
  for (const ZipEntry& entry : entries) {
    check(::zipOpenNewFileInZip64(zip, entry.name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, 0, 0, entry.bytes.size() >= 0xffffffff));
    for (std::uint64_t at = 0; at < entry.bytes.size(); at += piece)
      check(::zipWriteInFileInZip(zip, entry.bytes.data() + at, static_cast<unsigned>(std::min(piece, entry.bytes.size() - at))));
    check(::zipCloseFileInZip(zip));
  }
  check(::zipClose(zip, nullptr));
  return std::move(file.made);
}

bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"); }

void ZipArchive::damaged() const { throw Error(ErrorKind::model_file, "the ZIP archive is damaged", path_, "is the file whole? copy it again"); }

ZipArchive::ZipArchive(std::string_view bytes, std::string path) : bytes_(bytes), path_(std::move(path)) {
  MemoryFile file{.given = bytes_};
  const OpenZip zip = open_zip(file);
  if (!zip) damaged();
  std::set<std::string> names;
  std::uint64_t total = 0;
  int code = ::unzGoToFirstFile(zip.get());
  for (; code == UNZ_OK; code = ::unzGoToNextFile(zip.get())) {
    std::array<char, 4096> name{};
    unz_file_info64 info{};
    if (::unzGetCurrentFileInfo64(zip.get(), &info, name.data(), name.size() - 1, nullptr, 0, nullptr, 0) != UNZ_OK) damaged();
    entries_.push_back({name.data(), info.uncompressed_size});
    const auto refuse = [&](const std::string& what) {
      throw Error(ErrorKind::model_file, "the ZIP archive " + what + " " + quoted(name.data()), path_, "no program that saves models writes such a file");
    };
    if (!names.insert(name.data()).second) refuse("holds two files called");
    if (entries_.size() > most_entries) refuse("holds more than " + std::to_string(most_entries) + " files, up to");
    if (info.uncompressed_size > most_unpacked(bytes_.size()) - total) refuse("of " + std::to_string(bytes_.size()) + " bytes claims to unpack to far more, at");
    total += info.uncompressed_size;
  }
  if (code != UNZ_END_OF_LIST_OF_FILE) damaged();
}

bool ZipArchive::has(std::string_view name) const { return std::ranges::find(entries_, name, &Entry::name) != entries_.end(); }

std::string ZipArchive::read(std::string_view name) const {
  const auto entry = std::ranges::find(entries_, name, &Entry::name);
  MemoryFile file{.given = bytes_};
  const OpenZip zip = open_zip(file);
  if (!zip || ::unzLocateFile(zip.get(), entry->name.c_str(), 1) != UNZ_OK || ::unzOpenCurrentFile(zip.get()) != UNZ_OK) damaged();
  std::string out(entry->size, '\0');
  for (std::uint64_t at = 0; at < out.size();) {
    const int got = ::unzReadCurrentFile(zip.get(), out.data() + at, static_cast<unsigned>(std::min(piece, out.size() - at)));
    if (got <= 0) damaged();
    at += static_cast<std::uint64_t>(got);
  }
  if (char more = 0; ::unzReadCurrentFile(zip.get(), &more, 1) != 0 || ::unzCloseCurrentFile(zip.get()) != UNZ_OK) damaged();
  return out;
}

}  // namespace nntrain
