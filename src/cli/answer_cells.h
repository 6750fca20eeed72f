// The answers of one output of a network, as cells of a CSV file.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "network/network.h"
#include "train/answers.h"

namespace nntrain {

class AnswerCells {
 public:
  // Of an output with `width` numbers a row. probabilities: of each class, instead of the likeliest. prefixed: whether
  // class names need their column's in front, as they do where there are several outputs. Errors: usage, when what
  // probabilities are asked of are margins.
  AnswerCells(const TargetColumns& target, const Head& head, std::int64_t width, bool probabilities, bool prefixed);

  std::vector<std::string> header() const;
  // Appends the cells of a row.
  void append(std::span<const float> numbers, std::vector<std::string>& cells) const;

 private:
  bool shows_classes(const Answer& answer) const { return probabilities_ && answer.form != AnswerForm::number; }

  const TargetColumns& target_;
  std::int64_t width_;
  std::vector<Answer> answers_;
  bool probabilities_, prefixed_;
};

}  // namespace nntrain
