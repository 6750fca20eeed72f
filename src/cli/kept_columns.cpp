#include "cli/kept_columns.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {

namespace {

std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t comma = std::min(text.find(','), text.size());
    parts.emplace_back(trimmed(text.substr(0, comma)));
    if (comma == text.size()) return parts;
    text.remove_prefix(comma + 1);
  }
}

std::int64_t find_column(const TableHead& head, const std::string& name) {
  const auto found = std::ranges::find(head.names, name);
  if (found != head.names.end()) return found - head.names.begin();
  const std::string meant = nearest(name, std::span<const std::string>(head.names));
  throw Error(ErrorKind::usage, "--keep: " + head.source + " has no column " + quoted(name), {},
              meant.empty() ? "its columns are " + list_of(std::span<const std::string>(head.names), "and")
                            : "did you mean " + quoted(meant) + "?");
}

}  // namespace

bool KeepOption::all() const { return std::ranges::find(given, "all") != given.end(); }

void KeepOption::ask(ReadOptions& options) const {
  options.all_text = all();
  for (const std::string& text : given) {
    options.text_columns.push_back(text);  // a name may hold a comma
    std::ranges::copy(split_at_commas(text), std::back_inserter(options.text_columns));
  }
}

std::vector<std::int64_t> KeepOption::find(const TableHead& head) const {
  std::vector<std::int64_t> places;
  if (all()) {
    places.resize(head.names.size());
    std::iota(places.begin(), places.end(), 0);
    return places;
  }
  const auto add = [&](const std::string& name) {
    const std::int64_t place = find_column(head, name);
    if (std::ranges::find(places, place) == places.end()) places.push_back(place);
  };
  for (const std::string& text : given) {
    if (std::ranges::find(head.names, text) != head.names.end())
      add(text);
    else
      for (const std::string& name : split_at_commas(text)) add(name);
  }
  return places;
}

std::vector<std::string> names_beside(std::span<const std::string> kept, std::vector<std::string> answers) {
  const auto has = [](std::span<const std::string> names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
  for (std::string& name : answers) {
    if (!has(kept, name)) continue;
    const std::string base = name + "_predicted";
    std::string unique = base;
    for (int k = 2; has(kept, unique) || has(answers, unique); ++k) unique = base + "_" + std::to_string(k);
    name = unique;
  }
  return answers;
}

}  // namespace nntrain
