#include "columns/list.h"

#include "base/text.h"
#include "columns/vocabulary.h"

namespace nntrain::columns {

namespace {

template <class F>
void each_item(const ColumnCells& cells, std::size_t i, const std::string& separator, std::string& buffer, F f) {
  if (cells.is_missing(i)) return;
  std::string_view rest = cells.text(i, buffer);
  while (true) {
    const std::size_t end = rest.find(separator);
    if (const std::string_view item = trimmed(rest.substr(0, end)); !item.empty()) f(item);
    if (end == std::string_view::npos) return;
    rest.remove_prefix(end + separator.size());
  }
}

}  // namespace

Flow List::flow() const {
  return {Flow::Kind::number, 1, 1 + (vocabulary ? static_cast<std::int64_t>(vocabulary->size()) : 0), {}};
}

List List::learned(const ColumnCells& training) const {
  List result = *this;
  if (vocabulary) return result;
  TextCounts counts;
  std::string buffer;
  for (std::size_t i = 0; i < training.size(); ++i)
    each_item(training, i, separator, buffer, [&](std::string_view item) { counts.add(item); });
  result.vocabulary = counts.seen(min_count);
  return result;
}

void List::encode(const ColumnCells& cells, const RowsOut& out) const {
  const TextNumbers numbers_of(*vocabulary);
  std::string buffer;
  for (std::size_t i = 0; i < cells.size(); ++i)
    each_item(cells, i, separator, buffer,
              [&](std::string_view item) { out.at(i)[static_cast<std::size_t>(numbers_of.find(item) + 1)] = 1; });
}

}  // namespace nntrain::columns
