#include "config/members.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace nntrain {
namespace {

std::string in_quotes(std::string_view text) { return nntrain::quoted(text); }

}  // namespace

void run_check(std::string (*check)(const void*), const void* value, const Reader& object, std::size_t errors_before) {
  if (!check || object.num_errors() != errors_before) return;
  if (const auto fault = check(value); !fault.empty()) object.error(fault);
}

void Members::read(std::span<const Param> params, void* out) {
  for (const auto& param : params) {
    void* member = param.member(out);
    if (!param.is_inlined) {
      read_one(param, member);
    } else if (param.field->family) {
      read_component(*param.field->family, *param.field->component(member));
    } else {
      const auto errors_before = object_.num_errors();
      read(param.field->params, member);
      run_check(param.field->check, member, object_, errors_before);
    }
  }
}

void Members::read_one(const Param& param, void* member) {
  known_.push_back(param.name);
  const bool by_name = object_.has(param.name);
  bool by_alias = false;
  if (!param.other_name.empty()) {
    known_.push_back(param.other_name);
    by_alias = object_.has(param.other_name);
  }
  if (by_name) param.field->read(object_.member(param.name).with_range(param.range), member);
  if (by_alias) {
    const auto json = object_.member(param.other_name).with_range(param.range);
    if (by_name)
      json.key_error("given twice: " + in_quotes(param.other_name) + " is another name of " + in_quotes(param.name));
    else
      param.field->read(json, member);
  }
  if (param.is_required && !by_name && !by_alias)
    object_.error("missing required parameter " + in_quotes(param.name) + " of " + owner_ + " (" +
                  std::string(param.doc) + ')');
}

void Members::read_component(const Family& family, AnyComponent& out) {
  known_.push_back("type");
  is_complete_ = false;
  if (!object_.has("type"))
    return object_.error("missing \"type\": which " + std::string(family.name), names_hint(family));
  const auto type = object_.member("type");
  if (!type.is_string()) return type.expected("the name of " + component_text(family));
  const Kind* kind = family.find(type.string());
  if (!kind) return report_unknown(type, family);
  is_complete_ = true;
  owner_ = kind->type;
  const auto errors_before = object_.num_errors();
  const std::shared_ptr<void> self = kind->create();
  read(kind->params, self.get());
  run_check(kind->check, self.get(), object_, errors_before);
  out = AnyComponent(*kind, self);
}

void Members::finish() {
  if (!is_complete_) return;
  for (const auto& [key, value] : object_.members()) {
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    const auto near = nearest(key, known_);
    std::string hint = "did you mean " + in_quotes(near) + '?';
    if (near.empty()) hint = known_.empty() ? owner_ + " has no parameters" : "known are " + list_of(known_, "and");
    value.key_error("unknown parameter " + in_quotes(key) + " of " + owner_, hint);
  }
}

}  // namespace nntrain
