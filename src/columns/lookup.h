// A column of texts as a list: for the files of other programs, which look texts up.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "columns/columns.h"

namespace nntrain {

// Texts, each once, and the number that each becomes before treatments; NaN where the table would refuse it.
struct Lookup {
  std::vector<std::string> texts;
  std::vector<float> numbers;
  float other = 0;  // of every text that is not among them

  void add(const std::string& text, float number);  // unless it is there
};

// missing: the texts that stand for a missing cell, besides the empty one. Nothing, where the column's texts become no number of a list.
std::optional<Lookup> lookup_of(const InputColumns& input, const Column& column, std::span<const std::string> missing);
// 1 for what stands for a missing cell, 0 for all else.
Lookup missing_lookup(std::span<const std::string> missing);

}  // namespace nntrain
