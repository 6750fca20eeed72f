#include "train/answers.h"

#include <algorithm>
#include <cmath>

namespace nntrain {

namespace {

// Whether the parameters have a from_logits that is set.
bool wants_logits(std::span<const Param> params, void* object) {
  return std::ranges::any_of(params, [&](const Param& param) {
    void* member = param.member(object);
    if (param.is_inlined) return wants_logits(param.field->params, member);
    return param.name == "from_logits" && *static_cast<const bool*>(member);
  });
}

Scale scale_of(const Loss& loss) {
  if (!loss) return Scale::probabilities;
  if (loss.kind().margins) return Scale::margins;
  return wants_logits(loss.kind().params, const_cast<void*>(loss.self())) ? Scale::logits : Scale::probabilities;
}

void softmax(std::vector<double>& shares) {
  const double largest = *std::ranges::max_element(shares);
  double sum = 0;
  for (double& x : shares) sum += x = std::exp(x - largest);
  for (double& x : shares) x /= sum;
}

}  // namespace

std::string Answer::class_name(std::size_t c) const {
  return c < class_names.size() ? class_names[c] : std::to_string(c);
}

std::vector<double> Answer::shares(std::span<const float> numbers) const {
  if (form == AnswerForm::yes_no) {
    const double x = numbers[0];
    if (scale == Scale::margins) return {-x, x};
    if (scale == Scale::logits) return {1 / (1 + std::exp(x)), 1 / (1 + std::exp(-x))};
    return {1 - x, x};
  }
  std::vector<double> shares(numbers.begin(), numbers.end());
  if (scale == Scale::logits) softmax(shares);
  return shares;
}

std::vector<Answer> answers_of(const TargetColumns& target, std::int64_t width, const Loss& loss) {
  std::vector<Answer> answers;
  const std::vector<Undo> undo = target.undo();
  for (const Column& column : target.columns) {
    const auto names = TargetColumns::class_names(column);
    Answer answer{.scale = scale_of(loss), .class_names = {names.begin(), names.end()}};
    if (!undo.empty()) answer.undo = undo[answers.size()];
    if (target.num_classes > 0) {
      answer.form = AnswerForm::classes;
      answer.size = static_cast<std::size_t>(width) / target.columns.size();
    } else if (names.size() == 2) {
      answer.form = AnswerForm::yes_no;
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

std::size_t likeliest(std::span<const double> shares) {
  return static_cast<std::size_t>(std::ranges::max_element(shares) - shares.begin());
}

}  // namespace nntrain
