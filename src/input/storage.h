// Memory for many numbers: of the whole pages that it takes, given back to the system when it goes or shrinks.
#pragma once
#include <cstddef>
#include <span>

namespace nntrain {

class Storage {
 public:
  Storage() = default;
  explicit Storage(std::size_t bytes);  // zeros; throws std::bad_alloc
  Storage(Storage&& other) noexcept;
  Storage& operator=(Storage&& other) noexcept;
  ~Storage();

  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }

  // Keeps the first bytes only. What lies behind them takes no memory any more.
  void shrink(std::size_t bytes);

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0, mapped_ = 0;  // mapped_: bytes of whole pages; 0: it is of the heap
};

// A fixed number of values of a plain type, zeros at first.
template <class T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size) : storage_(size * sizeof(T)) {}

  T* data() const { return reinterpret_cast<T*>(storage_.data()); }
  std::size_t size() const { return storage_.size() / sizeof(T); }
  void shrink(std::size_t size) { storage_.shrink(size * sizeof(T)); }
  void clear() { storage_ = Storage(); }

 private:
  Storage storage_;
};

}  // namespace nntrain
