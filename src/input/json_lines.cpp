#include "input/json_lines.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t sample_rows = 1000;  // whose keys are the columns
constexpr std::size_t longest_line = 1 << 30;

// Lines of a source, one after the other.
class Lines {
 public:
  explicit Lines(ByteSourcePtr bytes) : bytes_(std::move(bytes)) {}

  // The next line without its end; false after the last. Valid until the next call.
  bool next(std::string_view& line) {
    while (true) {
      const std::size_t end = buffer_.find('\n', searched_);
      if (end != buffer_.npos) return take(line, end, end + 1);
      searched_ = buffer_.size();
      if (ended_ || buffer_.size() - begin_ > longest_line) return begin_ < buffer_.size() && take(line, buffer_.size(), buffer_.size());
      read_more();
    }
  }
  const ByteSource& bytes() const { return *bytes_; }

 private:
  bool take(std::string_view& line, std::size_t end, std::size_t next) {
    line = std::string_view(buffer_).substr(begin_, end - begin_);
    begin_ = searched_ = next;
    return true;
  }
  void read_more() {
    buffer_.erase(0, std::exchange(begin_, 0));
    searched_ = buffer_.size();
    constexpr std::uint64_t least = 1 << 12, most = 1 << 18;
    const std::uint64_t all = bytes_->bytes_in_all();
    buffer_.resize(searched_ + (all > 0 ? std::clamp(all, least, most) : most));
    const std::size_t got = bytes_->read(buffer_.data() + searched_, buffer_.size() - searched_);
    buffer_.resize(searched_ + got);
    ended_ = got == 0;
  }

  ByteSourcePtr bytes_;
  std::string buffer_;
  std::size_t begin_ = 0, searched_ = 0;
  bool ended_ = false;
};

// A value of an object: a finite float32, or a text.
struct Value {
  std::size_t column;
  bool is_text;
  float number;
  TextKind kind;
  std::string text;
};

// Takes one object apart.
class ObjectReader : public nlohmann::json_sax<Json> {
 public:
  // `find_column` gives a key's column and may throw; what it and this throw is the message.
  // is_text: of a key: whether its numbers are kept as they stand.
  ObjectReader(std::function<std::size_t(const std::string&)> find_column, std::function<bool(const std::string&)> is_text)
      : find_column_(std::move(find_column)), is_text_(std::move(is_text)) {}

  std::vector<Value> read(std::string_view line) {
    values_.clear();
    depth_ = 0;
    Json::sax_parse(line, this);
    return std::move(values_);
  }

  bool null() override { return add_text({}, TextKind::missing); }
  bool boolean(bool value) override { return add_number(value ? 1.0f : 0.0f); }
  bool number_integer(number_integer_t value) override { return add_whole(value); }
  bool number_unsigned(number_unsigned_t value) override { return add_whole(value); }
  bool number_float(number_float_t, const string_t& text) override {
    float value = 0;
    if (is_text_(key_)) return add_text(text, TextKind::text);
    if (parse_float(text, value) == NumberText::finite) return add_number(value);
    return add_text(text, TextKind::too_large);
  }
  bool string(string_t& text) override { return add_text(text, TextKind::text); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override {
    if (depth_++ > 0) throw std::string("found an object in column ") + quoted(key_) + "; expected a number, string, boolean or null";
    return true;
  }
  bool key(string_t& key) override {
    key_ = key;
    column_ = find_column_(key);
    if (std::ranges::find(values_, column_, &Value::column) != values_.end()) throw "found the key " + quoted(key) + " twice";
    return true;
  }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override {
    if (depth_ == 0) throw std::string("found an array; expected an object");
    throw std::string("found an array in column ") + quoted(key_) + "; expected a number, string, boolean or null";
  }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string& last, const Json::exception&) override {
    throw "found something that is no JSON at character " + std::to_string(position) + ", after " + quoted(last);
  }

 private:
  bool add(Value value) {
    if (depth_ == 0) throw std::string("found a single value; expected an object");
    values_.push_back(std::move(value));
    return true;
  }
  template <class T>
  bool add_whole(T value) {
    return is_text_(key_) ? add_text(std::to_string(value), TextKind::text) : add_number(static_cast<float>(value));
  }
  bool add_number(float number) { return add({column_, false, number, TextKind::text, {}}); }
  bool add_text(std::string text, TextKind kind) { return add({column_, true, 0, kind, std::move(text)}); }

  std::function<std::size_t(const std::string&)> find_column_;
  std::function<bool(const std::string&)> is_text_;
  std::vector<Value> values_;
  std::string key_;
  std::size_t column_ = 0;
  int depth_ = 0;
};

class JsonLinesReader : public BlockReader {
 public:
  JsonLinesReader(ByteSourcePtr bytes, std::string source, const ReadOptions& options)
      : options_(options), source_(std::make_shared<const std::string>(std::move(source))), lines_(std::move(bytes)),
        object_([this](const std::string& key) { return column_of(key); },
                [this](const std::string& key) {
                  return options_.all_text || std::ranges::find(options_.text_columns, key) != options_.text_columns.end();
                }) {
    head_.source = *source_;
    head_.has_header = true;
    Row row;
    while (static_cast<std::int64_t>(first_rows_.size()) < sample_rows && read_row(row)) first_rows_.push_back(std::move(row));
    if (first_rows_.empty()) throw Error{ErrorKind::data, "the file is empty; expected an object on each line", *source_};
    if (head_.names.empty()) throw Error{ErrorKind::data, "found objects without keys; expected a key for each column", place()};
    std::ranges::reverse(first_rows_);
    is_open_ = false;
  }

  const TableHead& head() const override { return head_; }
  std::vector<std::string> remarks() const override { return {}; }

  std::optional<Block> next() override {
    const std::size_t columns = head_.names.size();
    const auto most = static_cast<std::int64_t>(std::max<std::size_t>(1, options_.piece_bytes / (4 * columns)));
    Block::Parts parts{.source = source_, .cells = Cells(static_cast<std::size_t>(most) * columns), .counts = std::vector<ColumnCounts>(columns)};
    Row row;
    for (; parts.num_rows < most && next_row(row); ++parts.num_rows) {
      Cell* const cells = parts.cells.data() + static_cast<std::size_t>(parts.num_rows) * columns;
      for (std::size_t i = 0; i < columns; ++i) parts.counts[i].missing += 1;
      std::fill_n(cells, columns, text_cell(parts, {}, TextKind::missing));
      for (const Value& value : row.values) {
        cells[value.column] = value.is_text ? text_cell(parts, value.text, value.kind) : Cell::number(value.number);
        ColumnCounts& counts = parts.counts[value.column];
        const bool is_gap = value.is_text && parts.texts.kind(cells[value.column].text_id()) == TextKind::missing;
        counts.missing -= !is_gap;
        counts.texts += value.is_text && !is_gap;
      }
      if (parts.num_rows == 0) parts.lines.first = row.line;
      parts.lines.steps.push_back(static_cast<std::uint32_t>(row.line - parts.lines.first));
    }
    index_.clear();
    if (parts.num_rows == 0) return std::nullopt;
    parts.cells.shrink(static_cast<std::size_t>(parts.num_rows) * columns);
    if (options_.progress) options_.progress(lines_.bytes().bytes_done(), lines_.bytes().bytes_in_all());
    return Block(std::move(parts));
  }

 private:
  struct Row {
    std::int64_t line;
    std::vector<Value> values;
  };

  std::string place() const { return *source_ + ":" + std::to_string(line_); }

  bool next_row(Row& row) {
    if (first_rows_.empty()) return read_row(row);
    row = std::move(first_rows_.back());
    first_rows_.pop_back();
    return true;
  }

  bool read_row(Row& row) {
    std::string_view text;
    while (lines_.next(text)) {
      ++line_;
      if (line_ == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
      if (text.find_first_not_of(" \t\r") == text.npos) continue;
      try {
        row = {line_, object_.read(text)};
      } catch (const std::string& message) {
        throw Error{ErrorKind::data, message, place(), "each line is an object: {\"age\": 41, \"town\": \"Ulm\"}"};
      }
      return true;
    }
    return false;
  }

  std::size_t column_of(const std::string& key) {
    const auto found = columns_.find(key);
    if (found != columns_.end()) return found->second;
    if (!is_open_) throw "found the key " + quoted(key) + ", which none of the first " + std::to_string(sample_rows) + " rows has";
    columns_.emplace(key, head_.names.size());
    head_.names.push_back(key);
    return head_.names.size() - 1;
  }

  Cell text_cell(Block::Parts& parts, std::string_view text, TextKind kind) {
    return Cell::text(index_.find_or_add(parts.texts, text, kind, [&] {
      return std::ranges::find(options_.missing_texts, text) == options_.missing_texts.end() && !text.empty() ? kind : TextKind::missing;
    }));
  }

  ReadOptions options_;
  std::shared_ptr<const std::string> source_;
  Lines lines_;
  ObjectReader object_;
  TableHead head_;
  std::unordered_map<std::string, std::size_t> columns_;
  bool is_open_ = true;            // to keys that are new
  std::vector<Row> first_rows_;    // the last one first
  TextIndex index_;
  std::int64_t line_ = 0;
};

}  // namespace

std::unique_ptr<BlockReader> open_json_lines(ByteSourcePtr bytes, std::string source, const ReadOptions& options) {
  return std::make_unique<JsonLinesReader>(std::move(bytes), std::move(source), options);
}

}  // namespace nntrain
