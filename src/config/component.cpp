#include "config/component.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "config/elsewhere.h"
#include "config/members.h"

namespace nntrain {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower_case(std::string_view name) {
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string article(std::string_view noun) {
  const bool vowel = !noun.empty() && std::string_view("aeio").find(noun[0]) != std::string_view::npos;
  return (vowel ? "an " : "a ") + std::string(noun);
}

Json written(const AnyComponent& component) {
  Json json;
  write_component(Writer(json), component);
  return json;
}

// --set optimizer.learning_rate=0.01 where the config names no optimizer: the default one, with that changed.
Json default_with(const AnyComponent& preset, const Json& changes) {
  Json whole = written(preset);
  if (whole.is_string()) whole = Json{{"type", whole}};
  whole.update(changes);
  return whole;
}

void read_object(const Reader& json, const Family& family, AnyComponent& out) {
  Members members(json, family.name);
  members.read_component(family, out);
  members.finish();
}

// A name alone: the kind with its defaults, if it needs nothing more.
void read_name_alone(const Reader& json, const Family& family, AnyComponent& out) {
  const Kind* kind = family.find(json.string());
  if (!kind) return report_unknown(json, family);
  for (const auto& param : kind->params)
    if (param.is_required)
      return json.error(std::string(kind->type) + " needs \"" + std::string(param.name) + "\" (" +
                            std::string(param.doc) + "), which a name alone does not give",
                        "write {\"type\": \"" + json.string() + "\", \"" + std::string(param.name) + "\": …}");
  out = AnyComponent(*kind, kind->create());
}

}  // namespace

std::string snake_case(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool before_small = i + 1 < name.size() && is_lower(name[i + 1]);
    if (i > 0 && is_upper(name[i]) && (before_small || is_lower(name[i - 1]))) out += '_';
    out += lower(name[i]);
  }
  return out;
}

const Kind* Family::find(std::string_view name_or_alias) const {
  for (std::size_t i = 0; i < size(); ++i) {
    const Kind& k = kind(i);
    const auto& also = k.aliases;
    if (k.type == name_or_alias || std::find(also.begin(), also.end(), name_or_alias) != also.end()) return &k;
  }
  for (std::size_t i = 0; i < size(); ++i)
    if (snake_case(kind(i).type) == name_or_alias || lower_case(kind(i).type) == name_or_alias) return &kind(i);
  return nullptr;
}

const Kind* Family::find_in_any_case(std::string_view name_or_alias) const {
  if (const Kind* as_spelled = find(name_or_alias)) return as_spelled;
  const auto is_meant = [&](const std::string& each) { return lower_case(each) == lower_case(name_or_alias); };
  for (std::size_t i = 0; i < size(); ++i)
    if (std::ranges::any_of(names_of(kind(i)), is_meant)) return &kind(i);
  return nullptr;
}

const Kind* Family::find(const void* id) const {
  for (std::size_t i = 0; i < size(); ++i)
    if (kind(i).id == id) return &kind(i);
  return nullptr;
}

std::vector<std::string> names_of(const Kind& kind) {
  std::vector<std::string> out{std::string(kind.type)};
  const auto add = [&](std::string name) {
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(std::move(name));
  };
  for (const auto alias : kind.aliases) add(std::string(alias));
  add(snake_case(kind.type));
  add(lower_case(kind.type));
  return out;
}

std::string nearest_name(const Family& family, std::string_view name) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < family.size(); ++i) {
    auto names = names_of(family.kind(i));
    all.insert(all.end(), names.begin(), names.end());
  }
  return nearest(name, all);
}

std::string names_hint(const Family& family) {
  std::vector<std::string_view> types;
  for (std::size_t i = 0; i < family.size(); ++i) types.push_back(family.kind(i).type);
  return "one of " + list_of(types, "or", 20);
}

void report_unknown(const Reader& json, const Family& family) {
  if (const auto instead = instead_of(family.name, json.string()); !instead.empty())
    return json.error("Keras' " + std::string(family.name) + ' ' + json.shown() + " is not here", std::string(instead));
  const auto near = nearest_name(family, json.string());
  json.error("unknown " + std::string(family.name) + ' ' + json.shown(),
             near.empty() ? names_hint(family) : "did you mean \"" + near + "\"?");
}

bool operator==(const AnyComponent& a, const AnyComponent& b) {
  return a.kind_ == b.kind_ && (a.self_ == b.self_ || written(a) == written(b));
}

AnyComponent make_component(const Family& family, std::string_view name) {
  const Kind* kind = family.find(name);
  if (!kind) throw Error{ErrorKind::internal, "no " + std::string(family.name) + ' ' + nntrain::quoted(name)};
  return {*kind, kind->create()};
}

AnyComponent make_component(const Family& family, const void* id, std::shared_ptr<const void> self) {
  const Kind* kind = family.find(id);
  if (!kind)
    throw Error{ErrorKind::internal, "a type that the family " + nntrain::quoted(family.name) + " does not list"};
  return {*kind, std::move(self)};
}

void read_component(const Reader& json, const Family& family, AnyComponent& out) {
  if (json.is_string()) return read_name_alone(json, family, out);
  if (!json.is_object()) return json.expected(component_text(family), R"(a name, or {"type": name, …})");
  if (json.has("type") || !out || json.is_written()) return read_object(json, family, out);
  const Json whole = default_with(out, json.json());
  read_object(json.with_value(whole), family, out);
}

bool fits_component(const Reader& json) { return json.is_string() || json.has("type"); }

std::string component_text(const Family& family) { return article(family.name); }

}  // namespace nntrain
