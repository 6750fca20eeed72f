#include "formats/suggested_config.h"

#include <map>
#include <nlohmann/json.hpp>

#include "config/json_text.h"

namespace nntrain {

namespace {

constexpr std::size_t max_columns = 120;

class Printer {
 public:
  explicit Printer(const std::vector<Reason>& reasons) {
    for (const Reason& reason : reasons) reasons_[reason.pointer] = reason.text;
  }

  std::string text(const Json& json) {
    say("", 0);
    print(json, "", 0);
    return std::move(out_) + '\n';
  }

 private:
  // The comment on a place, in lines of at most max_columns that end between words.
  void say(const std::string& pointer, std::size_t indent) {
    const auto reason = reasons_.find(pointer);
    if (reason == reasons_.end()) return;
    const std::string begin = std::string(indent, ' ') + "//";
    std::string line = begin;
    for (std::size_t at = 0; at < reason->second.size();) {
      const std::size_t end = std::min(reason->second.find(' ', at), reason->second.size());
      if (line.size() + 1 + end - at > max_columns && line.size() > begin.size()) flush(line, begin);
      line += ' ' + reason->second.substr(at, end - at);
      at = end + 1;
    }
    flush(line, begin);
  }
  void flush(std::string& line, const std::string& begin) {
    out_ += line + '\n';
    line = begin;
  }

  bool has_reasons_below(const std::string& pointer) const {
    const auto first = reasons_.lower_bound(pointer + '/');
    return first != reasons_.end() && first->first.starts_with(pointer + '/');
  }

  // `indent`: of the line that the value begins on.
  void print(const Json& json, const std::string& pointer, std::size_t indent) {
    const bool is_open = json.is_structured() && !json.empty() && (has_reasons_below(pointer) || pointer == "/data" || pointer == "/layers");
    if (!is_open) {
      out_ += json_line(json);
      return;
    }
    out_ += json.is_object() ? "{\n" : "[\n";
    std::size_t i = 0;
    for (const auto& [key, value] : json.items()) {
      const std::string place = pointer + '/' + key;
      say(place, indent + 2);
      out_.append(indent + 2, ' ');
      if (json.is_object()) out_ += json_line(Json(key)) + ": ";
      print(value, place, indent + 2);
      out_ += ++i < json.size() ? ",\n" : "\n";
    }
    out_.append(indent, ' ');
    out_ += json.is_object() ? '}' : ']';
  }

  std::map<std::string, std::string> reasons_;  // by pointer
  std::string out_;
};

Json without_nulls(const Json& object) {
  Json kept = Json::object();
  for (const auto& [key, value] : object.items())
    if (!value.is_null()) kept[key] = value;
  return kept;
}

}  // namespace

std::string suggested_config_text(const Suggestion& suggestion) {
  Json brief, whole, shown = Json::object();
  Writer(brief, Writer::Style::brief).write(suggestion.spec);
  Writer(whole).write(suggestion.spec);
  for (const auto& [key, value] : whole.items()) {
    const bool is_for_people = key == "epochs" || key == "batch_size" || key == "seed";
    if (is_for_people) shown[key] = value;
    else if (brief.contains(key)) shown[key] = brief[key];
  }
  if (shown["optimizer"].is_string()) shown["optimizer"] = {{"type", shown["optimizer"]}, {"learning_rate", whole["optimizer"]["learning_rate"]}};
  shown["loss"] = snake_case(shown["loss"].get<std::string>());  // as Keras' own examples name losses
  if (suggestion.spec.data.split) shown["data"]["split"] = without_nulls(whole["data"]["split"]);
  return Printer(suggestion.reasons).text(shown);
}

}  // namespace nntrain
