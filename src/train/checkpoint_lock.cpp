#include "train/checkpoint_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"

namespace nntrain {

namespace {

// Whether the path still leads to the open file: whoever ends removes it.
bool is_at(int fd, const std::string& path) {
  struct stat opened {}, found {};
  return ::fstat(fd, &opened) == 0 && ::stat(path.c_str(), &found) == 0 && opened.st_dev == found.st_dev && opened.st_ino == found.st_ino;
}

}  // namespace

CheckpointLock::CheckpointLock(const std::string& folder)
    : folder_(folder), path_((std::filesystem::path(folder) / ".lock").string()), removes_folder_(::access(folder.c_str(), F_OK) != 0) {
  make_folders_of(path_);
  constexpr int most_others = 100;  // that end just now
  for (int others = 0; !lock(); ++others) {
    ::close(fd_);
    if (others == most_others) throw Error(ErrorKind::io, "cannot lock it", path_);
  }
}

bool CheckpointLock::lock() {
  do fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  while (fd_ < 0 && errno == EINTR);
  if (fd_ < 0) throw Error(ErrorKind::io, std::string("cannot write: ") + std::strerror(errno), path_, "check who may write there");
  int result = 0;
  do result = ::flock(fd_, LOCK_EX | LOCK_NB);
  while (result != 0 && errno == EINTR);
  if (result != 0 && errno == EWOULDBLOCK) {
    ::close(fd_);
    throw Error(ErrorKind::io, "another run of nntrain writes its checkpoints there", folder_, "wait until it has ended, or name another folder");
  }
  holds_ = result == 0;
  return !holds_ || is_at(fd_, path_);
}

CheckpointLock::~CheckpointLock() {
  if (holds_) ::unlink(path_.c_str());
  ::close(fd_);
  if (removes_folder_) ::rmdir(folder_.c_str());  // unless there is something in it
}

}  // namespace nntrain
