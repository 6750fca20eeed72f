#include "input/text_pool.h"

#include <cstring>

namespace nntrain {

void TextPool::settle(const MemoryBudgetPtr& budget) {
  constexpr std::size_t worth = 1 << 14;
  if (!budget || bytes_.size() < worth) return;
  Storage bytes(bytes_.size());
  std::memcpy(bytes.data(), bytes_.data(), bytes_.size());
  bytes.settle(budget);
  settled_ = std::move(bytes);
  bytes_ = {};
}

// Eight bytes at a time, mixed by multiplying. The lowest bits say for what the text stands.
std::uint32_t TextIndex::hash_of(std::string_view text, TextKind as) {
  constexpr std::uint64_t factor = 0x9E3779B97F4A7C15;
  std::uint64_t hash = text.size() * factor;
  const auto mix = [&](std::uint64_t word) {
    hash = (hash ^ word) * factor;
    hash ^= hash >> 32;
  };
  const char* p = text.data();
  std::size_t left = text.size();
  for (; left >= 8; p += 8, left -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, 8);
    mix(word);
  }
  std::uint64_t word = 0;
  if (left > 0) std::memcpy(&word, p, left);
  mix(word);
  return (static_cast<std::uint32_t>(hash) & ~std::uint32_t{3}) | static_cast<std::uint32_t>(as);
}

void TextIndex::clear() {
  slots_.clear();
  used_ = 0;
}

void TextIndex::grow() {
  std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.id == none) continue;
    std::size_t at = slot.hash & (slots_.size() - 1);
    while (slots_[at].id != none) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

}  // namespace nntrain
