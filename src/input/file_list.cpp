#include "input/file_list.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"

namespace nntrain {

std::vector<std::string> expand_patterns(std::span<const std::string> names) {
  std::vector<std::string> files;
  for (const std::string& name : names) {
    std::error_code error;
    if (name.find_first_of("*?[") == name.npos || std::filesystem::exists(name, error)) {
      files.push_back(name);
      continue;
    }
    ::glob_t found{};
    ::glob(name.c_str(), GLOB_NOSORT, nullptr, &found);
    const auto first = static_cast<std::ptrdiff_t>(files.size());
    files.insert(files.end(), found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    if (files.size() == static_cast<std::size_t>(first)) throw Error{ErrorKind::io, "no file is called like this pattern", name};
    std::sort(files.begin() + first, files.end());
  }
  return files;
}

}  // namespace nntrain
