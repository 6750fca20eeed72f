// A line on a terminal that tells how far the reading of data is; it goes when they are read.
#pragma once
#include <cstdint>

#include "cli/terminal.h"

namespace nntrain {

class ReadProgress {
 public:
  // Shows nothing in the first second, nor where standard error is no terminal.
  explicit ReadProgress(Terminal& io);
  ~ReadProgress() { clear(); }

  void show(std::uint64_t bytes_done, std::uint64_t bytes_in_all);  // in all 0: not known
  void clear();

 private:
  Terminal& io_;
  std::int64_t next_ns_;
  bool is_shown_ = false;
};

}  // namespace nntrain
