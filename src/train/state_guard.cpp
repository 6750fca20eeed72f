#include "train/state_guard.h"

#include <algorithm>
#include <cstring>

namespace nntrain {

namespace {

// The words' exponents are all ones where a number is infinite or NaN; adding one in its last place then reaches the sign bit, which can
// be gathered with an or. Padding between variables is 0.
template <class Word, Word exponent, Word one>
bool all_finite(const std::byte* begin, const std::byte* end) {
  Word gathered = 0;
  for (const std::byte* p = begin; p < end; p += sizeof(Word)) {
    Word word;
    std::memcpy(&word, p, sizeof word);
    gathered |= (word & exponent) + one;
  }
  return gathered >> (8 * sizeof(Word) - 1) == 0;
}

}  // namespace

StateGuard::StateGuard(const State& state, const std::set<std::string>& totals)
    : state_(state), copy_(allocate_aligned(static_cast<Index>(state.bytes().size()))) {
  std::size_t end = 0;  // of the variable before
  for (const auto& [name, size] : state.layout()) {
    const auto begin = static_cast<std::size_t>(state.address(name) - state.bytes().data());
    const bool goes_on = !watched_.empty() && watched_.back().end == end;
    end = begin + static_cast<std::size_t>(size) * state.element_size();
    if (totals.contains(name)) continue;
    if (goes_on) watched_.back().end = end;
    else watched_.push_back({begin, end});
  }
}

bool StateGuard::is_finite() const {
  const std::byte* const state = state_.bytes().data();
  return std::ranges::all_of(watched_, [&](const Range& range) {
    if (state_.element_size() == sizeof(std::uint32_t)) return all_finite<std::uint32_t, 0x7f800000u, 0x00800000u>(state + range.begin, state + range.end);
    return all_finite<std::uint64_t, 0x7ff0000000000000u, 0x0010000000000000u>(state + range.begin, state + range.end);
  });
}

void StateGuard::keep() { std::ranges::copy(state_.bytes(), copy_.get()); }
void StateGuard::restore() const { std::ranges::copy(kept(), state_.bytes().begin()); }

}  // namespace nntrain
