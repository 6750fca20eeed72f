// The quick way to read cells of CSV: plain decimals, eight digits at a time. Whatever else stands in a cell is left to csv_parser.cpp.
#pragma once
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "input/table.h"

namespace nntrain {

static_assert(std::endian::native == std::endian::little);

// Reads cells of plain numbers. The bytes that are neither digit nor minus are found 64 at a time, so that where a cell begins need
// not wait for the one before it to be read; what is random in numbers (signs, how many digits) decides no branch.
class PlainNumbers {
 public:
  // Of a text that CsvParser::padding bytes follow. ends: by byte, whether it ends a cell.
  PlainNumbers(const char* begin, char delimiter, char decimal, const bool* ends) : delimiter_(delimiter), decimal_(decimal), ends_(ends) { look_at(begin); }

  // Goes on at `p`, which is not before the last mark that was used.
  void seek(const char* p) {
    if (p - base_ < 64) marks_ &= ~std::uint64_t{0} << (p - base_);
    else look_at(p);
  }

  // Cells of one to eight digits, maybe with a minus, that delimiters end: as many as stand here one after the other, at most
  // `most`. Returns the place behind them, and puts `p` at the next cell.
  Cell* whole_numbers(const char*& p, Cell* out, std::size_t most) {
    while (true) {
      if (marks_ == 0) look_at(base_ + 64);
      const std::uint64_t others = marks_ & ~delimiters_;
      std::uint64_t run = marks_ & ((others & -others) - 1);  // those before the first other
      if (run == 0 || (most < 64 && static_cast<std::size_t>(std::popcount(run)) > most)) return out;
      const char* cell = p;
      const Cell* const begin = out;
      // The first cell may have begun before these 64 bytes.
      bool is_plain = whole_number(cell, run, *out);
      if (is_plain) ++out;
      if (minuses_ != 0) {
        while (is_plain && run != 0) {
          is_plain = whole_number(cell, run, *out);
          out += is_plain;
        }
      } else {
        while (is_plain && run != 0) {  // nothing but digits
          const char* const mark = base_ + std::countr_zero(run);
          const auto digits = static_cast<std::size_t>(mark - cell);
          is_plain = digits - 1 < 8;
          if (!is_plain) break;
          *out++ = Cell::number(static_cast<float>(static_cast<std::int32_t>(digits_value((load(cell) ^ zeros) << (64 - 8 * digits)))));
          cell = mark + 1;
          run &= run - 1;
        }
      }
      p = cell;
      most -= static_cast<std::size_t>(out - begin);
      if (!is_plain) {
        if (p > base_) seek(p);
        return out;
      }
      marks_ &= others == 0 ? 0 : ~((others & -others) - 1);
      if (others != 0) return out;
    }
  }

  // A cell of digits with or without a point and a minus sign, at most 15 digits, 7 of them before the point: nearly all cells of a data file. Returns its end,
  // or null where there is anything else; then the marks are anywhere. The digits and the power of ten are exact in double, so the
  // quotient is correctly rounded; rounding it again to float32 is right unless it lies half-way between two floats, which is left
  // to parse_float.
  const char* number(const char* p, float& value) {
    const char* const mark = next();
    const bool negative = *p == '-';
    p += negative;
    const auto whole = static_cast<std::size_t>(mark - p);
    if (whole > 8) return nullptr;
    bool other = false;
    if (*mark != decimal_) {
      const std::uint64_t digits = number_of(p, whole, other);
      if (other || whole == 0 || !ends_cell(mark)) return nullptr;
      value = static_cast<float>(with_sign(static_cast<double>(static_cast<std::int64_t>(digits)), negative));
      return mark;
    }
    const char* const end = next();
    const auto decimals = static_cast<std::size_t>(end - mark) - 1;
    if (whole + decimals - 1 > 14) return nullptr;  // more than 15, or none
    if (whole == 8) return nullptr;
    // The first eight digits are one word, out of which the point is left; the others are a second one.
    const std::size_t first = std::min<std::size_t>(whole + decimals, 8), rest = whole + decimals - first;
    const std::uint64_t before_point = (std::uint64_t{1} << 8 * whole) - 1;
    const std::uint64_t word = (((load(p) & before_point) | load(mark + 1) << 8 * whole) ^ zeros) << (64 - 8 * first);
    other = any_other(word);
    const std::uint64_t digits = digits_value(word) * whole_powers[rest] + number_of(mark + 9 - whole, rest, other);
    if (other || !ends_cell(end)) return nullptr;
    const double exact = static_cast<double>(static_cast<std::int64_t>(digits)) / powers[decimals];
    constexpr std::uint64_t dropped = (std::uint64_t{1} << 29) - 1, half = std::uint64_t{1} << 28;
    if ((std::bit_cast<std::uint64_t>(exact) & dropped) == half) return nullptr;
    value = static_cast<float>(with_sign(exact, negative));
    return end;
  }

 private:
  static std::uint64_t load(const char* p) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, sizeof word);
    return word;
  }

  // Whether one of the eight bytes is no digit; `word` has '0' taken from each.
  static bool any_other(std::uint64_t word) { return (((word + 0x7676767676767676) | word) & 0x8080808080808080) != 0; }

  // The number that eight digits make, the first in the lowest byte.
  static std::uint64_t digits_value(std::uint64_t word) {
    word = word * 10 + (word >> 8);
    return (((word & 0x000000FF000000FF) * 0x000F424000000064) + (((word >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
  }

  static constexpr std::uint64_t zeros = 0x3030303030303030;
  static constexpr std::uint64_t whole_powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
  static constexpr double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

  // Up to eight digits from `begin` on, which has at least eight readable bytes, as a number. Sets `other` where one is no digit.
  static std::uint64_t number_of(const char* begin, std::size_t digits, bool& other) {
    const std::size_t half = 32 - 4 * digits;  // twice, so that of no digits all is shifted out
    const std::uint64_t word = (load(begin) ^ zeros) << half << half;
    other |= any_other(word);
    return digits_value(word);
  }

  static double with_sign(double value, bool negative) {
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) ^ static_cast<std::uint64_t>(negative) << 63);
  }

  // The first mark that was not given yet.
  const char* next() {
    while (marks_ == 0) look_at(base_ + 64);
    const char* const mark = base_ + std::countr_zero(marks_);
    marks_ &= marks_ - 1;
    return mark;
  }

  bool ends_cell(const char* at) const { return ends_[static_cast<unsigned char>(*at)]; }

  // The cell up to the first mark of a run, which is taken from it; false, and nothing happens, where it is no whole number.
  bool whole_number(const char*& cell, std::uint64_t& run, Cell& out) const {
    const char* const mark = base_ + std::countr_zero(run);
    const bool negative = *cell == '-';
    const auto digits = static_cast<std::size_t>(mark - cell) - negative;
    if (digits - 1 >= 8) return false;
    bool other = false;
    const auto value = static_cast<double>(static_cast<std::int64_t>(number_of(cell + negative, digits, other)));
    if (other) return false;
    out = Cell::number(static_cast<float>(with_sign(value, negative)));
    cell = mark + 1;
    run &= run - 1;
    return true;
  }

  void look_at(const char* p) {
    base_ = p;
    std::uint64_t plain = 0;
    minuses_ = delimiters_ = 0;
#ifdef __SSE2__
    for (int i = 0; i < 4; ++i) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i));
      const __m128i digits = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
      const __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
      const auto bits = [&](__m128i each) { return (static_cast<std::uint64_t>(_mm_movemask_epi8(each)) & 0xFFFF) << (16 * i); };
      plain |= bits(is_digit);
      minuses_ |= bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('-')));
      delimiters_ |= bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(delimiter_)));
    }
#else
    for (int i = 0; i < 64; ++i) {
      plain |= std::uint64_t{p[i] >= '0' && p[i] <= '9'} << i;
      minuses_ |= std::uint64_t{p[i] == '-'} << i;
      delimiters_ |= std::uint64_t{p[i] == delimiter_} << i;
    }
#endif
    marks_ = ~(plain | minuses_);
  }

  char delimiter_, decimal_;
  const bool* ends_;
  const char* base_;                                 // of the 64 bytes
  std::uint64_t marks_, minuses_ = 0, delimiters_ = 0;  // by byte; of marks_ those that were not used yet
};

}  // namespace nntrain
