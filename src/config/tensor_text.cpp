#include "config/tensor_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/each_piece.h"

namespace nntrain {

namespace {

// How a tensor lies in a binary value: its rank, its shape, then its numbers.
using Bytes = std::vector<std::uint8_t>;

std::size_t header_size(std::size_t rank) { return (1 + rank) * sizeof(std::int64_t); }

Bytes with_header(std::span<const std::int64_t> shape, std::size_t size) {
  Bytes bytes(header_size(shape.size()) + size * sizeof(float));
  const auto rank = static_cast<std::int64_t>(shape.size());
  std::memcpy(bytes.data(), &rank, sizeof rank);
  if (rank > 0) std::memcpy(bytes.data() + sizeof rank, shape.data(), shape.size_bytes());
  return bytes;
}

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads a number of JSON, or null, as the float nearest to the double nearest to it. Returns its end; null where there is none, or one that
// float32 cannot hold. Precondition: a character follows that is part of no number.
const char* read_number(const char* p, float& out) {
  constexpr std::array<double, 23> powers{1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                          1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const char* const begin = p;
  if (p[0] == 'n' && p[1] == 'u' && p[2] == 'l' && p[3] == 'l') {
    out = std::numeric_limits<float>::quiet_NaN();
    return p + 4;
  }
  const bool is_negative = *p == '-';
  p += is_negative;
  std::uint64_t digits = 0;
  const auto read_digits = [&] {
    const char* const first = p;
    while (is_digit(*p)) digits = digits * 10 + static_cast<std::uint64_t>(*p++ - '0');
    return p - first;
  };
  const bool begins_with_zero = *p == '0';
  std::ptrdiff_t count = read_digits(), decimals = 0, exponent = 0;
  if (count == 0 || (begins_with_zero && count > 1)) return nullptr;
  if (*p == '.') {
    ++p;
    if ((decimals = read_digits()) == 0) return nullptr;
    count += decimals;
  }
  if (*p == 'e' || *p == 'E') {
    ++p;
    const bool is_small = *p == '-';
    if (*p == '-' || *p == '+') ++p;
    const char* const first = p;
    for (; is_digit(*p); ++p) exponent = std::min<std::ptrdiff_t>(exponent * 10 + (*p - '0'), 100'000);
    if (p == first) return nullptr;
    if (is_small) exponent = -exponent;
  }
  exponent -= decimals;
  constexpr std::uint64_t exact = std::uint64_t{1} << 53;
  double value = 0;
  if (count <= 19 && digits < exact && std::abs(exponent) < static_cast<std::ptrdiff_t>(powers.size())) {
    // Both are exact, so the quotient or product is correctly rounded.
    const double power = powers[static_cast<std::size_t>(std::abs(exponent))];
    value = exponent < 0 ? static_cast<double>(digits) / power : static_cast<double>(digits) * power;
    if (is_negative) value = -value;
  } else if (std::from_chars(begin, p, value).ec != std::errc()) {
    return nullptr;
  }
  out = static_cast<float>(value);
  return std::isfinite(out) ? p : nullptr;
}

class TensorReader {
 public:
  // The text begins with a bracket and ends with one.
  TensorReader(std::string_view text, std::span<const std::int64_t> shape, std::size_t size)
      : begin_(text.data()), end_(text.data() + text.size()), shape_(shape), row_(static_cast<std::size_t>(shape.back())), size_(size) {}

  // Whether the text is such lists and nothing else.
  bool read(float* out) const {
    constexpr std::size_t piece = 1 << 20;
    const auto length = static_cast<std::size_t>(end_ - begin_);
    const std::size_t count = (length + piece - 1) / piece;
    const bool is_much = count > 1;
    const auto place = [&](std::size_t k) { return begin_ + std::min(k * piece, length); };
    std::vector<std::size_t> commas(count + 1);  // one stands between two numbers, whatever brackets there are
    each_piece(count, is_much, [&](std::size_t k) { commas[k + 1] = static_cast<std::size_t>(std::count(place(k), place(k + 1), ',')); });
    for (std::size_t k = 0; k < count; ++k) commas[k + 1] += commas[k];
    if (commas[count] + 1 != size_) return false;
    std::vector<char> is_read(count);
    each_piece(count, is_much, [&](std::size_t k) { is_read[k] = k == 0 ? read_piece(begin_, place(1), 0, out) : read_from_comma(place(k), place(k + 1), commas[k], out); });
    return std::ranges::all_of(is_read, [](char each) { return each != 0; });
  }

 private:
  const char* skip(const char* p) const {
    while (p != end_ && is_blank(*p)) ++p;
    return p;
  }

  // How many lists begin before number i, and how many end before it.
  std::size_t boundaries(std::size_t i) const {
    std::size_t lists = 0;
    for (std::size_t axis = shape_.size(); axis-- > 0; ++lists) {
      const auto length = static_cast<std::size_t>(shape_[axis]);
      if (i % length != 0) break;
      i /= length;
    }
    return lists;
  }

  bool pass(const char*& p, char bracket, std::size_t times) const {
    for (; times > 0; --times) {
      if (p == end_ || *p != bracket) return false;
      p = skip(p + 1);
    }
    return true;
  }

  // The numbers behind the commas that stand in [p, stop), before which there are `commas` others.
  bool read_from_comma(const char* p, const char* stop, std::size_t commas, float* out) const {
    p = static_cast<const char*>(std::memchr(p, ',', static_cast<std::size_t>(stop - p)));
    return !p || read_piece(p + 1, stop, commas + 1, out);
  }

  // Number i and those behind it, up to the first comma at `stop` or later.
  bool read_piece(const char* p, const char* stop, std::size_t i, float* out) const {
    std::size_t in_row = i % row_;
    for (;; ++i) {
      p = skip(p);
      if (in_row == 0 && !pass(p, '[', boundaries(i))) return false;
      p = p == end_ ? nullptr : read_number(p, out[i]);
      if (!p) return false;
      p = skip(p);
      if (++in_row == row_) {
        in_row = 0;
        if (!pass(p, ']', boundaries(i + 1))) return false;
        if (i + 1 == size_) return p == end_;
      }
      if (p == end_ || *p != ',') return false;
      if (p >= stop) return true;
      ++p;
    }
  }

  const char *begin_, *end_;
  std::span<const std::int64_t> shape_;
  std::size_t row_, size_;  // numbers
};

// Behind the first place where so many brackets close one after the other; npos: there is none.
std::size_t end_of_lists(std::string_view text, std::size_t at, std::size_t lists) {
  while ((at = text.find(']', at)) != std::string_view::npos) {
    std::size_t closed = 0;
    for (; closed < lists && at < text.size() && (text[at] == ']' || is_blank(text[at])); ++at) closed += text[at] == ']';
    if (closed == lists) return at;
  }
  return at;
}

// Not by Json::binary(): what that makes is binary before it has a value, and ends the process where there is no memory for one.
Json binary(Bytes bytes) {
  Json json(Json::value_t::binary);
  json.get_binary() = Json::binary_t(std::move(bytes));
  return json;
}

}  // namespace

Json tensor_json(std::span<const std::int64_t> shape, std::span<const float> values) {
  Bytes bytes = with_header(shape, values.size());
  if (!values.empty()) std::memcpy(bytes.data() + header_size(shape.size()), values.data(), values.size_bytes());
  return binary(std::move(bytes));
}

TensorView tensor_of(const Json& json) {
  const Bytes& bytes = json.get_binary();
  const auto* const whole = reinterpret_cast<const std::int64_t*>(bytes.data());
  const auto rank = static_cast<std::size_t>(*whole);
  return {{whole + 1, rank}, {reinterpret_cast<const float*>(bytes.data() + header_size(rank)), (bytes.size() - header_size(rank)) / sizeof(float)}};
}

Json read_tensor_text(std::string_view text, std::size_t& at, std::span<const std::int64_t> shape) {
  if (shape.empty()) return nullptr;
  // No quote stands among numbers: so a text is not searched to its end again and again.
  const std::size_t end = end_of_lists(text.substr(0, text.find('"', at)), at, shape.size());
  if (end == std::string_view::npos) return nullptr;
  std::size_t size = 1;
  for (const std::int64_t axis : shape)  // each number takes a character at least
    if (axis < 1 || __builtin_mul_overflow(size, static_cast<std::size_t>(axis), &size) || size > end - at) return nullptr;
  Bytes bytes = with_header(shape, size);
  if (!TensorReader(text.substr(at, end - at), shape, size).read(reinterpret_cast<float*>(bytes.data() + header_size(shape.size())))) return nullptr;
  at = end;
  return binary(std::move(bytes));
}

}  // namespace nntrain
