#include "config/reference.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "config/elsewhere.h"
#include "config/json_text.h"

namespace nntrain {
namespace {

constexpr std::size_t page_width = 96;
constexpr std::size_t num_columns = 4;
using Row = std::array<std::string, num_columns>;  // name, type, default, meaning

// Characters, each taken as one column of the terminal.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Broken at spaces into lines of at most `width`, where words allow. At least one line.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines{""};
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    if (!lines.back().empty() && width_of(lines.back()) + 1 + width_of(word) > width) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string padded(std::string text, std::size_t width) {
  text.append(width - std::min(width, width_of(text)), ' ');
  return text;
}

std::string type_text(const Param& param) {
  std::string out = param.field->text();
  for (const std::string_view article : {"a ", "an ", "one of "})
    if (out.starts_with(article)) {
      out.erase(0, article.size());
      break;
    }
  if (param.range.text.empty()) return out;
  // "number > 0 or null"
  return out.insert(std::min(out.find(" or "), out.size()), ' ' + std::string(param.range.text));
}

// The name that Keras' users write: "relu", "glorot_uniform", "rmsprop".
std::string usual_name(const Kind& kind) {
  const std::string name = snake_case(kind.type);
  const bool is_one_word = name.find('_') == std::string::npos;
  return is_one_word || kind.aliases.empty() ? name : std::string(kind.aliases.front());
}

// As one would write it; a component with nothing but defaults by its name alone.
std::string default_text(const Param& param, void* member) {
  if (param.field->component)
    if (const auto& component = *param.field->component(member); component) {
      const Kind& kind = component.any_kind();
      if (component == AnyComponent(kind, kind.create())) return '"' + usual_name(kind) + '"';
    }
  Json json;
  param.field->write(Writer(json), member);
  return short_json(json, 40);
}

void add_rows(std::vector<Row>& rows, std::span<const Param> params, void* defaults) {
  for (const auto& param : params) {
    void* member = param.member(defaults);
    if (param.is_inlined) {
      if (param.field->family)
        rows.push_back({"type", std::string(param.field->family->name), "required", "and that one's parameters"});
      else
        add_rows(rows, param.field->params, member);
      continue;
    }
    std::string meaning(param.doc);
    if (!param.other_name.empty()) meaning += "; also \"" + std::string(param.other_name) + '"';
    rows.push_back({std::string(param.name), type_text(param),
                    param.is_required ? "required" : default_text(param, member), meaning});
  }
}

std::string table(const std::vector<Row>& body) {
  const Row titles{"Parameter", "Type", "Default", "Meaning"};
  constexpr std::array<std::size_t, num_columns> widest{28, 26, 20, page_width};
  std::array<std::size_t, num_columns> widths{};
  const auto fit = [&](const Row& row) {
    for (std::size_t c = 0; c < num_columns; ++c)
      for (const auto& line : wrapped(row[c], widest[c])) widths[c] = std::max(widths[c], width_of(line));
  };
  fit(titles);
  for (const auto& row : body) fit(row);
  const auto before_last = 2 + widths[0] + 2 + widths[1] + 2 + widths[2] + 2;
  widths[3] = std::clamp<std::size_t>(widths[3], 7, before_last + 24 < page_width ? page_width - before_last : 24);

  std::string out;
  const auto add = [&](const Row& row) {
    std::array<std::vector<std::string>, num_columns> cells;
    std::size_t height = 0;
    for (std::size_t c = 0; c < num_columns; ++c) {
      cells[c] = wrapped(row[c], widths[c]);
      height = std::max(height, cells[c].size());
    }
    for (std::size_t i = 0; i < height; ++i) {
      std::string line;
      for (std::size_t c = 0; c < num_columns; ++c)
        line += "  " + padded(i < cells[c].size() ? cells[c][i] : "", widths[c]);
      out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
  };
  add(titles);
  Row rule;
  for (std::size_t c = 0; c < num_columns; ++c)
    for (std::size_t i = 0; i < widths[c]; ++i) rule[c] += "─";
  add(rule);
  for (const auto& row : body) add(row);
  return out;
}

bool needs_more_than_a_name(const Kind& kind) {
  return std::any_of(kind.params.begin(), kind.params.end(), [](const Param& param) { return param.is_required; });
}

// At its place in a config, by its name and as an object.
std::vector<std::string> examples(const Kind& kind, const Place& place) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& text) {
    out.push_back(std::string(place.before) + text + std::string(place.after));
  };
  if (place.takes_names && !needs_more_than_a_name(kind)) add('"' + usual_name(kind) + '"');
  if (out.empty() || !kind.params.empty()) add(example_of(kind));
  return out;
}

std::string paragraph(std::string_view text) {
  std::string out;
  for (const auto& line : wrapped(text, page_width - 2)) out += "  " + line + '\n';
  return out;
}

std::string parameters(std::span<const Param> params, void* defaults) {
  std::vector<Row> rows;
  add_rows(rows, params, defaults);
  return rows.empty() ? "  No parameters.\n" : table(rows);
}

}  // namespace

std::string reference_list(const Family& family) {
  std::size_t widest = 0;
  for (std::size_t i = 0; i < family.size(); ++i) widest = std::max(widest, width_of(family.kind(i).type));
  std::string out;
  for (std::size_t i = 0; i < family.size(); ++i) {
    const Kind& kind = family.kind(i);
    std::string head = padded(std::string(kind.type), widest);
    for (const auto& line : wrapped(kind.summary, page_width - widest - 2)) {
      out += head + "  " + line + '\n';
      head.assign(widest, ' ');
    }
  }
  return out;
}

std::string example_of(const Kind& kind) {
  std::string object = "{\"type\": \"" + std::string(kind.type) + '"';
  const auto add = [&](const Param& param, std::string_view value) {
    object += ", \"" + std::string(param.name) + "\": " + std::string(value);
  };
  const auto defaults = kind.create();
  for (const Param& param : kind.params)
    if (param.is_required) add(param, param.sample.empty() ? "…" : param.sample);
  if (!needs_more_than_a_name(kind) && !kind.params.empty() && !kind.params.front().is_inlined) {
    const Param& first = kind.params.front();
    add(first, first.sample.empty() ? default_text(first, first.member(defaults.get())) : first.sample);
  }
  return object + '}';
}

std::string reference_page(const Family& family, std::string_view name, const Place& place) {
  const Kind* kind = family.find_in_any_case(name);
  if (!kind) {
    if (const auto instead = instead_of(family.name, name); !instead.empty())
      throw Error{ErrorKind::usage, "Keras' " + std::string(family.name) + ' ' + nntrain::quoted(name) + " is not here", {}, std::string(instead)};
    const auto near = nearest_name(family, name);
    throw Error{ErrorKind::usage,
                "unknown " + std::string(family.name) + ' ' + nntrain::quoted(name),
                {},
                near.empty() ? names_hint(family) : "did you mean \"" + near + "\"?"};
  }
  const auto names = names_of(*kind);
  std::string out = std::string(kind->type) + '\n' + paragraph(kind->summary) + '\n';
  std::string head = "  Example  ";
  for (const std::string& example : examples(*kind, place)) {
    out += head + example + '\n';
    head.assign(head.size(), ' ');
  }
  std::string also;
  for (const std::string& other : names)
    if (other != kind->type && family.find(other) == kind) also += (also.empty() ? "" : ", ") + other;
  if (!also.empty()) out += "  Also     " + also + '\n';
  const auto defaults = kind->create();
  out += '\n' + parameters(kind->params, defaults.get());
  if (place.shared) out += "\n  Every " + std::string(family.name) + " also takes\n\n" + place.shared();
  return out;
}

std::string detail::own_table(std::span<const Param> params, void* defaults) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < params.size(); ++i)
    if (!params[i].is_inlined) add_rows(rows, params.subspan(i, 1), defaults);
  return table(rows);
}

std::string detail::struct_page(std::string_view type, std::string_view summary, std::span<const Param> params,
                                void* defaults) {
  return std::string(type) + '\n' + paragraph(summary) + '\n' + parameters(params, defaults);
}

}  // namespace nntrain
