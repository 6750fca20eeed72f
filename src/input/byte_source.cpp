#include "input/byte_source.h"

#include <algorithm>
#include <cstring>

#include "base/file.h"

namespace nntrain {
namespace {

class FileSource : public ByteSource {
 public:
  explicit FileSource(const std::string& path) : file_(path) {}

  std::size_t read(char* out, std::size_t size) override {
    const std::size_t got = file_.read(out, size);
    done_ += got;
    return got;
  }
  std::uint64_t bytes_done() const override { return done_; }
  std::uint64_t bytes_in_all() const override { return file_.size(); }

 private:
  InputFile file_;
  std::uint64_t done_ = 0;
};

class TextSource : public ByteSource {
 public:
  explicit TextSource(std::shared_ptr<const std::string> text) : text_(std::move(text)) {}

  std::size_t read(char* out, std::size_t size) override {
    const std::size_t got = std::min(size, text_->size() - done_);
    std::memcpy(out, text_->data() + done_, got);
    done_ += got;
    return got;
  }
  std::uint64_t bytes_done() const override { return done_; }
  std::uint64_t bytes_in_all() const override { return text_->size(); }

 private:
  std::shared_ptr<const std::string> text_;
  std::size_t done_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> open_file(const std::string& path) {
  return std::make_unique<FileSource>(path == "-" ? "/dev/stdin" : path);
}

std::unique_ptr<ByteSource> open_text(std::shared_ptr<const std::string> text) {
  return std::make_unique<TextSource>(std::move(text));
}

std::size_t read_fully(ByteSource& source, char* out, std::size_t size) {
  std::size_t have = 0;
  while (have < size) {
    const std::size_t got = source.read(out + have, size - have);
    if (got == 0) break;
    have += got;
  }
  return have;
}

}  // namespace nntrain
