// Whole files: read at once or piece by piece, written all or not at all; and files that grow by whole pieces.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nntrain {

// The file's bytes. Throws Error{io} naming the path: not found, a directory, no permission, ...
std::string read_file(const std::string& path);

// Puts `contents` at `path` so that whoever looks, whenever, even after a power cut, sees the old file or the whole new one.
// It is written beside the target, flushed and renamed over it. An existing file's permissions are kept; a symbolic link
// stays one and what it points to is replaced. What is no regular file (/dev/stdout, a pipe) is written to directly.
// Throws Error{io}; the old file is then as it was.
void write_file_atomically(const std::string& path, std::string_view contents);

// The same for what comes in pieces. Unless it is finished, nothing has happened.
class AtomicFile {
 public:
  explicit AtomicFile(std::string path);  // Throws Error{io}, as the others do
  AtomicFile(const AtomicFile&) = delete;
  ~AtomicFile();

  void append(std::string_view piece);
  void finish();  // once, at the end

 private:
  std::string path_, target_, temporary_;  // no temporary: it is written to directly, or finished
  int fd_ = -1;
  int note_ = -1;  // of the temporary's name, for remove_unfinished_files()
};

// Removes what unfinished AtomicFiles have written beside their targets. For a process that ends at once, without destructors: may be
// called in a signal handler.
void remove_unfinished_files() noexcept;

// Throws the Error{io} that writing `path` would end in, as far as that can be known now: a long run must not end in it.
// make_folders: those that the path names will be made.
void check_writable(const std::string& path, bool make_folders = false);

// Makes the folders that lead to the file `path`. Throws Error{io}.
void make_folders_of(const std::string& path);

// A file that is read from its beginning to its end.
class InputFile {
 public:
  explicit InputFile(std::string path);  // Throws Error{io} as read_file.
  InputFile(const InputFile&) = delete;
  ~InputFile();

  // Puts up to `size` bytes at `out` and returns how many; 0 only at the end. Throws Error{io}.
  std::size_t read(char* out, std::size_t size);

  // Its bytes in all; 0 where only its end tells, as of a pipe.
  std::uint64_t size() const { return size_; }

  // Whether its name opens the same bytes again: not of a pipe, nor of standard input, of which a part may be read already.
  bool can_be_read_again() const { return is_regular_; }

 private:
  std::string path_;
  int fd_;
  bool is_regular_ = false;
  std::uint64_t size_ = 0;
};

// A file without a name in the folder that TMPDIR says, else /tmp. It goes when it is closed, however the process ends.
class TemporaryFile {
 public:
  TemporaryFile();  // Throws Error{io}, as all that follow; the message names the folder and TMPDIR
  TemporaryFile(const TemporaryFile&) = delete;
  ~TemporaryFile();

  void append(std::string_view bytes);
  void write(std::uint64_t offset, std::string_view bytes);
  void read(std::uint64_t offset, char* out, std::size_t size) const;  // all of `size`
  // Makes it that long, with the room on the disk that this takes: writing within it cannot fail afterwards.
  void reserve(std::uint64_t size);
  int descriptor() const { return fd_; }

 private:
  std::string folder_;
  int fd_;
};

// A file that grows while it is written, for whoever watches: each piece arrives as a whole, or not at all and with an Error{io}.
class GrowingFile {
 public:
  enum class Start { empty, end };  // what was there is lost, or is kept and added to
  GrowingFile(std::string path, Start start);
  // Goes on behind its first `size` bytes: what follows them is lost. Error{io} where it has fewer. Of what is no regular file, just
  // goes on.
  GrowingFile(std::string path, std::uint64_t size);
  GrowingFile(const GrowingFile&) = delete;
  ~GrowingFile();

  void append(std::string_view piece);
  std::uint64_t sync();  // all is on the disk then; returns how many bytes that are

 private:
  std::string path_;
  int fd_;
};

}  // namespace nntrain
