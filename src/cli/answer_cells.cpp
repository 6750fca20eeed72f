#include "cli/answer_cells.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {

AnswerCells::AnswerCells(const TargetColumns& target, const Head& head, std::int64_t width, bool probabilities,
                         bool prefixed)
    : target_(target),
      width_(width),
      answers_(answers_of(target, width, head.loss)),
      probabilities_(probabilities),
      prefixed_(prefixed || target.columns.size() > 1) {
  const auto is_margin = [](const Answer& a) { return a.form == AnswerForm::yes_no && a.scale == Scale::margins; };
  if (!probabilities || std::ranges::none_of(answers_, is_margin)) return;
  throw Error(ErrorKind::usage,
              "--probabilities: the output " + quoted(head.name) + " was trained by " + snake_case(head.loss.type()) +
                  ", which makes margins, no probabilities",
              {}, "leave the option out, or train with the loss \"binary_crossentropy\"");
}

std::vector<std::string> AnswerCells::header() const {
  std::vector<std::string> names;
  for (std::int64_t i = 0; target_.columns.empty() && i < width_; ++i)  // nothing it was held against names them
    names.push_back(target_.layer + (width_ > 1 ? "/" + std::to_string(i) : ""));
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    const std::string& column = target_.columns[i].name;
    if (!shows_classes(answers_[i]))
      names.push_back(column);
    else
      for (std::size_t c = 0; c < answers_[i].num_classes(); ++c)
        names.push_back((prefixed_ ? column + "/" : "") + answers_[i].class_name(c));
  }
  return names;
}

void AnswerCells::append(std::span<const float> numbers, std::vector<std::string>& cells) const {
  for (const Answer& answer : answers_) {
    if (answer.form == AnswerForm::number) {
      cells.push_back(to_text(static_cast<float>(answer.undo(static_cast<double>(numbers[0])))));
    } else {
      const std::vector<double> shares = answer.shares(numbers.first(answer.size));
      if (!probabilities_) cells.push_back(answer.class_name(likeliest(shares)));
      for (const double p : shares)
        if (probabilities_) cells.push_back(to_text(static_cast<float>(p)));
    }
    numbers = numbers.subspan(answer.size);
  }
  for (const float x : numbers) cells.push_back(to_text(x));  // of an output without a target
}

}  // namespace nntrain
