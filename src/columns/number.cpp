#include "columns/number.h"

#include <cmath>


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
  if (values.empty()) fail_all_missing(training);
  result.treatment = learned_chain(treatment, std::move(values));
  return result;
}

void Number::encode(const ColumnCells& cells, const RowsOut& out) const {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::span<float> numbers = tell_missing(gaps, cells, i, out.at(i));
    const double value = gaps.fills() && cells.is_missing(i) ? *gaps.fill : static_cast<double>(cells.number(i));
    write_through(treatment, value, numbers);
    if (!std::isfinite(numbers[0]))
      cells.fail(i, "a number that its treatments take", "log1p takes numbers above -1; \"clip\" before it keeps others out");
  }
}

}  // namespace nntrain::columns
