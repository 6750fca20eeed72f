// Memory for many numbers: of whole pages, given back to the system when it goes or shrinks. Beyond a limit, it is of temporary files.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/file.h"

namespace nntrain {

// What the storages that share it may take of the memory together. What goes beyond lies in files without a name (TemporaryFile),
// mapped into memory: pages that are needed are there, and can be given back (Storage::relax).
class MemoryBudget {
 public:
  // beside: what else there may be in memory: what is being read, and what training needs besides the rows.
  explicit MemoryBudget(std::uint64_t bytes, std::uint64_t beside = unlimited) : bytes_(bytes), beside_(beside) {}

  bool take(std::size_t bytes);  // false: that is too much, nothing is taken
  void give_back(std::size_t bytes) { taken_ -= bytes; }

  static constexpr std::uint64_t unlimited = std::uint64_t{1} << 62;
  std::uint64_t beside_bytes() const { return beside_; }

  // What of all this storages have not taken. Throws Error{usage} where that is less than `needed`, which `what` takes: "the order of 12
  // rows".
  std::uint64_t rest(std::uint64_t needed, const std::string& what) const;

 private:
  friend class Storage;
  std::uint64_t append(const std::byte* data, std::size_t bytes);
  void forget(std::uint64_t offset, std::size_t bytes);

  std::uint64_t bytes_, beside_;
  std::atomic<std::uint64_t> taken_ = 0;
  std::mutex mutex_;  // of what follows
  std::optional<TemporaryFile> spill_;
  std::uint64_t spill_size_ = 0;
};

using MemoryBudgetPtr = std::shared_ptr<MemoryBudget>;

class Storage {
 public:
  Storage() = default;
  // Zeros. Of the budget where there is one: in memory or in a file. Throws std::bad_alloc; Error{io} of the file.
  explicit Storage(std::size_t bytes, MemoryBudgetPtr budget = nullptr);
  Storage(Storage&& other) noexcept;
  Storage& operator=(Storage&& other) noexcept;
  ~Storage();

  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }
  const MemoryBudgetPtr& budget() const { return budget_; }
  bool is_in_file() const { return place_ == Place::file || place_ == Place::spill; }

  // Copies bytes to `out`. Of a file they are read: no page of it comes into this process. Throws Error{io}.
  void read(std::size_t offset, void* out, std::size_t size) const;

  // Keeps the first bytes only. What lies behind them takes no memory any more.
  void shrink(std::size_t bytes);

  // Takes what was made without a budget out of it: moves it into the budget's file where it is too much. It is only read from then on.
  void settle(const MemoryBudgetPtr& budget);

  // Gives back the memory that some bytes have, where they are in a file: they come again when they are needed.
  void relax(std::size_t begin, std::size_t end) const;
  void relax() const { relax(0, size_); }

 private:
  enum class Place { heap, pages, file, spill };  // spill: a part of the budget's own file

  std::byte* data_ = nullptr;
  std::size_t size_ = 0, mapped_ = 0;  // mapped_: bytes of whole pages
  Place place_ = Place::heap;
  std::unique_ptr<TemporaryFile> file_;  // its own; of a spill the budget's, from offset_ on
  std::uint64_t offset_ = 0;
  MemoryBudgetPtr budget_;
  std::size_t taken_ = 0;  // of the budget
};

// A fixed number of values of a plain type, zeros at first.
template <class T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size, MemoryBudgetPtr budget = nullptr) : storage_(size * sizeof(T), std::move(budget)) {}

  T* data() const { return reinterpret_cast<T*>(storage_.data()); }
  std::size_t size() const { return storage_.size() / sizeof(T); }
  void shrink(std::size_t size) { storage_.shrink(size * sizeof(T)); }
  Storage& storage() { return storage_; }
  const Storage& storage() const { return storage_; }

 private:
  Storage storage_;
};

}  // namespace nntrain
