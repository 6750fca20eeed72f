#include "cli/read_progress.h"

#include <algorithm>
#include <string>

namespace nntrain {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

std::string megabytes(std::uint64_t bytes) { return std::to_string(bytes / 1'000'000) + " MB"; }

}  // namespace

ReadProgress::ReadProgress(Terminal& io) : io_(io), next_ns_(io.note_is_terminal ? io.now_ns() + second_ns : 0) {}

void ReadProgress::show(std::uint64_t bytes_done, std::uint64_t bytes_in_all) {
  if (!io_.note_is_terminal || io_.now_ns() < next_ns_) return;
  next_ns_ = io_.now_ns() + second_ns / 10;
  std::string line = "\rreading ";
  if (bytes_in_all > 0) {
    constexpr std::size_t width = 30;
    const auto filled = static_cast<std::size_t>(std::min(1.0, static_cast<double>(bytes_done) / static_cast<double>(bytes_in_all)) * width);
    line += "[" + std::string(filled, '=') + std::string(width - filled, '.') + "] " + megabytes(bytes_done) + " of " + megabytes(bytes_in_all);
  } else {
    line += megabytes(bytes_done);
  }
  io_.note(line + "\x1b[K");
  is_shown_ = true;
}

void ReadProgress::clear() {
  if (is_shown_) io_.note("\r\x1b[K");
  is_shown_ = false;
}

}  // namespace nntrain
