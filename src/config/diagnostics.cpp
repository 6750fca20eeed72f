#include "config/diagnostics.h"

#include <algorithm>
#include <span>

#include "base/error.h"
#include "config/locate.h"
#include "config/overrides.h"
#include "config/placed.h"

namespace nntrain {
namespace {

bool is_within(std::string_view pointer, std::string_view ancestor) {
  return pointer.starts_with(ancestor) && (pointer.size() == ancestor.size() || pointer[ancestor.size()] == '/');
}

// The last override that set the value at the pointer, or null.
const std::string* override_of(const ConfigSource& source, const std::string& pointer) {
  for (auto argument = source.overrides.rbegin(); argument != source.overrides.rend(); ++argument)
    if (is_within(pointer, parse_override(*argument).pointer)) return &*argument;
  return nullptr;
}

}  // namespace

Placed placed(const ConfigSource& source, const Diagnostic& fault) {
  Placed out{source.text.size(), {}, fault.pointer + (fault.pointer.empty() ? "" : ": ") + fault.message + '\n'};
  if (const auto* argument = fault.offset ? nullptr : override_of(source, fault.pointer)) {
    out.place = "--set " + *argument;
  } else if (!source.text.empty() || fault.offset) {
    const auto location = locate(source.text, fault.pointer);
    out.offset = fault.offset.value_or(fault.at_key ? location.key : location.value);
    const auto [line, column] = line_column(source.text, out.offset);
    out.place = source.file + ':' + std::to_string(line) + ':' + std::to_string(column);
    out.body += excerpt(source.text, out.offset);
  } else {
    out.place = source.file;
  }
  if (!fault.hint.empty()) out.body += "  hint: " + fault.hint + '\n';
  return out;
}

namespace {

std::vector<Placed> sorted(const ConfigSource& source, const std::vector<Diagnostic>& items) {
  std::vector<Placed> out;
  for (const auto& item : std::span(items).first(std::min(items.size(), most_told))) out.push_back(placed(source, item));
  std::stable_sort(out.begin(), out.end(), [](const Placed& a, const Placed& b) { return a.offset < b.offset; });
  return out;
}

std::string line_of(const Placed& item) {
  return item.place + (item.place.empty() ? "" : ": ") + "error: " + item.body;
}

std::string of_the_rest(const std::vector<Diagnostic>& items) {
  return items.size() <= most_told ? "" : "… and " + std::to_string(items.size() - most_told) + " errors more\n";
}

}  // namespace

void Diagnostics::error(std::string pointer, std::string message, std::string hint) {
  add({std::move(pointer), std::move(message), std::move(hint)});
}

void Diagnostics::add(Diagnostic diagnostic) { items_.push_back(std::move(diagnostic)); }

std::string Diagnostics::text() const {
  std::string out;
  for (const auto& item : sorted(source_, items_)) out += line_of(item);
  return out + of_the_rest(items_);
}

void Diagnostics::throw_if_any() const {
  if (empty()) return;
  const auto all = sorted(source_, items_);
  std::string message = all.front().body;
  for (std::size_t i = 1; i < all.size(); ++i) message += line_of(all[i]);
  message += of_the_rest(items_);
  message.pop_back();  // whoever prints it ends the line
  throw Error{ErrorKind::config, message, all.front().place};
}

std::string child_pointer(const std::string& pointer, std::string_view key) {
  std::string out = pointer + '/';
  for (const char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

std::string child_pointer(const std::string& pointer, std::size_t index) {
  return pointer + '/' + std::to_string(index);
}

}  // namespace nntrain
