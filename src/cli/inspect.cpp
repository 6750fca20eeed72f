// nntrain inspect: what a model file of any program holds.
#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "base/text.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "exchange/format.h"

namespace nntrain {

namespace {

using Row = std::array<std::string, 3>;

std::string table_text(const std::vector<Row>& rows) {
  std::array<std::size_t, 3> widths{};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string out;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
    out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return out;
}

std::string description_text(const Format& format, const Description& d) {
  std::string out = std::string(format.title) + '\n';
  for (const auto& [name, value] : d.facts) out += name + ": " + value + '\n';
  if (!d.layers.empty()) {
    std::vector<Row> rows{{"layer", "type", "output"}};
    for (const Description::Layer& layer : d.layers) rows.push_back({layer.name, layer.type, layer.shape});
    out += '\n' + table_text(rows);
  }
  if (!d.tensors.empty()) {
    std::vector<Row> rows{{"weight", "numbers", "shape"}};
    for (const Description::Tensor& tensor : d.tensors)
      rows.push_back({tensor.name, tensor.type, shape_text(tensor.shape)});
    out += '\n' + table_text(rows);
  }
  double numbers = 0;  // a file may claim any shape
  for (const Description::Tensor& tensor : d.tensors)
    numbers += std::accumulate(tensor.shape.begin(), tensor.shape.end(), 1.0, std::multiplies<>());
  return out + '\n' + to_text(numbers) + (numbers == 1 ? " parameter\n" : " parameters\n");
}

void run_inspect(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  std::string path;
  CommandLine line(command, arguments);
  line.argument(path, "FILE", "a model file of any program, or the folder of a SavedModel");
  line.example("nntrain inspect model.onnx");
  if (!line.parse(io)) return;
  path = file_to_read(path);
  const ForeignFile file{display_name(path), read_input(path)};
  const Format& format = format_of(file);
  io.out(description_text(format, format.describe(file)));
}

}  // namespace

const Command inspect_command{"inspect", "shows what a model file of any program holds", run_inspect};

}  // namespace nntrain
