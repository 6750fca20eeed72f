// What the numbers of an output say of each target column: a number, yes or no, or how likely each class is.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "columns/columns.h"
#include "network/network.h"

namespace nntrain {

enum class AnswerForm {
  number,   // one number: the answer itself
  yes_no,   // one number: whether it is the second of two classes
  classes,  // one number for each class
};

// How a loss has taught an output to speak of classes.
enum class Scale {
  probabilities,  // or numbers that stand for them, 0 to 1
  logits,         // probabilities behind a sigmoid or softmax: the loss has from_logits
  margins,        // yes above 0: hinge and squared_hinge. They are no probabilities
};

// One place of an output: what one target column is held against.
struct Answer {
  AnswerForm form = AnswerForm::number;
  Scale scale = Scale::probabilities;
  std::size_t size = 1;                  // how many of the output's numbers it has
  Undo undo = {};                        // of a number: how it comes into the user's unit
  std::vector<std::string> class_names;  // may be fewer than there are classes: the others are called by their numbers

  std::string class_name(std::size_t c) const;
  std::size_t num_classes() const { return form == AnswerForm::yes_no ? 2 : size; }  // precondition: not of a number

  // How much speaks for each class: {1 - p, p}, or one for each number. They are probabilities but for margins, of
  // which the second is the margin itself and the first its opposite. Precondition: not of a number.
  std::vector<double> shares(std::span<const float> numbers) const;
};

// Of an output whose rows have `width` numbers: an answer for each of the target's columns, in order, numbers side by
// side. A target that is a class number, or a vector of one column, has classes; text of two values is yes or no. loss:
// the output's; may be none.
std::vector<Answer> answers_of(const TargetColumns& target, std::int64_t width, const Loss& loss);

// The class that most speaks for; the first of equals.
std::size_t likeliest(std::span<const double> shares);

}  // namespace nntrain
