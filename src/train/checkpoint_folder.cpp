#include "train/checkpoint_folder.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <memory>
#include <tuple>

#include "base/error.h"
#include "base/file.h"

namespace nntrain {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "step-", suffix = ".checkpoint";
constexpr std::size_t num_digits = 12;

std::string name_after(std::int64_t steps_done) {
  const std::string digits = std::to_string(steps_done);
  return std::string(prefix) + std::string(num_digits - std::min(num_digits, digits.size()), '0') + digits + std::string(suffix);
}

bool is_checkpoint(const std::string& name) {
  if (!name.starts_with(prefix) || !name.ends_with(suffix) || name.size() != prefix.size() + num_digits + suffix.size()) return false;
  return name.find_first_not_of("0123456789", prefix.size()) == prefix.size() + num_digits;
}

[[noreturn]] void fail(const std::string& what, const std::string& path) { throw Error(ErrorKind::io, what + ": " + std::strerror(errno), path); }

struct Close {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

// Not by std::filesystem's iterator, which ends the process where there is no memory.
template <class F>
void each_name(const std::string& folder, F f) {
  const std::unique_ptr<DIR, Close> directory(::opendir(folder.c_str()));
  if (!directory && errno == ENOENT) return;
  if (!directory) fail("cannot read the folder", folder);
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(directory.get());
    if (entry) f(std::string(entry->d_name));
    else if (errno != 0) fail("cannot read the folder", folder);
    else return;
  }
}

std::string path_in(const std::string& folder, const std::string& name) { return (fs::path(folder) / name).string(); }

// What runs that were killed have left half written.
void remove_unfinished(const std::string& folder) {
  each_name(folder, [&](const std::string& name) {
    if (name.starts_with(prefix) && name.find(std::string(suffix) + ".tmp.") != std::string::npos) ::unlink(path_in(folder, name).c_str());
  });
}

void remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail("cannot remove", path);
}

}  // namespace

std::vector<std::string> checkpoints_in(const std::string& folder) {
  std::vector<std::string> paths;
  each_name(folder, [&](const std::string& name) {
    if (is_checkpoint(name)) paths.push_back(path_in(folder, name));
  });
  std::ranges::sort(paths, std::greater());
  return paths;
}

void remove_checkpoints(const std::string& folder) {
  remove_unfinished(folder);
  for (const std::string& path : checkpoints_in(folder)) remove(path);
}

CheckpointFolder::CheckpointFolder(const CheckpointSection& settings, const std::string& monitor, const JobFacts& job, Write write)
    : folder_(settings.dir),
      monitor_name_(monitor),
      monitor_(monitor, settings.mode, 0, job),
      num_kept_(static_cast<std::size_t>(settings.keep)),
      write_(std::move(write)) {
  make_folders_of(path_in(folder_, name_after(0)));
  remove_unfinished(folder_);
}

std::string CheckpointFolder::write(Checkpoint& checkpoint, const double* value) {
  const std::string name = name_after(checkpoint.point.position.steps_done);
  const auto before = std::pair(best_, best_name_);
  if (value && std::isfinite(*value) && monitor_.improves(*value, best_)) {
    best_ = *value;
    best_name_ = name;
  }
  Archive archive;
  keep(archive);
  checkpoint.point.folder = archive.written();
  const std::string path = path_in(folder_, name);
  try {
    write_(path, checkpoint);
  } catch (...) {
    std::tie(best_, best_name_) = before;  // that one stays the best there is
    throw;
  }
  remove_others(path);
  return path;
}

void CheckpointFolder::remove_others(const std::string& newest) const {
  std::size_t num_newer = 0;
  for (const std::string& path : checkpoints_in(folder_)) {
    const bool is_ahead = path > newest;  // it was passed over when the run was resumed: it is not whole
    if (!is_ahead && (num_newer++ < num_kept_ || fs::path(path).filename() == best_name_)) continue;
    remove(path);
  }
}

}  // namespace nntrain
