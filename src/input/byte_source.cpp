#include "input/byte_source.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "base/error.h"
#include "base/file.h"

namespace nntrain {

std::size_t ByteSource::read(char* out, std::size_t size) {
  if (ahead_begin_ == ahead_.size()) return read_more(out, size);
  const std::size_t got = ahead_.copy(out, size, ahead_begin_);
  ahead_begin_ += got;
  return got;
}

std::size_t ByteSource::read_fully(char* out, std::size_t size) {
  std::size_t have = 0;
  while (have < size) {
    const std::size_t got = read(out + have, size - have);
    if (got == 0) break;
    have += got;
  }
  return have;
}

std::string_view ByteSource::peek(std::size_t size) {
  while (ahead_.size() - ahead_begin_ < size) {
    const std::size_t had = ahead_.size();
    ahead_.resize(ahead_begin_ + size);
    const std::size_t got = read_more(ahead_.data() + had, ahead_.size() - had);
    ahead_.resize(had + got);
    if (got == 0) break;
  }
  return std::string_view(ahead_).substr(ahead_begin_, size);
}

namespace {

class FileSource : public ByteSource {
 public:
  explicit FileSource(std::unique_ptr<InputFile> file) : file_(std::move(file)) {}
  std::uint64_t bytes_done() const override { return done_; }
  std::uint64_t bytes_in_all() const override { return file_->size(); }

 private:
  std::size_t read_more(char* out, std::size_t size) override {
    const std::size_t got = file_->read(out, size);
    done_ += got;
    return got;
  }

  std::unique_ptr<InputFile> file_;
  std::uint64_t done_ = 0;
};

class TextSource : public ByteSource {
 public:
  explicit TextSource(std::shared_ptr<const std::string> text) : text_(std::move(text)) {}
  std::uint64_t bytes_done() const override { return done_; }
  std::uint64_t bytes_in_all() const override { return text_->size(); }

 private:
  std::size_t read_more(char* out, std::size_t size) override {
    const std::size_t got = text_->copy(out, size, done_);
    done_ += got;
    return got;
  }

  std::shared_ptr<const std::string> text_;
  std::size_t done_ = 0;
};

// What came through a pipe so far, and the pipe.
struct KeptPipe {
  static constexpr std::size_t most_in_memory = 64 << 20;

  std::unique_ptr<InputFile> pipe;
  std::string memory;
  std::unique_ptr<TemporaryFile> file;  // all of it, once it is more than fits in memory
  std::uint64_t size = 0;

  void keep(std::string_view bytes) {
    size += bytes.size();
    if (!file && size <= most_in_memory) {
      memory += bytes;
      return;
    }
    if (!file) {
      file = std::make_unique<TemporaryFile>();
      file->append(std::exchange(memory, {}));
    }
    file->append(bytes);
  }
};

class KeptSource : public ByteSource {
 public:
  explicit KeptSource(KeptPipe& kept) : kept_(kept) {}
  std::uint64_t bytes_done() const override { return done_; }

 private:
  std::size_t read_more(char* out, std::size_t size) override {
    std::size_t got = static_cast<std::size_t>(std::min<std::uint64_t>(size, kept_.size - done_));
    if (got == 0) {
      got = kept_.pipe->read(out, size);
      kept_.keep({out, got});
    } else if (kept_.file) {
      kept_.file->read(done_, out, got);
    } else {
      kept_.memory.copy(out, got, done_);
    }
    done_ += got;
    return got;
  }

  KeptPipe& kept_;
  std::uint64_t done_ = 0;
};

// What others have in common: compressed bytes go in, plain ones come out.
class Decompressor : public ByteSource {
 public:
  Decompressor(ByteSourcePtr compressed, std::string name) : compressed_(std::move(compressed)), name_(std::move(name)), in_(1 << 16, '\0') {}
  std::uint64_t bytes_done() const override { return compressed_->bytes_done(); }
  std::uint64_t bytes_in_all() const override { return compressed_->bytes_in_all(); }

 protected:
  std::size_t read_compressed() { return compressed_->read(in_.data(), in_.size()); }
  char* in() { return in_.data(); }
  [[noreturn]] void fail(const std::string& what) const {
    throw Error{ErrorKind::data, what, name_, "is the file whole? copy or compress it again"};
  }

 private:
  ByteSourcePtr compressed_;
  std::string name_, in_;
};

class GzipSource : public Decompressor {
 public:
  GzipSource(ByteSourcePtr compressed, std::string name) : Decompressor(std::move(compressed), std::move(name)) {
    if (::inflateInit2(&state_, 15 + 16) != Z_OK) throw std::bad_alloc();  // 16: gzip's header
  }
  ~GzipSource() override { ::inflateEnd(&state_); }

 private:
  std::size_t read_more(char* out, std::size_t size) override {
    state_.next_out = reinterpret_cast<Bytef*>(out);
    state_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1 << 30));
    const uInt wanted = state_.avail_out;
    while (state_.avail_out == wanted) {
      if (state_.avail_in == 0) {
        state_.next_in = reinterpret_cast<Bytef*>(in());
        state_.avail_in = static_cast<uInt>(read_compressed());
        if (state_.avail_in == 0 && is_between_) return 0;
        if (state_.avail_in == 0) fail("the gzip file is damaged, or not all there");
      }
      if (is_between_ && ::inflateReset(&state_) != Z_OK) fail("the gzip file is damaged, or not all there");  // another member, as of files put together
      is_between_ = false;
      const int code = ::inflate(&state_, Z_NO_FLUSH);
      if (code == Z_STREAM_END) is_between_ = true;
      else if (code != Z_OK) fail("the gzip file is damaged, or not all there");
    }
    return wanted - state_.avail_out;
  }

  z_stream state_{};
  bool is_between_ = true;  // members
};

class ZstdSource : public Decompressor {
 public:
  ZstdSource(ByteSourcePtr compressed, std::string name) : Decompressor(std::move(compressed), std::move(name)), state_(::ZSTD_createDStream()) {
    if (!state_) throw std::bad_alloc();
  }
  ~ZstdSource() override { ::ZSTD_freeDStream(state_); }

 private:
  std::size_t read_more(char* out, std::size_t size) override {
    ZSTD_outBuffer plain{out, size, 0};
    while (plain.pos == 0) {
      if (rest_.pos == rest_.size && !may_have_more_) {
        rest_ = {in(), read_compressed(), 0};
        if (rest_.size == 0 && is_between_) return 0;
        if (rest_.size == 0) fail("the zstd file is damaged, or not all there");
      }
      const std::size_t code = ::ZSTD_decompressStream(state_, &plain, &rest_);
      if (::ZSTD_isError(code)) fail("the zstd file is damaged, or not all there");
      is_between_ = code == 0;
      may_have_more_ = plain.pos == plain.size && !is_between_;
    }
    return plain.pos;
  }

  ZSTD_DStream* state_;
  ZSTD_inBuffer rest_{nullptr, 0, 0};
  bool is_between_ = true, may_have_more_ = false;  // between frames; there is plain text left in its buffers
};

ByteSourcePtr decompressed(ByteSourcePtr source, const std::string& name) {
  const std::string_view magic = source->peek(4);
  if (magic.starts_with("\x1F\x8B")) return std::make_unique<GzipSource>(std::move(source), name);
  if (magic == "\x28\xB5\x2F\xFD") return std::make_unique<ZstdSource>(std::move(source), name);
  return source;
}

}  // namespace

struct InputFiles::Kept {
  std::map<std::string, KeptPipe> pipes;
};

InputFiles::InputFiles(bool keep_pipes) : keep_pipes_(keep_pipes), kept_(std::make_unique<Kept>()) {}
InputFiles::InputFiles(InputFiles&&) noexcept = default;
InputFiles::~InputFiles() = default;

ByteSourcePtr InputFiles::open(const std::string& path) {
  const std::string name = source_name(path);
  if (const auto kept = kept_->pipes.find(path); kept != kept_->pipes.end()) return decompressed(std::make_unique<KeptSource>(kept->second), name);
  auto file = std::make_unique<InputFile>(path == "-" ? "/dev/stdin" : path);
  if (!keep_pipes_ || file->can_be_read_again()) return decompressed(std::make_unique<FileSource>(std::move(file)), name);
  KeptPipe& kept = kept_->pipes[path];
  kept.pipe = std::move(file);
  return decompressed(std::make_unique<KeptSource>(kept), name);
}

ByteSourcePtr open_text(std::shared_ptr<const std::string> text) { return std::make_unique<TextSource>(std::move(text)); }

std::string source_name(const std::string& path) { return path == "-" ? "standard input" : path; }

}  // namespace nntrain
