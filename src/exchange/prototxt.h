// protobuf's text format, in which Caffe's networks are written: `name: value`, `name { ... }`, with # comments.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nntrain {

struct TextField {
  std::string name, value;        // a number as it stands, a text without its quotes; empty of a message
  std::vector<TextField> fields;  // of a message
};

// In their order; a list is a field for each. Nothing: it is no whole text of messages.
std::optional<std::vector<TextField>> read_text_format(std::string_view text);

}  // namespace nntrain
