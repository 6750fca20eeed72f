// The texts of some cells, each once, by number.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "input/storage.h"

namespace nntrain {

// What a cell that is no finite float32 is.
enum class TextKind : std::uint8_t {
  text,
  missing,     // empty, NA, … (ReadOptions::missing_texts)
  not_finite,  // inf, nan of a column of numbers
  too_large,   // a number beyond float32's
};

class TextPool {
 public:
  std::uint32_t size() const { return static_cast<std::uint32_t>(kinds_.size()); }

  // id < size()
  std::string_view text(std::uint32_t id) const {
    const std::uint32_t begin = id == 0 ? 0 : ends_[id - 1];
    return {settled_.size() > 0 ? reinterpret_cast<const char*>(settled_.data()) + begin : bytes_.data() + begin, ends_[id] - begin};
  }
  TextKind kind(std::uint32_t id) const { return kinds_[id]; }

  // Takes the texts' memory out of a budget, as Storage::settle; nothing is added any more. What is not worth a page stays.
  void settle(const MemoryBudgetPtr& budget);
  void relax() const { settled_.relax(); }

  // The number of the new text. All texts of a pool have less than 4 GiB.
  std::uint32_t add(std::string_view text, TextKind kind) {
    bytes_ += text;
    ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    kinds_.push_back(kind);
    return size() - 1;
  }

 private:
  std::string bytes_;
  Storage settled_;  // the same, if there is any
  std::vector<std::uint32_t> ends_;
  std::vector<TextKind> kinds_;
};

// Finds the number of a text that a pool has, and adds it where it has not. A text that stands for several kinds of things,
// as inf does in columns of texts and of numbers, has a number for each.
class TextIndex {
 public:
  void clear();

  // `as` is what the text would be; `settle()` says what a new text is, and may throw.
  template <class Settle>
  std::uint32_t find_or_add(TextPool& pool, std::string_view text, TextKind as, Settle settle);

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t id = none;
  };
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  static std::uint32_t hash_of(std::string_view text, TextKind as);
  void grow();

  std::vector<Slot> slots_;  // a power of two
  std::size_t used_ = 0;
};

template <class Settle>
std::uint32_t TextIndex::find_or_add(TextPool& pool, std::string_view text, TextKind as, Settle settle) {
  if (used_ * 2 >= slots_.size()) grow();
  const std::uint32_t hash = hash_of(text, as);
  std::size_t at = hash & (slots_.size() - 1);
  for (; slots_[at].id != none; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].hash == hash && pool.text(slots_[at].id) == text) return slots_[at].id;
  }
  slots_[at] = {hash, pool.add(text, settle())};
  ++used_;
  return slots_[at].id;
}

}  // namespace nntrain
