// Which files are meant by what a user names.
#pragma once
#include <span>
#include <string>
#include <vector>

namespace nntrain {

// Names of files as they are, patterns with * ? or [ (as 'part-*.csv', quoted from the shell) as the files that they stand for,
// sorted by bytes. A file that is there is never a pattern. Throws Error{io} where a pattern stands for none.
std::vector<std::string> expand_patterns(std::span<const std::string> names);

}  // namespace nntrain
