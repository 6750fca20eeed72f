// Whole files: read at once, written all or not at all.
#pragma once
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

}  // namespace nntrain
