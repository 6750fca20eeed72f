#include "train/target_values.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {

namespace {

// How to mend targets that should lie in [0, 1].
std::string mend(const Matrix& targets) {
  const FloatBuffer& values = targets.values;
  if (!std::ranges::all_of(values, [](float x) { return x == std::floor(x); }))
    return "a number to be met is learned by \"mse\"";
  const bool is_sided = std::ranges::all_of(values, [](float x) { return x == -1 || x == 1; });
  if (is_sided) return "write no as 0, or take the loss \"hinge\", which knows -1 and 1";
  return "of several classes, each needs a unit: \"activation\": \"softmax\" and the loss "
         "\"sparse_categorical_crossentropy\"";
}

}  // namespace

void check_target_values(const Network& network, const Columns& columns, const Dataset& data) {
  for (std::size_t k = 0; k < data.targets.size(); ++k) {
    const Loss& loss = network.heads()[k].loss;
    const TargetColumns& target = columns.targets[k];
    if (!loss || !loss.kind().target_range || target.encoding == TargetEncoding::class_index) continue;
    const Range& range = *loss.kind().target_range;
    const Matrix& targets = data.targets[k];
    const std::size_t bad = targets.find_value([&](float x) { return !range.contains(x); });
    if (bad == targets.values.size()) continue;
    const auto place = static_cast<std::int64_t>(bad);
    const Column& column = target.columns[static_cast<std::size_t>(place % targets.width)];
    throw Error(ErrorKind::data,
                "column " + quoted(column.name) + ": found " + to_text(targets.values[bad]) + "; " + snake_case(loss.type()) +
                    " takes targets " + std::string(range.text),
                data.place(place / targets.width),
                range.high == 1 ? mend(targets) : "a count is never below 0: mend the row; any number is learned by \"mse\"");
  }
}

}  // namespace nntrain
