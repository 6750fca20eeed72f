// The algorithm follows numpy's arrayprint.py: FloatingFormat decides one form for all numbers of an array,
// _formatArray lays them out.
#include "cli/numpy_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace nntrain {

namespace {

constexpr int precision = 8;
constexpr std::size_t line_width = 75;
constexpr Index threshold = 1000, edge_items = 3;

// "1.996118", "-3.", "2.5e+07" in parts. What follows the point may be empty; the exponent keeps its sign.
struct Digits {
  std::string whole, fraction, exponent;
};

Digits split(std::string_view text) {
  Digits d;
  if (const auto e = text.find('e'); e != std::string_view::npos) {
    d.exponent = text.substr(e + 1);
    text = text.substr(0, e);
  }
  const auto point = text.find('.');
  d.whole = text.substr(0, point);
  if (point != std::string_view::npos) d.fraction = text.substr(point + 1);
  return d;
}

Digits printed(double x, std::chars_format form, int fraction_digits) {
  std::array<char, 80> buffer;
  return split(
      {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, form, fraction_digits).ptr});
}

// The shortest digits that read back to the same float; where more than `precision` stand after the point, or fewer
// than `least`, the exact value rounded to so many.
Digits digits_of(float x, std::chars_format form, int least = 0) {
  std::array<char, 80> buffer;
  Digits d = split({buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, form).ptr});
  const int size = static_cast<int>(d.fraction.size());
  if (size > precision) {
    d = printed(x, form, precision);
    d.fraction.erase(d.fraction.find_last_not_of('0') + 1);
  }
  return static_cast<int>(d.fraction.size()) < least ? printed(x, form, least) : d;
}

// One form for all numbers of an array.
class NumberFormat {
 public:
  explicit NumberFormat(std::span<const float> values) {
    choose_form(values);
    bool all_finite = true, negative_infinity = false;
    for (const float x : values) {
      if (std::isfinite(x)) measure(digits_of(x, form_));
      all_finite = all_finite && std::isfinite(x);
      negative_infinity = negative_infinity || x == -INFINITY;
    }
    if (form_ == std::chars_format::scientific) right_ += exponent_ + 2;
    if (!all_finite) left_ = std::max(left_, 3 + (negative_infinity ? 1 : 0) - (right_ + 1));
  }

  std::string operator()(float x) const {
    if (!std::isfinite(x)) return padded(std::isnan(x) ? "nan" : x < 0 ? "-inf" : "inf", left_ + right_ + 1);
    Digits d = digits_of(x, form_, form_ == std::chars_format::scientific ? fraction_ : 0);
    if (form_ == std::chars_format::scientific) {
      d.exponent.insert(1, static_cast<std::size_t>(exponent_ + 1) - d.exponent.size(), '0');
      return padded(d.whole, left_) + '.' + d.fraction + 'e' + d.exponent;
    }
    d.fraction.append(static_cast<std::size_t>(right_) - d.fraction.size(), ' ');
    return padded(d.whole, left_) + '.' + d.fraction;
  }

 private:
  static std::string padded(const std::string& text, int width) {
    return std::string(static_cast<std::size_t>(std::max(width - static_cast<int>(text.size()), 0)), ' ') + text;
  }

  void choose_form(std::span<const float> values) {
    float smallest = INFINITY, largest = 0;
    for (const float x : values)
      if (std::isfinite(x) && x != 0) {
        smallest = std::min(smallest, std::fabs(x));
        largest = std::max(largest, std::fabs(x));
      }
    const bool wide = largest > 0 && (largest >= 1e6f || smallest < 0.0001f || largest / smallest > 1000.0f);
    if (wide) form_ = std::chars_format::scientific;
  }

  void measure(const Digits& d) {
    left_ = std::max(left_, static_cast<int>(d.whole.size()));
    right_ = std::max(right_, static_cast<int>(d.fraction.size()));
    fraction_ = right_;
    exponent_ = std::max(exponent_, static_cast<int>(d.exponent.size()) - 1);
  }

  std::chars_format form_ = std::chars_format::fixed;
  int left_ = 0, right_ = 0;  // columns before and after the point; after it stands the exponent too
  int fraction_ = 0, exponent_ = 0;
};

// Lays out nested lists. `indices` are those shown along an axis, with -1 for "...".
class Layout {
 public:
  Layout(std::span<const Index> shape, std::span<const float> values, bool summarise)
      : shape_(shape), values_(values), summarise_(summarise), format_(shown(0, 0)) {}

  // `hanging`: what a further line begins with; `width`: columns of a line.
  std::string text(std::size_t axis, Index offset, const std::string& hanging, std::size_t width) const {
    if (axis == shape_.size()) return format_(values_[static_cast<std::size_t>(offset)]);
    return axis + 1 == shape_.size() ? row(axis, offset, hanging, width) : rows(axis, offset, hanging, width);
  }

 private:
  Index stride(std::size_t axis) const {
    Index n = 1;
    for (std::size_t i = axis + 1; i < shape_.size(); ++i) n *= shape_[i];
    return n;
  }

  std::vector<Index> indices(std::size_t axis) const {
    std::vector<Index> list;
    for (Index i = 0; i < shape_[axis]; ++i) {
      if (summarise_ && shape_[axis] > 2 * edge_items && i == edge_items) {
        list.push_back(-1);
        i = shape_[axis] - edge_items;
      }
      list.push_back(i);
    }
    return list;
  }

  // The numbers that will be shown: only these decide the form.
  std::vector<float> shown(std::size_t axis, Index offset) const {
    if (!summarise_) return {values_.begin(), values_.end()};
    if (axis == shape_.size()) return {values_[static_cast<std::size_t>(offset)]};
    std::vector<float> list;
    for (const Index i : indices(axis)) {
      if (i < 0) continue;
      const std::vector<float> part = shown(axis + 1, offset + i * stride(axis));
      list.insert(list.end(), part.begin(), part.end());
    }
    return list;
  }

  // The last axis: words, wrapped. A comma or bracket follows each.
  std::string row(std::size_t axis, Index offset, const std::string& hanging, std::size_t width) const {
    std::string out, line = hanging;
    for (const Index i : indices(axis)) {
      if (line.size() > hanging.size()) line += ", ";
      const std::string word = i < 0 ? "..." : format_(values_[static_cast<std::size_t>(offset + i)]);
      if (line.size() + word.size() > width - 1 && line.size() > hanging.size()) {
        out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
        line = hanging;
      }
      line += word;
    }
    return '[' + (out + line).substr(hanging.size()) + ']';
  }

  // An outer axis: lists, one below another, with empty lines between those of more dimensions.
  std::string rows(std::size_t axis, Index offset, const std::string& hanging, std::size_t width) const {
    const std::string separator = "," + std::string(shape_.size() - axis - 1, '\n') + hanging;
    std::string out;
    for (const Index i : indices(axis)) {
      if (!out.empty()) out += separator;
      out += i < 0 ? "..." : text(axis + 1, offset + i * stride(axis), hanging + ' ', width - 1);
    }
    return '[' + out + ']';
  }

  std::span<const Index> shape_;
  std::span<const float> values_;
  bool summarise_;
  NumberFormat format_;
};

std::string shape_tuple(std::span<const Index> shape) {
  std::string out = "(";
  for (const Index size : shape) out += (out.size() > 1 ? ", " : "") + std::to_string(size);
  return out + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace

std::string numpy_text(const NamedTensor& tensor) {
  constexpr std::string_view prefix = "array(";
  const bool summarise = static_cast<Index>(tensor.values.size()) > threshold;
  const Layout layout(tensor.shape, tensor.values, summarise);
  std::string out(prefix);
  out += layout.text(0, 0, std::string(prefix.size() + 1, ' '), line_width - 1) + ',';
  const std::string extras = (summarise ? "shape=" + shape_tuple(tensor.shape) + ", " : "") + "dtype=float32)";
  const std::size_t last_line = out.size() - (out.rfind('\n') + 1);
  out += last_line + extras.size() + 1 > line_width ? '\n' + std::string(prefix.size(), ' ') : " ";
  return out + extras;
}

std::string numpy_text(std::span<const NamedTensor> tensors) {
  std::string out = "[";
  for (const NamedTensor& tensor : tensors) out += (out.size() > 1 ? ", " : "") + numpy_text(tensor);
  return out + ']';
}

}  // namespace nntrain
