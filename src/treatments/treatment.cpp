#include "treatments/treatment.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace nntrain::treatments {

namespace {

std::string_view name_of(Flow::Kind kind) {
  return kind == Flow::Kind::number ? "numbers" : kind == Flow::Kind::text ? "texts" : "categories";
}

[[noreturn]] void refuse(const Flow& in, std::string_view type, std::string_view wanted, const std::string& hint) {
  throw Error(ErrorKind::config,
              std::string(type) + " takes " + std::string(wanted) + "; got " + std::string(name_of(in.kind)), {}, hint);
}

}  // namespace

Flow number_flow(const Flow& in, std::string_view type) {
  if (in.kind == Flow::Kind::number) return {};
  refuse(in, type, "numbers", "categories become numbers by one_hot, ordinal or embedding, which stand last");
}

Flow category_flow(const Flow& in, std::string_view type) {
  if (in.kind == Flow::Kind::category) return in;
  refuse(in, type, "categories", "numbers become categories by quantile_bins, or by the column's \"type\": \"category\"");
}

double mean(std::span<const double> values) {
  double sum = 0;
  for (const double x : values) sum += x;
  return sum / static_cast<double>(values.size());
}

double quantile(std::span<const double> sorted, double q) {
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const double share = place - static_cast<double>(below);
  const double low = sorted[below], high = sorted[std::min(below + 1, sorted.size() - 1)];
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);  // exact at both ends, as numpy's
}

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> result(values.begin(), values.end());
  std::ranges::sort(result);
  return result;
}

}  // namespace nntrain::treatments
