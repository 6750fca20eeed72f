// A network and how it is trained, by how many rows there are, what comes in and what is to be learned.
#pragma once
#include <cstdint>

#include "suggest/suggestion.h"
#include "suggest/target.h"

namespace nntrain::suggest {

struct Sizes {
  std::int64_t train_rows = 0;
  std::int64_t inputs = 0;   // numbers a row, about
  double pixel_scale = 0;    // what inputs are divided by first; 0: by nothing
};

// Fills in layers, loss, metrics, optimizer, epochs, batch size and callbacks, with their reasons.
void suggest_network(const Target& target, const Sizes& sizes, Suggestion& suggestion);

}  // namespace nntrain::suggest
