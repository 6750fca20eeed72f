// The texts that a column knows, by number.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nntrain {

// Texts to their place in a list. Must not outlive the list.
class TextNumbers {
 public:
  explicit TextNumbers(std::span<const std::string> texts);
  std::int64_t find(std::string_view text) const;  // -1: not in the list

 private:
  std::unordered_map<std::string_view, std::int64_t> places_;
};

// How often each text was seen.
class TextCounts {
 public:
  void add(std::string_view text);
  const std::map<std::string, std::int64_t, std::less<>>& counts() const { return counts_; }
  std::vector<std::string> seen(std::int64_t at_least) const;  // sorted by bytes

 private:
  std::map<std::string, std::int64_t, std::less<>> counts_;
};

}  // namespace nntrain
