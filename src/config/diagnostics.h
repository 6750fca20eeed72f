// Everything that is wrong with one config, gathered and then told at once, as a compiler does:
//
//   bad.json:4:67: error: /layers/1/padding: expected one of "valid", "same"; got "smae"
//         {"type": "Conv2D", "filters": 8, "kernel_size": 3, "padding": "smae"},
//                                                                       ^
//     hint: did you mean "same"?
//
// Lines and columns count from 1, columns in characters (code points). A value set by `--set a.b=1` has the place
// `--set a.b=1`. Reading adds to it; so may anyone who later finds fault with a value whose pointer they know
// ("/layers/2": a shape error).
#pragma once
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nntrain {

// A config's text and where it comes from.
struct ConfigSource {
  std::string file;                    // as the user wrote it; shown in errors
  std::string text;                    // JSON; comments allowed
  std::vector<std::string> overrides;  // arguments of --set, "optimizer.learning_rate=0.01"; the last one wins
  std::vector<std::string> assumed = {};  // the same for keys of the whole, where neither says anything: "loss=mse"
};

struct Diagnostic {
  std::string pointer;  // JSON pointer of the value at fault, "" for the whole document
  std::string message;  // what was expected; what was found
  std::string hint;     // how to mend it, or empty
  bool at_key = false;  // the place is the member's key, not its value
  std::optional<std::size_t> offset =
      {};  // byte in the text, when the pointer does not tell it (syntax, duplicate keys)
};

class Diagnostics {
 public:
  Diagnostics() = default;  // values without a text: the pointer alone is the place
  explicit Diagnostics(ConfigSource source) : source_(std::move(source)) {}

  // A fault of the value at `pointer`; if nothing stands there, of the nearest value around it.
  void error(std::string pointer, std::string message, std::string hint = {});
  void add(Diagnostic diagnostic);

  const ConfigSource& source() const { return source_; }
  void note_assumed(std::string key) { assumed_.push_back(std::move(key)); }
  bool was_assumed(std::string_view key) const { return std::ranges::find(assumed_, key) != assumed_.end(); }
  const std::vector<Diagnostic>& items() const { return items_; }
  bool empty() const { return items_.empty(); }

  // All errors, sorted by place, one after another, each ending in a newline.
  std::string text() const;

  // Throws Error{config} unless empty. Its `where` is the first error's place and its `message` all the rest of text(),
  // so printing `where: error: message` prints text().
  void throw_if_any() const;

 private:
  ConfigSource source_;
  std::vector<std::string> assumed_;
  std::vector<Diagnostic> items_;
};

// Appends a member's name or a list index to a JSON pointer, escaped as RFC 6901 says.
std::string child_pointer(const std::string& pointer, std::string_view key);
std::string child_pointer(const std::string& pointer, std::size_t index);

}  // namespace nntrain
