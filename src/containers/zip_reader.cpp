#include "containers/zip_reader.h"

#include <minizip/unzip.h>

#include <array>

#include "containers/zip_memory.h"

namespace nntrain {

struct ZipReader::Impl {
  ZipMemory memory;
  unzFile zip = nullptr;
  bool has_ended = false;  // the file that was opened last

  ~Impl() {
    if (zip) ::unzClose(zip);
  }
};

ZipReader::ZipReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ZipReader::ZipReader(ZipReader&&) noexcept = default;
ZipReader::~ZipReader() = default;

ZipReader ZipReader::of_bytes(std::string_view bytes) {
  auto impl = std::make_unique<Impl>();
  impl->memory.given = bytes;
  zlib_filefunc64_def functions = impl->memory.functions();
  impl->zip = ::unzOpen2_64("", &functions);
  return ZipReader(std::move(impl));
}

ZipReader ZipReader::of_file(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  impl->zip = ::unzOpen64(path.c_str());
  return ZipReader(std::move(impl));
}

bool ZipReader::is_open() const { return impl_->zip != nullptr; }

bool ZipReader::list(const std::function<void(const std::string& name, std::uint64_t size)>& take) {
  int code = ::unzGoToFirstFile(impl_->zip);
  for (; code == UNZ_OK; code = ::unzGoToNextFile(impl_->zip)) {
    std::array<char, 4096> name{};
    unz_file_info64 info{};
    if (::unzGetCurrentFileInfo64(impl_->zip, &info, name.data(), name.size() - 1, nullptr, 0, nullptr, 0) != UNZ_OK) return false;
    take(name.data(), info.uncompressed_size);
  }
  return code == UNZ_END_OF_LIST_OF_FILE;
}

bool ZipReader::open(const std::string& name) {
  impl_->has_ended = false;
  return ::unzLocateFile(impl_->zip, name.c_str(), 1) == UNZ_OK && ::unzOpenCurrentFile(impl_->zip) == UNZ_OK;
}

std::int64_t ZipReader::read(char* out, std::size_t size) {
  constexpr std::size_t most = 1 << 30;  // minizip counts a call's bytes in 32 bits
  if (impl_->has_ended) return 0;
  const int got = ::unzReadCurrentFile(impl_->zip, out, static_cast<unsigned>(std::min(size, most)));
  impl_->has_ended = got == 0;
  if (got < 0 || (impl_->has_ended && ::unzCloseCurrentFile(impl_->zip) != UNZ_OK)) return -1;
  return got;
}

}  // namespace nntrain
