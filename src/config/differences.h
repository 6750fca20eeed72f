// In what two JSON documents differ.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace nntrain {

struct Difference {
  std::string pointer;       // "/layers/0/units"; empty: the whole document
  std::string before, now;   // short, for messages; empty: there is none
};

// Of two texts that are JSON, the first `most` places at which they differ, in the order of the first text. A text that is no JSON
// differs as a whole.
std::vector<Difference> differences(std::string_view before, std::string_view now, std::size_t most = 10);

// "/layers/0/units: 3, was 2"
std::string to_text(const Difference& difference);

}  // namespace nntrain
