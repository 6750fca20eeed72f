// Work on files by a library that may not survive it: they are not trusted, or there is no memory.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace nntrain {

struct GuardLimits {
  std::uint64_t memory_bytes;  // that it may take
  std::uint64_t output_bytes;  // that it may append
  std::uint64_t seconds;       // of a processor
};
using Append = std::function<void(std::string_view)>;

// Calls `work` in a child process, which is a copy of this one with less of everything and cannot write files, and returns what it has
// appended. An Error{io} that it throws is thrown here, any other as of kind model_file; one of that kind, where: `path`, if it breaks a limit,
// or crashes on what it reads.
// Within the work of another guarded(), this process is that child already: `work` is called in it, and of its own limits output_bytes alone counts.
// Precondition: no thread but this one holds a lock.
std::string guarded(const GuardLimits& limits, const std::string& path, const std::function<void(const Append&)>& work);

// The same without limits, for a library that writes, and does not survive that there is no memory. Another Error is then of kind internal;
// what: is written, "the HDF5 file".
std::string guarded_writing(const std::string& what, const std::function<void(const Append&)>& work);

}  // namespace nntrain
