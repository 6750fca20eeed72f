// Columns of a file that stand in the output beside the answers, as the file has them.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "input/table_reader.h"

namespace nntrain {

// What --keep says: "all", a name, or several with commas between them, as often as it is given.
class KeepOption {
 public:
  std::vector<std::string> given;

  bool all() const;

  // Lets the reader keep these columns' texts.
  void ask(ReadOptions& options) const;

  // Their places in the file, in the order of the option; of all in the file's. Errors: usage, a name that the file
  // lacks.
  std::vector<std::int64_t> find(const TableHead& head) const;
};

// Names for the answers' columns beside the kept ones: what is taken gets "_predicted" behind it.
std::vector<std::string> names_beside(std::span<const std::string> kept, std::vector<std::string> answers);

}  // namespace nntrain
