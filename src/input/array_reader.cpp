#include "input/array_reader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {
namespace {

std::size_t bytes_of(NumberType type) {
  switch (type) {
    case NumberType::boolean:
    case NumberType::int8:
    case NumberType::uint8:
      return 1;
    case NumberType::int16:
    case NumberType::uint16:
      return 2;
    case NumberType::int32:
    case NumberType::uint32:
    case NumberType::float32:
      return 4;
    case NumberType::int64:
    case NumberType::uint64:
    case NumberType::float64:
      return 8;
  }
  return 0;
}

template <class T>
T value_at(const char* bytes, bool big_endian) {
  char own[sizeof(T)];
  std::memcpy(own, bytes, sizeof(T));
  if (big_endian) std::reverse(own, own + sizeof(T));
  return std::bit_cast<T>(own);
}

// A number as a double or, of whole numbers that it cannot hold, as the float nearest to it.
double number_at(const char* at, NumberType type, bool big_endian) {
  switch (type) {
    case NumberType::boolean:
      return *at != 0;
    case NumberType::int8:
      return value_at<std::int8_t>(at, big_endian);
    case NumberType::uint8:
      return value_at<std::uint8_t>(at, big_endian);
    case NumberType::int16:
      return value_at<std::int16_t>(at, big_endian);
    case NumberType::uint16:
      return value_at<std::uint16_t>(at, big_endian);
    case NumberType::int32:
      return value_at<std::int32_t>(at, big_endian);
    case NumberType::uint32:
      return value_at<std::uint32_t>(at, big_endian);
    case NumberType::int64:
      return static_cast<float>(value_at<std::int64_t>(at, big_endian));
    case NumberType::uint64:
      return static_cast<float>(value_at<std::uint64_t>(at, big_endian));
    case NumberType::float32:
      return value_at<float>(at, big_endian);
    case NumberType::float64:
      return value_at<double>(at, big_endian);
  }
  return 0;
}

// All of its digits, as a text that a column of texts keeps.
std::string text_at(const char* at, NumberType type, bool big_endian) {
  switch (type) {
    case NumberType::int64:
      return std::to_string(value_at<std::int64_t>(at, big_endian));
    case NumberType::uint64:
      return std::to_string(value_at<std::uint64_t>(at, big_endian));
    case NumberType::float32:
      return to_text(value_at<float>(at, big_endian));
    default:
      return to_text(number_at(at, type, big_endian));
  }
}

// Hands out the rows of one array.
class ArrayRows {
 public:
  explicit ArrayRows(ArrayData array) : array_(std::move(array)), size_(bytes_of(array_.type)) {
    if (array_.shape.empty()) throw Error{ErrorKind::data, "found a single number; expected an array of rows", array_.source};
    for (std::size_t axis = 1; axis < array_.shape.size(); ++axis) {
      if (__builtin_mul_overflow(width_, array_.shape[axis], &width_) || width_ > most_columns) {
        throw Error{ErrorKind::data, "found an array of shape " + shape_text(array_.shape) + "; expected at most " + std::to_string(most_columns) + " numbers a row", array_.source};
      }
    }
    if (width_ == 0 || array_.shape[0] == 0) throw Error{ErrorKind::data, "the array of shape " + shape_text(array_.shape) + " is empty; expected rows of numbers", array_.source};
    const std::size_t row_bytes = static_cast<std::size_t>(width_) * size_;
    if (array_.bytes->peek(row_bytes).size() < row_bytes) fail_short();  // before there are so many names
  }

  std::int64_t num_rows() const { return array_.shape[0]; }
  std::int64_t width() const { return width_; }
  const std::string& source() const { return array_.source; }

  void add_names(std::vector<std::string>& names) const {
    if (array_.shape.size() == 1) return names.push_back(array_.name);
    for (std::int64_t i = 0; i < width_; ++i) names.push_back(array_.name + std::to_string(i));
  }

  double number(const char* at) const { return number_at(at, array_.type, array_.big_endian); }
  std::string text(const char* at) const { return text_at(at, array_.type, array_.big_endian); }

  // Calls f(row, column, where the number's bytes are) for the next rows.
  template <class F>
  void take(std::int64_t rows, F f) {
    const char* bytes = array_.column_major ? whole() : next_rows(rows);
    for (std::int64_t row = 0; row < rows; ++row) {
      for (std::int64_t column = 0; column < width_; ++column) {
        const std::size_t place = array_.column_major ? column_major_place(first_ + row, column) : static_cast<std::size_t>(row * width_ + column);
        f(row, column, bytes + place * size_);
      }
    }
    first_ += rows;
    if (first_ == num_rows()) read_to_the_end();
  }

 private:
  // What is compressed has its check sum behind the last row.
  void read_to_the_end() {
    char rest[4096];
    while (array_.bytes->read(rest, sizeof rest) > 0) {
    }
  }

  static constexpr std::int64_t most_columns = 1 << 20;

  [[noreturn]] void fail_short() const {
    throw Error{ErrorKind::data, "the file ends too early; expected an array of shape " + shape_text(array_.shape), array_.source,
                "is the file whole? copy it again"};
  }

  // What the head promises is believed only as it comes.
  const char* read(std::int64_t numbers) {
    constexpr std::int64_t least = 1 << 16;
    std::int64_t size = 0;
    bool is_there = !__builtin_mul_overflow(numbers, static_cast<std::int64_t>(size_), &size);
    for (std::int64_t have = 0; is_there && have < size;) {
      const auto more = static_cast<std::size_t>(std::min(std::max(have, least), size - have));
      buffer_.resize(static_cast<std::size_t>(have) + more);
      is_there = array_.bytes->read_fully(buffer_.data() + have, more) == more;
      have += static_cast<std::int64_t>(more);
    }
    if (!is_there) fail_short();
    return buffer_.data();
  }
  const char* next_rows(std::int64_t rows) { return read(rows * width_); }
  const char* whole() {
    std::int64_t numbers = 0;
    if (__builtin_mul_overflow(num_rows(), width_, &numbers)) numbers = std::numeric_limits<std::int64_t>::max();
    return first_ == 0 ? read(numbers) : buffer_.data();
  }

  // Of the number that stands at that place of a row when the row is laid out with its last axis next to each other.
  std::size_t column_major_place(std::int64_t row, std::int64_t column) const {
    std::int64_t place = 0;
    for (std::size_t axis = array_.shape.size(); axis-- > 1; column /= array_.shape[axis]) {
      std::int64_t stride = 1;
      for (std::size_t before = 0; before < axis; ++before) stride *= array_.shape[before];
      place += column % array_.shape[axis] * stride;
    }
    return static_cast<std::size_t>(place + row);
  }

  ArrayData array_;
  std::size_t size_;
  std::int64_t width_ = 1, first_ = 0;
  std::string buffer_;
};

class ArrayReader : public BlockReader {
 public:
  ArrayReader(std::vector<ArrayData> arrays, const ReadOptions& options) : missing_texts_(options.missing_texts), progress_(options.progress) {
    for (ArrayData& array : arrays) arrays_.emplace_back(std::move(array));
    for (const ArrayRows& array : arrays_) {
      if (array.num_rows() != arrays_[0].num_rows()) {
        throw Error{ErrorKind::data, "found " + count_of(array.num_rows(), "row") + "; expected " + std::to_string(arrays_[0].num_rows()) + " as in " + arrays_[0].source(),
                    array.source(), "arrays that stand side by side have as many rows each"};
      }
      array.add_names(head_.names);
    }
    head_.source = arrays_[0].source();
    head_.has_header = true;
    std::set<std::string> seen;
    for (const std::string& name : head_.names) {
      if (!seen.insert(name).second) throw Error{ErrorKind::data, "found the column name " + quoted(name) + " twice", head_.source, "give each array a name of its own"};
    }
    for (const std::string& name : head_.names) is_text_.push_back(options.all_text || std::ranges::find(options.text_columns, name) != options.text_columns.end());
    source_ = std::make_shared<const std::string>(head_.source);
    rows_a_block_ = std::max<std::int64_t>(1, static_cast<std::int64_t>(options.piece_bytes) / (4 * static_cast<std::int64_t>(head_.names.size())));
  }

  const TableHead& head() const override { return head_; }
  std::vector<std::string> remarks() const override { return {}; }

  std::optional<Block> next() override {
    const std::int64_t rows = std::min(rows_a_block_, arrays_[0].num_rows() - first_);
    if (rows == 0) return std::nullopt;
    const std::size_t columns = head_.names.size();
    Block::Parts parts{.source = source_, .num_rows = rows, .cells = Cells(static_cast<std::size_t>(rows) * columns), .counts = std::vector<ColumnCounts>(columns)};
    std::size_t first_column = 0;
    for (ArrayRows& array : arrays_) {
      array.take(rows, [&](std::int64_t row, std::int64_t column, const char* bytes) {
        const std::size_t at = first_column + static_cast<std::size_t>(column);
        parts.cells.data()[static_cast<std::size_t>(row) * columns + at] = make_cell(array, bytes, is_text_[at], parts, parts.counts[at]);
      });
      first_column += static_cast<std::size_t>(array.width());
    }
    parts.lines.first = 1 + first_;
    first_ += rows;
    if (progress_) progress_(static_cast<std::uint64_t>(first_), static_cast<std::uint64_t>(arrays_[0].num_rows()));
    index_.clear();
    return Block(std::move(parts));
  }

 private:
  Cell make_cell(const ArrayRows& array, const char* at, bool is_text, Block::Parts& parts, ColumnCounts& counts) {
    const double value = array.number(at);
    const auto number = static_cast<float>(value);
    if (is_text && !std::isnan(value)) {
      const std::string text = array.text(at);
      const std::uint32_t id = index_.find_or_add(parts.texts, text, TextKind::text, [&] {
        return std::ranges::find(missing_texts_, text) == missing_texts_.end() ? TextKind::text : TextKind::missing;
      });
      ++(parts.texts.kind(id) == TextKind::missing ? counts.missing : counts.texts);
      return Cell::text(id);
    }
    if (std::isfinite(number)) return Cell::number(number);
    const TextKind kind = std::isnan(value) ? TextKind::missing : std::isinf(value) ? TextKind::not_finite : TextKind::too_large;
    ++(kind == TextKind::missing ? counts.missing : counts.texts);
    return Cell::text(index_.find_or_add(parts.texts, to_text(value), kind, [&] { return kind; }));
  }

  std::vector<ArrayRows> arrays_;
  TableHead head_;
  std::vector<bool> is_text_;  // by column
  std::shared_ptr<const std::string> source_;
  std::vector<std::string> missing_texts_;
  TextIndex index_;
  std::int64_t rows_a_block_ = 1, first_ = 0;
  std::function<void(std::uint64_t, std::uint64_t)> progress_;
};

}  // namespace

std::string_view name_of(NumberType type) {
  constexpr std::array<std::string_view, 11> names{"bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"};
  return names[static_cast<std::size_t>(type)];
}

std::vector<float> all_numbers(ArrayData array) {
  if (!array.column_major || array.shape.empty()) {  // in order: as many rows of one
    std::int64_t count = 1;
    for (const std::int64_t axis : array.shape)
      if (__builtin_mul_overflow(count, axis, &count)) count = std::numeric_limits<std::int64_t>::max();
    array.shape = {count};
    array.column_major = false;
  }
  ArrayRows rows(std::move(array));
  std::vector<float> values;
  rows.take(rows.num_rows(), [&](std::int64_t, std::int64_t, const char* at) { values.push_back(static_cast<float>(rows.number(at))); });
  return values;
}

std::unique_ptr<BlockReader> open_arrays(std::vector<ArrayData> arrays, const ReadOptions& options) {
  return std::make_unique<ArrayReader>(std::move(arrays), options);
}

}  // namespace nntrain
