#include "containers/zip.h"

#include <minizip/zip.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "containers/guarded.h"
#include "containers/zip_memory.h"
#include "containers/zip_reader.h"

namespace nntrain {

namespace {

constexpr std::size_t most_entries = 10'000;
constexpr std::uint64_t piece = 1 << 30;  // minizip counts a call's bytes in 32 bits

std::string made_by_minizip(std::span<const ZipEntry> entries) {
  ZipMemory file;
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

}  // namespace

std::string zip_of(std::span<const ZipEntry> entries) {
  return guarded_writing("the ZIP archive", [&](const Append& append) { append(made_by_minizip(entries)); });  // 1.2.13 writes to what malloc() has refused
}

bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"); }

void ZipArchive::damaged() const { throw Error(ErrorKind::model_file, "the ZIP archive is damaged", path_, "is the file whole? copy it again"); }

ZipArchive::ZipArchive(std::string_view bytes, std::string path) : bytes_(bytes), path_(std::move(path)) {
  ZipReader reader = ZipReader::of_bytes(bytes_);
  if (!reader.is_open()) damaged();
  std::set<std::string> names;
  std::uint64_t total = 0;
  const bool is_whole = reader.list([&](const std::string& name, std::uint64_t size) {
    entries_.push_back({name, size});
    const auto refuse = [&](const std::string& what) {
      throw Error(ErrorKind::model_file, "the ZIP archive " + what + " " + quoted(name), path_, "no program that saves models writes such a file");
    };
    if (!names.insert(name).second) refuse("holds two files called");
    if (entries_.size() > most_entries) refuse("holds more than " + std::to_string(most_entries) + " files, up to");
    if (size > most_unpacked(bytes_.size()) - total) refuse("of " + std::to_string(bytes_.size()) + " bytes claims to unpack to far more, at");
    total += size;
  });
  if (!is_whole) damaged();
}

bool ZipArchive::has(std::string_view name) const { return std::ranges::find(entries_, name, &Entry::name) != entries_.end(); }

std::string ZipArchive::read(std::string_view name) const {
  const auto entry = std::ranges::find(entries_, name, &Entry::name);
  ZipReader reader = ZipReader::of_bytes(bytes_);
  if (!reader.is_open() || !reader.open(entry->name)) damaged();
  std::string out(entry->size, '\0');
  for (std::uint64_t at = 0; at < out.size();) {
    const std::int64_t got = reader.read(out.data() + at, out.size() - at);
    if (got <= 0) damaged();
    at += static_cast<std::uint64_t>(got);
  }
  if (char more = 0; reader.read(&more, 1) != 0) damaged();
  return out;
}

}  // namespace nntrain
