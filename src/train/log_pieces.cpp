// The pieces of a line that several looks share.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "train/log_renderer.h"

namespace nntrain {
namespace {

bool is_validation(const LogValue& value) { return value.name.starts_with("val_"); }

// Keras 3 sorts the training values and the validation values by name, and keeps the order of the two and all that callbacks added.
std::vector<LogValue> sorted_as_keras_3(std::span<const LogValue> values) {
  std::vector<LogValue> sorted(values.begin(), values.end());
  const auto end = std::find_if(sorted.begin(), sorted.end(), [](const LogValue& v) { return v.is_added; });
  for (auto first = sorted.begin(); first != end;) {
    const bool validation = is_validation(*first);
    auto last = std::find_if(first, end, [&](const LogValue& v) { return is_validation(v) != validation; });
    std::sort(first, last, [](const LogValue& a, const LogValue& b) { return a.name < b.name; });
    first = last;
  }
  return sorted;
}

}  // namespace

void append_number(std::string& out, const char* format, double number) {
  std::array<char, 400> text{};  // %.4f of the largest double takes 314
  const int size = std::snprintf(text.data(), text.size(), format, number);
  out.append(text.data(), static_cast<std::size_t>(size));
}

void append_value(std::string& out, const LogValue& value) {
  out += " - ";
  out += value.name;
  out += ": ";
  if (std::isnan(value.value)) {
    out += "nan";  // printf shows the sign
  } else {
    append_number(out, std::abs(value.value) > 1e-3 ? "%.4f" : "%.4e", value.value);
  }
}

std::size_t append_values(std::string& out, const LogMoment& moment, std::size_t columns, bool sorted) {
  std::vector<LogValue> ordered;
  std::span<const LogValue> values = moment.values;
  if (sorted) values = ordered = sorted_as_keras_3(values);
  for (const LogValue& value : values) {
    const std::size_t begin = out.size();
    append_value(out, value);
    const std::size_t added = out.size() - begin;
    if (columns + added > moment.columns) {
      out.resize(begin);
      break;
    }
    columns += added;
  }
  return columns;
}

void append_remaining(std::string& out, double seconds) {
  const auto whole = static_cast<long long>(seconds);
  std::array<char, 64> text{};
  int size = 0;
  if (seconds > 3600) {
    size = std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", whole / 3600, whole % 3600 / 60, whole % 60);
  } else if (seconds > 60) {
    size = std::snprintf(text.data(), text.size(), "%lld:%02lld", whole / 60, whole % 60);
  } else {
    size = std::snprintf(text.data(), text.size(), "%llds", whole);
  }
  out.append(text.data(), static_cast<std::size_t>(size));
}

void append_step_time(std::string& out, double seconds) {
  if (seconds >= 1) {
    append_number(out, "%.0fs/step", seconds);
  } else if (seconds >= 1e-3) {
    append_number(out, "%.0fms/step", seconds * 1e3);
  } else {
    append_number(out, "%.0fus/step", seconds * 1e6);
  }
}

void append_count(std::string& out, std::int64_t done, std::int64_t total) {
  const std::string total_text = std::to_string(total), done_text = std::to_string(done);
  if (done_text.size() < total_text.size()) out.append(total_text.size() - done_text.size(), ' ');
  out += done_text;
  out += '/';
  out += total_text;
}

}  // namespace nntrain
