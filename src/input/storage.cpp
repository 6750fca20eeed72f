#include "input/storage.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "base/error.h"

namespace nntrain {
namespace {

constexpr std::size_t least_mapped = 1 << 16;  // below, the heap does as well; above, it would keep what is freed
constexpr std::size_t huge_page = 2 << 20;

std::size_t page_size() {
  static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return page;
}

std::size_t whole_pages(std::size_t bytes) { return (bytes + page_size() - 1) / page_size() * page_size(); }

std::byte* map(std::size_t bytes, int flags, int file = -1, std::uint64_t offset = 0) {
  void* const pages = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, file, static_cast<off_t>(offset));
  if (pages == MAP_FAILED) throw std::bad_alloc();
  return static_cast<std::byte*>(pages);
}

std::byte* map_memory(std::size_t bytes) { return map(bytes, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE); }

// Where the system has huge pages, whole ones are taken: a fault for 2 MiB instead of 512.
std::byte* map_huge_pages(std::size_t bytes) {
  std::byte* const pages = map_memory(bytes + huge_page);
  const std::size_t before = (huge_page - reinterpret_cast<std::uintptr_t>(pages) % huge_page) % huge_page;
  if (before > 0) ::munmap(pages, before);
  if (before < huge_page) ::munmap(pages + before + bytes, huge_page - before);
  ::madvise(pages + before, bytes / huge_page * huge_page, MADV_HUGEPAGE);
  return pages + before;
}

std::string memory_text(std::uint64_t bytes) { return bytes < (10 << 20) ? std::to_string(bytes >> 10) + " KiB" : std::to_string(bytes >> 20) + " MiB"; }

}  // namespace

bool MemoryBudget::take(std::size_t bytes) {
  std::uint64_t taken = taken_;
  do {
    if (taken + bytes > bytes_) return false;
  } while (!taken_.compare_exchange_weak(taken, taken + bytes));
  return true;
}

std::uint64_t MemoryBudget::rest(std::uint64_t needed, const std::string& what) const {
  const std::uint64_t all = bytes_ + beside_, left = all - std::min<std::uint64_t>(taken_, all);
  if (needed <= left) return left;
  throw Error{ErrorKind::usage, "found " + memory_text(left) + " of the memory limit left for " + what + "; expected " + memory_text(needed), {},
              "raise --memory-limit by " + std::to_string(((needed - left) >> 20) + 1) + "MiB" + " or more"};
}

std::uint64_t MemoryBudget::append(const std::byte* data, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (!spill_) spill_.emplace();
  const std::uint64_t offset = spill_size_;
  spill_->write(offset, {reinterpret_cast<const char*>(data), bytes});
  spill_size_ += whole_pages(bytes);
  return offset;
}

// Makes room on the disk again, where the file system can.
void MemoryBudget::forget(std::uint64_t offset, std::size_t bytes) {
  ::fallocate(spill_->descriptor(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset), static_cast<off_t>(bytes));
}

Storage::Storage(std::size_t bytes, MemoryBudgetPtr budget) : size_(bytes), budget_(std::move(budget)) {
  if (bytes == 0) return;
  if (budget_ && budget_->take(bytes)) taken_ = bytes;
  if (budget_ && taken_ == 0 && bytes >= least_mapped) {
    mapped_ = whole_pages(bytes);
    file_ = std::make_unique<TemporaryFile>();
    file_->reserve(mapped_);
    data_ = map(mapped_, MAP_SHARED, file_->descriptor());
    place_ = Place::file;
  } else if (bytes < least_mapped) {
    data_ = static_cast<std::byte*>(std::calloc(bytes, 1));
    if (!data_) throw std::bad_alloc();
  } else {
    mapped_ = whole_pages(bytes);
    data_ = bytes < huge_page ? map_memory(mapped_) : map_huge_pages(mapped_);
    place_ = Place::pages;
  }
}

Storage::Storage(Storage&& other) noexcept { *this = std::move(other); }

Storage& Storage::operator=(Storage&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(mapped_, other.mapped_);
  std::swap(place_, other.place_);
  std::swap(file_, other.file_);
  std::swap(offset_, other.offset_);
  std::swap(budget_, other.budget_);
  std::swap(taken_, other.taken_);
  return *this;
}

Storage::~Storage() {
  if (place_ == Place::heap) std::free(data_);
  else ::munmap(data_, mapped_);
  if (place_ == Place::spill) budget_->forget(offset_, mapped_);
  if (taken_ > 0) budget_->give_back(taken_);
}

void Storage::shrink(std::size_t bytes) {
  assert(bytes <= size_);
  const std::size_t kept = whole_pages(bytes);
  if (bytes == 0) {
    *this = Storage();
    return;
  }
  if (mapped_ > kept) {
    ::munmap(data_ + kept, mapped_ - kept);
    mapped_ = kept;
  } else if (mapped_ == 0) {
    if (void* const smaller = std::realloc(data_, bytes)) data_ = static_cast<std::byte*>(smaller);
  }
  size_ = bytes;
}

void Storage::settle(const MemoryBudgetPtr& budget) {
  assert(!budget_);
  if (!budget || size_ == 0) return;
  if (budget->take(size_)) {
    budget_ = budget;
    taken_ = size_;
    return;
  }
  Storage moved;
  moved.offset_ = budget->append(data_, size_);
  moved.budget_ = budget;
  moved.size_ = size_;
  moved.mapped_ = whole_pages(size_);
  moved.data_ = map(moved.mapped_, MAP_SHARED, budget->spill_->descriptor(), moved.offset_);
  moved.place_ = Place::spill;
  *this = std::move(moved);
}

void Storage::read(std::size_t offset, void* out, std::size_t size) const {
  assert(offset + size <= size_);
  if (size == 0) return;
  if (!is_in_file()) std::memcpy(out, data_ + offset, size);
  else (file_ ? *file_ : *budget_->spill_).read(offset_ + offset, static_cast<char*>(out), size);
}

void Storage::relax(std::size_t begin, std::size_t end) const {
  if (!is_in_file() || begin >= end) return;
  begin = begin / page_size() * page_size();
  ::madvise(data_ + begin, std::min(whole_pages(end), mapped_) - begin, MADV_DONTNEED);
}

}  // namespace nntrain
