// nntrain weights: what a model has learned.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/csv_text.h"
#include "cli/files.h"
#include "cli/numpy_text.h"
#include "formats/model_file.h"

namespace nntrain {

namespace {

constexpr std::array<std::string_view, 3> formats{"numpy", "json", "csv"};

NamedTensor find_weight(const std::vector<NamedTensor>& weights, const std::string& name) {
  std::vector<std::string> names;
  for (const NamedTensor& weight : weights) {
    if (weight.name == name) return weight;
    names.push_back(weight.name);
  }
  const std::string near = nearest(name, std::span<const std::string>(names));
  throw Error(ErrorKind::usage, "the model has no weight " + quoted(name), {},
              near.empty() ? "its weights are " + list_of(std::span<const std::string>(names), "and")
                           : "did you mean " + quoted(near) + "?");
}

// One number a line: weight,axis0,axis1,value. Axes that a weight does not have are empty.
std::string csv_text(std::span<const NamedTensor> weights) {
  std::size_t rank = 0;
  for (const NamedTensor& weight : weights) rank = std::max(rank, weight.shape.size());
  std::string out = "weight";
  for (std::size_t axis = 0; axis < rank; ++axis) out += ",axis" + std::to_string(axis);
  out += ",value\n";
  for (const NamedTensor& weight : weights) {
    std::vector<Index> at(weight.shape.size());
    for (const float value : weight.values) {
      out += csv_cell(weight.name);
      for (std::size_t axis = 0; axis < rank; ++axis) out += "," + (axis < at.size() ? std::to_string(at[axis]) : "");
      out += "," + to_text(value) + "\n";
      for (std::size_t axis = at.size(); axis-- > 0 && ++at[axis] == weight.shape[axis];) at[axis] = 0;
    }
  }
  return out;
}

struct Stats {
  double least, most, mean, deviation, zeros;
};

Stats stats_of(std::span<const float> values) {
  const double n = static_cast<double>(values.size());
  Stats s{INFINITY, -INFINITY, 0, 0, 0};
  for (const float v : values) {
    s.least = std::min<double>(s.least, v);
    s.most = std::max<double>(s.most, v);
    s.mean += v / n;
    s.zeros += v == 0 ? 1 / n : 0;
  }
  for (const float v : values) s.deviation += (v - s.mean) * (v - s.mean) / n;
  s.deviation = std::sqrt(s.deviation);
  return s;
}

std::string four_digits(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.4g", value);
  return buffer;
}

std::string stats_text(std::span<const NamedTensor> weights) {
  std::vector<std::array<std::string, 8>> rows{{"weight", "shape", "count", "min", "max", "mean", "std", "zeros"}};
  for (const NamedTensor& weight : weights) {
    const Stats s = stats_of(weight.values);
    rows.push_back({weight.name, shape_text(weight.shape), std::to_string(weight.values.size()), four_digits(s.least),
                    four_digits(s.most), four_digits(s.mean), four_digits(s.deviation),
                    four_digits(100 * s.zeros) + "%"});
  }
  std::array<std::size_t, 8> widest{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widest[i] = std::max(widest[i], row[i].size());
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string space(widest[i] - row[i].size(), ' ');
      line += (i == 0 ? "" : "  ") + (i < 2 ? row[i] + space : space + row[i]);  // words left, numbers right
    }
    out += line + '\n';
  }
  return out;
}

void run_weights(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  std::string path, name, format = "numpy";
  bool stats = false;
  CommandLine line(command, arguments);
  line.argument(path, "MODEL", "a model file");
  line.optional_argument(name, "WEIGHT", "only this one, as in dense/kernel");
  line.choice(format, "--format", "FORMAT", formats, "how numbers are shown");
  line.flag(stats, "--stats", "a line a weight: range, mean, standard deviation, share of zeros");
  line.example("nntrain weights model.json");
  line.example("nntrain weights model.json dense/kernel --format csv");
  if (!line.parse(io)) return;
  Model model = load_model(path);
  if (!name.empty()) model.weights = {find_weight(model.weights, name)};
  if (stats)
    io.out(stats_text(model.weights));
  else if (format == "json")
    io.out(weights_text(model.weights));
  else if (format == "csv")
    io.out(csv_text(model.weights));
  else
    io.out((name.empty() ? numpy_text(model.weights) : numpy_text(model.weights[0])) + '\n');
}

}  // namespace

const Command weights_command{"weights", "shows what a model has learned, as numpy prints it", run_weights};

}  // namespace nntrain
