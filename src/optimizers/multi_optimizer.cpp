#include "optimizers/multi_optimizer.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace nntrain::optimizers {

std::string OptimizerMap::check() const {
  for (const auto& [expression, optimizer] : optimizer_map.entries)
    if (const std::string wrong = Pattern::error(expression); !wrong.empty())
      return "optimizer_map: not a regular expression that is understood: " + quoted(expression) + ": " + wrong;
  for (std::size_t i = 0; i < size(); ++i)
    if (!(*this)[i] || (*this)[i].kind().parts) return "a MultiOptimizer cannot be used inside a MultiOptimizer";
  const auto every = [&](std::size_t i) {
    return (*this)[i].call(&OptimizerKind::options).gradient_accumulation_steps;
  };
  for (std::size_t i = 1; i < size(); ++i)
    if (every(i) != every(0)) return "all its optimizers must have the same gradient_accumulation_steps";
  return {};
}

// Keras: the path itself, or else the one expression that matches it as a whole.
std::size_t OptimizerMap::index_of(const std::string& weight_name) const {
  const auto& entries = optimizer_map.entries;
  const auto same =
      std::ranges::find(entries, weight_name, [](const auto& entry) -> const std::string& { return entry.first; });
  if (same != entries.end()) return static_cast<std::size_t>(same - entries.begin());
  std::size_t found = entries.size();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!Pattern{entries[i].first}.matches(weight_name)) continue;
    if (found != entries.size())
      throw Error(ErrorKind::config,
                  "the optimizers of " + quoted(entries[found].first) + " and of " + quoted(entries[i].first) +
                      " are both for the weight " + quoted(weight_name),
                  {}, "let one expression match a weight's path");
    found = i;
  }
  return found;
}

}  // namespace nntrain::optimizers
