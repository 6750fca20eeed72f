// What callbacks that write a growing file share: how a checkpoint keeps it.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "base/archive.h"

namespace nntrain::callbacks {

// File has sync() and a constructor from path and size: GrowingFile, EventFile. Read from a checkpoint, it is cut to the length that
// it had then; a file that there was none of is removed.
template <class File>
void keep_file(Archive& archive, std::unique_ptr<File>& file, const std::string& path) {
  bool is_open = file != nullptr;
  archive(is_open);
  std::uint64_t size = is_open && !archive.reads() ? file->sync() : 0;
  archive(size);
  if (!archive.reads()) return;
  std::error_code ignored;
  if (is_open) file = std::make_unique<File>(path, size);
  else std::filesystem::remove(path, ignored);
}

}  // namespace nntrain::callbacks
