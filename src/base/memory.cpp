#include "base/memory.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <limits>
#include <string>

#include "base/text.h"

namespace nntrain {
namespace {

// What a file of the control groups says, or no limit.
std::uint64_t limit_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t limit = 0;
  return file >> limit ? limit : std::numeric_limits<std::uint64_t>::max();  // "max" is no number
}

// The limits of this process' group of version 2 and of all that it stands in, and of version 1's where it is the only one.
std::uint64_t group_limit() {
  std::uint64_t least = std::min(limit_in("/sys/fs/cgroup/memory.max"), limit_in("/sys/fs/cgroup/memory/memory.limit_in_bytes"));
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    if (!line.starts_with("0::/")) continue;
    for (std::string group = line.substr(3); group.size() > 1; group.erase(group.rfind('/'))) {
      least = std::min(least, limit_in("/sys/fs/cgroup" + group + "/memory.max"));
    }
  }
  return least;
}

}  // namespace

std::uint64_t memory_in_all() {
  const auto machine = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return std::min(machine, group_limit());
}

void give_back_freed_memory() {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  text = trimmed(text);
  const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::optional<double> number = parse_double(text.substr(0, end));
  std::string unit(trimmed(text.substr(end)));
  std::ranges::transform(unit, unit.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  double factor = 1;
  if (!unit.empty() && unit != "b") {
    constexpr std::string_view letters = "kmgt";
    const std::size_t power = letters.find(unit[0]);
    const std::string_view rest = std::string_view(unit).substr(1);
    if (power == letters.npos || (rest != "" && rest != "b" && rest != "ib")) return std::nullopt;
    for (std::size_t i = 0; i <= power; ++i) factor *= rest == "b" ? 1000 : 1024;
  }
  if (!number || *number * factor > 1e18) return std::nullopt;
  return static_cast<std::uint64_t>(*number * factor);
}

}  // namespace nntrain
