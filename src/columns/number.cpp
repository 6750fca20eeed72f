#include "columns/number.h"

#include <cmath>

#include "base/text.h"

namespace nntrain::columns {

Flow Number::flow() const {
  Flow flow = flow_through(treatment, {});
  flow.width += gaps.indicator;
  return flow;
}

Number Number::learned(const ColumnCells& training) const {
  Number result = *this;
  if (!must_learn()) return result;
  std::vector<double> values;
  for (std::size_t i = 0; i < training.size(); ++i)
    if (!training.is_missing(i)) values.push_back(static_cast<double>(training.number(i)));
  result.gaps = gaps.learned(values, training);
  if (result.gaps.fills()) values.insert(values.end(), training.size() - values.size(), *result.gaps.fill);
  if (values.empty() && must_learn())
    throw Error{ErrorKind::data, "column " + quoted(training.name()) + " has no value in the training rows", training.source(),
                "leave it out: \"data\": {\"ignore\": [" + quoted(training.name()) + "]}"};
  result.treatment = learned_chain(treatment, std::move(values));
  return result;
}

void Number::encode(const ColumnCells& cells, const RowsOut& out) const {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::span<float> numbers = out.at(i);
    const bool is_missing = gaps.fills() && cells.is_missing(i);
    if (gaps.indicator) {
      numbers.back() = cells.is_missing(i) ? 1 : 0;
      numbers = numbers.first(numbers.size() - 1);
    }
    const double value = is_missing ? *gaps.fill : static_cast<double>(cells.number(i));
    write_through(treatment, value, numbers);
    if (!std::isfinite(numbers[0]))
      cells.fail(i, "a number that its treatments take", "log1p takes numbers above -1; \"clip\" before it keeps others out");
  }
}

}  // namespace nntrain::columns
