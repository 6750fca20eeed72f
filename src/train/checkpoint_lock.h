// One run at a time in a folder of checkpoints: two would remove each other's.
#pragma once
#include <string>

namespace nntrain {

// Makes the folder where there is none, and holds it by a lock of the system's on the file ".lock" in it, which goes with this, or whenever and
// however the process ends. On a network's file system other machines see it, too.
class CheckpointLock {
 public:
  // Throws Error{io} where another run holds the folder, or it cannot be written to.
  explicit CheckpointLock(const std::string& folder);
  CheckpointLock(const CheckpointLock&) = delete;
  ~CheckpointLock();

  // With this goes the folder, too, if nothing else is in it; else only one that this has made.
  void remove_folder() { removes_folder_ = true; }

  bool holds() const { return holds_; }  // not: the file system knows no locks

 private:
  bool lock();  // whether that is settled, either way

  std::string folder_, path_;
  bool removes_folder_, holds_ = false;
  int fd_ = -1;
};

}  // namespace nntrain
