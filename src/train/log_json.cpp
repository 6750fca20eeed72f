// One JSON object an epoch, on one line, and nothing else:
//   {"epoch": 3, "epochs": 100, "loss": 0.0448, "val_loss": 0.0431, "seconds": 0.012}
// An evaluation is {"loss": 0.0448, ...}: equal evaluations print equal bytes. Numbers read back to the same double;
// JSON has no NaN and no infinity, so these are null.
#include <array>
#include <charconv>
#include <cmath>

#include "train/log_renderer.h"

namespace nntrain {
namespace {

void append_json_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  std::array<char, 32> text{};  // the shortest form of a double takes at most 24
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  out.append(text.data(), end);
}

std::size_t object(std::string& out, const LogMoment& moment) {
  out += '{';
  std::string_view separator;
  if (moment.epoch > 0) {
    out += "\"epoch\": " + std::to_string(moment.epoch) + ", \"epochs\": " + std::to_string(moment.epochs);
    separator = ", ";
  }
  for (const LogValue& value : moment.values) {
    out += separator;
    separator = ", ";
    append_json_string(out, value.name);
    out += ": ";
    append_json_number(out, value.value);
  }
  if (moment.epoch > 0) append_number(out, ", \"seconds\": %.6f", moment.elapsed_s);
  out += '}';
  return 0;
}

// The length of the UTF-8 character that `text` starts with; 0 when it starts with none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0), second = byte(1);
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first <= 0xDFU) return continues(1) ? 2 : 0;
  if (first >= 0xE0U && first <= 0xEFU) {
    const bool overlong = first == 0xE0U && second < 0xA0U, surrogate = first == 0xEDU && second > 0x9FU;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0U && first <= 0xF4U) {
    const bool overlong = first == 0xF0U && second < 0x90U, too_large = first == 0xF4U && second > 0x8FU;
    return continues(1) && continues(2) && continues(3) && !overlong && !too_large ? 4 : 0;
  }
  return 0;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const char c = text.front();
    if (length == 0) {
      out += "\xEF\xBF\xBD";  // U+FFFD
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += hex[static_cast<unsigned char>(c) / 16];
      out += hex[static_cast<unsigned char>(c) % 16];
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

const LogRenderer log_json{.has_messages = false, .bar = object};
const LogRenderer log_quiet{.has_messages = false};

}  // namespace nntrain
