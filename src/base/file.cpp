#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/error.h"

namespace nntrain {
namespace {

[[noreturn]] void fail(const std::string& what, const std::string& path, int error) {
  std::string hint;
  if (error == EACCES || error == EPERM || error == EROFS) hint = "check who may read and write there";
  if (error == ENOSPC) hint = "make room on that disk";
  const std::string reason = error == ENOENT   ? "no such file or folder"
                             : error == EISDIR ? "it is a folder"
                                               : std::strerror(error);
  throw Error{ErrorKind::io, what + ": " + reason, path, hint};
}

// An open file that is closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }

  int get() const { return fd_; }

  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

int open_retrying(const std::string& path, int flags, mode_t mode = 0) {
  int fd = -1;
  do fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  while (fd < 0 && errno == EINTR);
  return fd;
}

void write_all(int fd, std::string_view rest, const std::string& path) {
  while (!rest.empty()) {
    const auto written = ::write(fd, rest.data(), rest.size());
    if (written >= 0)
      rest.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      fail("cannot write", path, errno);
  }
}

// An open file of this process ("/dev/stdout", "/dev/fd/3"), whatever it is connected to.
bool is_open_file(std::string_view path) {
  return path.starts_with("/dev/std") || path.starts_with("/dev/fd/") || path.starts_with("/proc/self/fd/");
}

// A new file beside the target that nobody else has open. The name says whose it is, should it ever be left behind.
int create_beside(const std::string& target, std::string& temporary) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    temporary = target + ".tmp." + std::to_string(::getpid()) + '.' + std::to_string(attempt);
    const int fd = open_retrying(temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);  // less the umask
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

// Names of temporary files, where a signal handler finds them: memory that is always there, and only bytes.
struct NotedName {
  std::atomic<bool> is_taken = false, is_whole = false;
  std::array<char, 4096> name{};
};
std::array<NotedName, 4> noted_names;

// Its place, or -1: there are many files or the name is very long, and it would stay behind.
int note_name(const std::string& name) {
  for (std::size_t i = 0; i < noted_names.size(); ++i) {
    NotedName& note = noted_names[i];
    if (name.size() >= note.name.size() || note.is_taken.exchange(true)) continue;
    name.copy(note.name.data(), name.size());
    note.name[name.size()] = 0;
    note.is_whole = true;
    return static_cast<int>(i);
  }
  return -1;
}

void forget_name(int place) {
  if (place < 0) return;
  NotedName& note = noted_names[static_cast<std::size_t>(place)];
  note.is_whole = false;
  note.is_taken = false;
}

// Makes the rename itself last. Some file systems cannot, and a folder that one may write to but not read is not opened; the file is
// whole all the same, and so it is where the disk fails here, which is told.
void sync_folder(const std::filesystem::path& path) {
  const std::string folder = path.empty() ? "." : path.string();
  const Descriptor directory(open_retrying(folder, O_RDONLY | O_DIRECTORY));
  if (directory.get() < 0) {
    if (errno == EACCES) return;
    fail("cannot bring the folder to the disk", folder, errno);
  }
  int result = 0;
  do result = ::fsync(directory.get());
  while (result != 0 && errno == EINTR);
  if (result != 0 && errno != EINVAL && errno != ENOTSUP && errno != ENOSYS) fail("cannot bring the folder to the disk", folder, errno);
}

// Where the path leads when its symbolic links are followed; the last of them may lead to nothing yet.
std::string target_of(const std::string& path) {
  std::filesystem::path target = path;
  std::error_code error;
  for (int hops = 0; std::filesystem::is_symlink(target, error); ++hops) {
    if (hops == 40) fail("cannot write", path, ELOOP);
    target = target.parent_path() / std::filesystem::read_symlink(target, error);  // an absolute link replaces all
    if (error) fail("cannot write", path, error.value());
  }
  return target.string();
}

}  // namespace

std::string read_file(const std::string& path) {
  const Descriptor file(open_retrying(path, O_RDONLY));
  if (file.get() < 0) fail("cannot read", path, errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) fail("cannot read", path, errno);
  if (S_ISDIR(status.st_mode)) fail("cannot read", path, EISDIR);

  constexpr std::size_t least = 65536;  // of a pipe; a regular file's size is known, and one byte more shows its end
  std::string contents(S_ISREG(status.st_mode) ? static_cast<std::size_t>(status.st_size) + 1 : least, '\0');
  std::size_t size = 0;
  while (true) {
    if (size == contents.size()) contents.resize(std::max(2 * size, least));
    const auto got = ::read(file.get(), contents.data() + size, contents.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read", path, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  contents.resize(size);
  return contents;
}

void write_file_atomically(const std::string& path, std::string_view contents) {
  AtomicFile file(path);
  file.append(contents);
  file.finish();
}

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)) {
  struct stat status {};
  const bool exists = ::stat(path_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail("cannot write", path_, EISDIR);
  if (exists && (!S_ISREG(status.st_mode) || is_open_file(path_))) {
    fd_ = open_retrying(path_, O_WRONLY | O_APPEND);
    if (fd_ < 0) fail("cannot write", path_, errno);
    return;
  }
  if (exists && ::access(path_.c_str(), W_OK) != 0) fail("cannot write", path_, errno);
  target_ = target_of(path_);
  Descriptor file(create_beside(target_, temporary_));
  if (file.get() < 0) fail("cannot write", path_, errno);
  if (exists && ::fchmod(file.get(), status.st_mode & 07777) != 0) {
    const int error = errno;
    ::unlink(temporary_.c_str());
    fail("cannot write", path_, error);
  }
  fd_ = file.release();
  note_ = note_name(temporary_);
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  forget_name(note_);
}

void remove_unfinished_files() noexcept {
  for (const NotedName& note : noted_names)
    if (note.is_whole) ::unlink(note.name.data());
}

void AtomicFile::append(std::string_view piece) { write_all(fd_, piece, path_); }

void AtomicFile::finish() {
  if (!temporary_.empty() && ::fsync(fd_) != 0) fail("cannot write", path_, errno);
  if (::close(std::exchange(fd_, -1)) != 0) fail("cannot write", path_, errno);
  if (temporary_.empty()) return;
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot write", path_, errno);
  temporary_.clear();
  sync_folder(std::filesystem::path(target_).parent_path());
}

void check_writable(const std::string& path, bool make_folders) {
  namespace fs = std::filesystem;
  const auto refuse = [&](const std::string& why, const std::string& hint) {
    throw Error(ErrorKind::io, "cannot write: " + why, path, hint);
  };
  std::error_code error;
  if (path.empty()) refuse("the name is empty", "");
  if (fs::is_directory(path, error)) refuse("it is a folder", "name a file in it");
  const bool exists = fs::exists(path, error);
  fs::path folder = fs::path(path).parent_path();
  while (make_folders && !folder.empty() && !fs::exists(folder, error)) folder = folder.parent_path();
  const std::string parent = folder.empty() ? "." : folder.string();
  if (!exists && !fs::is_directory(parent, error))
    refuse(fs::exists(parent, error) ? parent + " is not a folder" : "there is no folder " + parent,
           "make it first: mkdir -p " + parent);
  const bool replaced = !exists || fs::is_regular_file(path, error);  // by a new file beside it; a device is written to
  if ((exists && ::access(path.c_str(), W_OK) != 0) || (replaced && ::access(parent.c_str(), W_OK) != 0))
    refuse(std::strerror(errno), "check who may write there");
}

void make_folders_of(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(path).parent_path();
  std::error_code error;
  std::vector<fs::path> changed;  // to be on the disk before what the new ones hold
  for (fs::path made = folder; !made.empty() && !fs::exists(made, error); made = made.parent_path()) changed.push_back(made.parent_path());
  error.clear();
  if (!folder.empty()) fs::create_directories(folder, error);
  if (error) fail("cannot make the folder", folder.string(), error.value());
  for (const fs::path& each : changed) sync_folder(each);
}

InputFile::InputFile(std::string path) : path_(std::move(path)), fd_(open_retrying(path_, O_RDONLY)) {
  if (fd_ < 0) fail("cannot read", path_, errno);
  struct stat status {};
  const int error = ::fstat(fd_, &status) != 0 ? errno : S_ISDIR(status.st_mode) ? EISDIR : 0;
  if (error != 0) {
    ::close(fd_);
    fail("cannot read", path_, error);
  }
  if (S_ISREG(status.st_mode)) size_ = static_cast<std::uint64_t>(status.st_size);
  is_regular_ = S_ISREG(status.st_mode) && !is_open_file(path_);
}

InputFile::~InputFile() { ::close(fd_); }

namespace {

// Where a file ends that somebody else writes to: half a row may be a row of other numbers.
void check_end(int fd, std::uint64_t size, const std::string& path) {
  const auto end = static_cast<std::uint64_t>(::lseek(fd, 0, SEEK_CUR));
  if (end != size)
    throw Error(ErrorKind::io, "the file has changed while it was read: it had " + std::to_string(size) + " bytes, and has " + std::to_string(end), path,
                "read a copy of it, or wait until it is written");
}

}  // namespace

std::size_t InputFile::read(char* out, std::size_t size) {
  while (true) {
    const auto got = ::read(fd_, out, size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read", path_, errno);
    if (got == 0 && is_regular_ && size_ > 0) check_end(fd_, size_, path_);
    return static_cast<std::size_t>(got);
  }
}

namespace {

[[noreturn]] void fail_temporary(const std::string& folder, int error) {
  const std::string reason = error == ENOENT ? "there is no such folder" : std::strerror(error);
  throw Error{ErrorKind::io, "cannot keep temporary data: " + reason, folder,
              error == ENOSPC ? "make room there, or name another folder: TMPDIR=/some/folder" : "name a folder that can be written to: TMPDIR=/some/folder"};
}

std::string temporary_folder() {
  const char* const folder = std::getenv("TMPDIR");
  return folder && *folder ? folder : "/tmp";
}

}  // namespace

TemporaryFile::TemporaryFile() : folder_(temporary_folder()), fd_(-1) {
  std::string name = folder_ + "/nntrain-XXXXXX";
  fd_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd_ < 0) fail_temporary(folder_, errno);
  ::unlink(name.c_str());
}

TemporaryFile::~TemporaryFile() { ::close(fd_); }

void TemporaryFile::append(std::string_view rest) {
  while (!rest.empty()) {
    const auto written = ::write(fd_, rest.data(), rest.size());
    if (written >= 0) rest.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR) fail_temporary(folder_, errno);
  }
}

void TemporaryFile::write(std::uint64_t offset, std::string_view rest) {
  while (!rest.empty()) {
    const auto written = ::pwrite(fd_, rest.data(), rest.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_temporary(folder_, errno);
    rest.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

void TemporaryFile::read(std::uint64_t offset, char* out, std::size_t size) const {
  while (size > 0) {
    const auto got = ::pread(fd_, out, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail_temporary(folder_, got < 0 ? errno : EIO);
    offset += static_cast<std::uint64_t>(got);
    out += got;
    size -= static_cast<std::size_t>(got);
  }
}

void TemporaryFile::reserve(std::uint64_t size) {
  int error = 0;
  do error = ::posix_fallocate(fd_, 0, static_cast<off_t>(size));
  while (error == EINTR);
  if (error != 0) fail_temporary(folder_, error);
}

GrowingFile::GrowingFile(std::string path, Start start)
    : path_(std::move(path)),
      fd_(open_retrying(path_, O_WRONLY | O_CREAT | O_APPEND | (start == Start::empty ? O_TRUNC : 0), 0666)) {
  if (fd_ < 0) fail("cannot write", path_, errno);
}

GrowingFile::GrowingFile(std::string path, std::uint64_t size) : GrowingFile(std::move(path), Start::end) {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) fail("cannot write", path_, errno);
  if (!S_ISREG(status.st_mode)) return;
  if (static_cast<std::uint64_t>(status.st_size) < size)
    throw Error(ErrorKind::io, "it has " + std::to_string(status.st_size) + " bytes; expected at least the " + std::to_string(size) + " that were written",
                path_, "put the file back as the run left it, or begin afresh");
  if (::ftruncate(fd_, static_cast<off_t>(size)) != 0) fail("cannot write", path_, errno);
}

GrowingFile::~GrowingFile() { ::close(fd_); }

std::uint64_t GrowingFile::sync() {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) fail("cannot write", path_, errno);
  if (!S_ISREG(status.st_mode)) return 0;
  if (::fsync(fd_) != 0) fail("cannot write", path_, errno);
  return static_cast<std::uint64_t>(status.st_size);
}

void GrowingFile::append(std::string_view piece) {
  struct stat before {};
  const bool regular = ::fstat(fd_, &before) == 0 && S_ISREG(before.st_mode);
  try {
    write_all(fd_, piece, path_);
  } catch (const Error&) {
    if (regular && ::ftruncate(fd_, before.st_size) != 0) {
      // The piece stays cut off; the error being thrown tells of it.
    }
    throw;
  }
}

}  // namespace nntrain
