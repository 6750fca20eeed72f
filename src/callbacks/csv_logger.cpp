#include "callbacks/csv_logger.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "callbacks/kept_file.h"
#include "callbacks/python_text.h"

namespace nntrain::callbacks {

namespace {

// As Python's csv module writes a cell: in quotes where it would else be read otherwise.
std::string cell(const std::string& text, const std::string& separator) {
  if (text.find(separator) == std::string::npos && text.find_first_of("\"\r\n") == std::string::npos) return text;
  std::string quoted_text = "\"";
  for (const char c : text) quoted_text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted_text + '"';
}

class RowWriter : public RunningCallback {
 public:
  explicit RowWriter(const CSVLogger& options) : options_(options) {}

  void train_begin(RunControl&) override {
    std::error_code error;
    const auto size = std::filesystem::file_size(options_.filename, error);
    has_header_ = options_.append && !error && size > 0;
    file_ = std::make_unique<GrowingFile>(options_.filename, options_.append ? GrowingFile::Start::end : GrowingFile::Start::empty);
  }

  void epoch_end(std::int64_t epoch, Logs& logs, RunControl&) override {
    std::string text;
    if (keys_.empty()) {
      choose_keys(logs);
      if (!has_header_) add_line(text, "epoch", [](const std::string& key) { return key; });
    }
    add_line(text, std::to_string(epoch), [&](const std::string& key) {
      const double* value = logs.find(key);
      return value ? python_text(*value) : "NA";
    });
    file_->append(text);
  }

  void train_end(RunControl&) override { file_.reset(); }

  void keep(Archive& archive) override {
    keep_file(archive, file_, options_.filename);
    archive(has_header_, keys_);
  }

 private:
  void choose_keys(const Logs& logs) {
    for (const Logs::Value& v : logs) keys_.push_back(v.name);
    std::sort(keys_.begin(), keys_.end());
    if (std::any_of(keys_.begin(), keys_.end(), [](const std::string& key) { return key.starts_with("val_"); })) return;
    for (std::size_t i = 0, count = keys_.size(); i < count; ++i) keys_.push_back("val_" + keys_[i]);
  }

  template <class F>
  void add_line(std::string& out, const std::string& first, F text_of) const {
    out += cell(first, options_.separator);
    for (const std::string& key : keys_) out += options_.separator + cell(text_of(key), options_.separator);
    out += "\r\n";
  }

  CSVLogger options_;
  std::unique_ptr<GrowingFile> file_;
  bool has_header_ = false;
  std::vector<std::string> keys_;  // of the first epoch
};

}  // namespace

std::string CSVLogger::check() const {
  if (filename.empty()) return "expected a filename";
  const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  if (std::count_if(separator.begin(), separator.end(), starts_character) != 1 ||
      separator.find_first_of("\"\r\n") == 0)
    return "expected a separator of one character, no quote and no end of line; got " + quoted(separator);
  return {};
}

void CSVLogger::check_files() const { check_writable(filename); }

std::unique_ptr<RunningCallback> CSVLogger::start(const JobFacts&) const { return std::make_unique<RowWriter>(*this); }

}  // namespace nntrain::callbacks
