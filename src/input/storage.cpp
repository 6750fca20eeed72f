#include "input/storage.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <utility>

namespace nntrain {
namespace {

constexpr std::size_t least_mapped = 1 << 18;  // below, the heap does as well
constexpr std::size_t huge_page = 2 << 20;

std::size_t whole_pages(std::size_t bytes) {
  static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

std::byte* map(std::size_t bytes) {
  void* const pages = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  return static_cast<std::byte*>(pages);
}

// Where the system has huge pages, whole ones are taken: a fault for 2 MiB instead of 512.
std::byte* map_aligned(std::size_t bytes) {
  std::byte* const pages = map(bytes + huge_page);
  const std::size_t before = (huge_page - reinterpret_cast<std::uintptr_t>(pages) % huge_page) % huge_page;
  if (before > 0) ::munmap(pages, before);
  if (before < huge_page) ::munmap(pages + before + bytes, huge_page - before);
  ::madvise(pages + before, bytes / huge_page * huge_page, MADV_HUGEPAGE);
  return pages + before;
}

}  // namespace

Storage::Storage(std::size_t bytes) : size_(bytes) {
  if (bytes == 0) return;
  if (bytes < least_mapped) {
    data_ = static_cast<std::byte*>(std::calloc(bytes, 1));
    if (!data_) throw std::bad_alloc();
    return;
  }
  mapped_ = whole_pages(bytes);
  data_ = bytes < huge_page ? map(mapped_) : map_aligned(mapped_);
}

Storage::Storage(Storage&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_(std::exchange(other.mapped_, 0)) {}

Storage& Storage::operator=(Storage&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(mapped_, other.mapped_);
  return *this;
}

Storage::~Storage() {
  if (mapped_ > 0) ::munmap(data_, mapped_);
  else std::free(data_);
}

void Storage::shrink(std::size_t bytes) {
  assert(bytes <= size_);
  const std::size_t kept = whole_pages(bytes);
  if (bytes == 0) {
    *this = Storage();
  } else if (mapped_ > kept) {
    ::munmap(data_ + kept, mapped_ - kept);
    mapped_ = kept;
  } else if (mapped_ == 0) {
    if (void* const smaller = std::realloc(data_, bytes)) data_ = static_cast<std::byte*>(smaller);
  }
  size_ = bytes;
}

}  // namespace nntrain
