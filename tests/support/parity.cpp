#include "support/parity.h"

#include <algorithm>
#include <filesystem>
#include <limits>

#include "config/config.h"
#include "train/adapt.h"
#include "train/fit.h"

namespace nntrain::test {

namespace {

const std::string folder = std::string(NNTRAIN_SOURCE_DIR) + "/tests/golden/parity/";

double distance(std::span<const double> got, std::span<const double> expected) {
  if (got.size() != expected.size()) return std::numeric_limits<double>::infinity();
  double largest = 0.01, apart = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (!std::isfinite(got[i])) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, std::fabs(expected[i]));
    apart = std::max(apart, std::fabs(got[i] - expected[i]));
  }
  return apart / largest;
}

std::vector<NamedTensor> first_weights(const Json& weights) {
  std::vector<NamedTensor> all;
  for (const Json& weight : weights) {
    NamedTensor tensor{weight["name"].get<std::string>(), weight["shape"].get<std::vector<Index>>(), {}};
    for (const double v : flat(weight["start"])) tensor.values.push_back(static_cast<float>(v));
    all.push_back(std::move(tensor));
  }
  return all;
}

}  // namespace

std::vector<std::string> parity_groups() {
  std::vector<std::string> groups;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".json") groups.push_back(entry.path().stem().string());
  std::sort(groups.begin(), groups.end());
  return groups;
}

std::vector<Json> parity_cases(const std::string& group) { return golden_cases("parity/" + group + ".json"); }

std::string parity_data() { return folder + "data.csv"; }

Spec spec_of_case(const Json& parity_case) {
  Diagnostics diagnostics;
  Spec spec = read_config<Spec>(parity_case["config"], diagnostics);
  diagnostics.throw_if_any();
  return spec;
}

Model train_case(const Json& parity_case) {
  Diagnostics diagnostics;
  Spec spec = spec_of_case(parity_case);
  spec.initial_weights = first_weights(parity_case["weights"]);
  FitOptions options;
  options.threads = 1;
  options.log.style = LogStyle::quiet;
  options.log.write = [](std::string_view) {};
  return fit(spec, diagnostics, read_table(spec.data.spec(), reading_of(spec.data.spec()), parity_data()), std::nullopt, options);
}

Difference difference_to_keras(const Json& parity_case, const Model& trained) {
  const double never = std::numeric_limits<double>::infinity();
  Difference worst;
  const auto add = [&](double value, const std::string& where) {
    if (value > worst.value || worst.where.empty()) worst = {value, where};
  };
  const Json& history = parity_case["history"];
  for (const auto& [name, values] : history.items()) {
    const auto found = std::ranges::find(trained.history, name, [](const auto& series) { return series.first; });
    add(found == trained.history.end() ? never : distance(found->second, flat(values)), name);
  }
  if (trained.history.size() != history.size()) add(never, "the number of logged values");
  const Json& weights = parity_case["weights"];
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::string name = weights[i]["name"].get<std::string>();
    if (i >= trained.weights.size() || trained.weights[i].name != name ||
        trained.weights[i].shape != weights[i]["shape"].get<std::vector<Index>>()) {
      add(never, name);
      continue;
    }
    const std::vector<float>& values = trained.weights[i].values;
    add(distance(std::vector<double>(values.begin(), values.end()), flat(weights[i]["end"])), name);
  }
  if (trained.weights.size() != weights.size()) add(never, "the number of weights");
  return worst;
}

double spread_of(const Json& parity_case) {
  double spread = 0;
  for (const Json& value : parity_case["spread"]) spread = std::max(spread, value.get<double>());
  return spread;
}

double usual_spread(std::span<const Json> cases) {
  std::vector<double> spreads;
  for (const Json& each : cases) spreads.push_back(spread_of(each));
  const auto ninth = spreads.begin() + static_cast<std::ptrdiff_t>(spreads.size() * 9 / 10);
  std::ranges::nth_element(spreads, ninth);
  return *ninth;
}

}  // namespace nntrain::test
