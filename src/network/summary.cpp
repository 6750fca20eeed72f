// The table is drawn as the library that Keras uses (rich) draws it: columns of given widths, words wrapped, a word too
// long for its column ends in "…".
#include "network/summary.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <span>

#include "graph/axes.h"

namespace nntrain {

namespace {

struct TableColumn {
  std::string_view title;
  std::size_t width;  // of its text
  bool right = false;
};

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// The text's first `count` characters.
std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  while (end < text.size() && (count > 0 || (text[end] & 0xC0) == 0x80)) {
    if ((text[end] & 0xC0) != 0x80) --count;
    ++end;
  }
  return text.substr(0, end);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t taken = count_characters(lines.back());
    if (taken == 0)
      lines.back() = word;
    else if (taken + 1 + count_characters(word) <= width)
      lines.back() += " " + std::string(word);
    else
      lines.emplace_back(word);
  }
  for (std::string& line : lines)
    if (count_characters(line) > width) line = std::string(first_characters(line, width - 1)) + "…";
  return lines;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  while (times-- > 0) out += text;
  return out;
}

// A line between rows: "┏━━━┳━━━┓".
std::string rule(const std::vector<TableColumn>& columns, std::string_view left, std::string_view dash,
                 std::string_view cross, std::string_view right) {
  std::string out(left);
  for (std::size_t i = 0; i < columns.size(); ++i)
    out += std::string(i == 0 ? "" : cross) + repeated(dash, columns[i].width + 2);
  return out + std::string(right) + '\n';
}

std::string table_row(const std::vector<TableColumn>& columns, std::span<const std::string> cells,
                      const std::string& edge) {
  std::vector<std::vector<std::string>> lines;
  std::size_t height = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    lines.push_back(wrapped(cells[i], columns[i].width));
    height = std::max(height, lines.back().size());
  }
  std::string out;
  for (std::size_t y = 0; y < height; ++y) {
    out += edge;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string text = y < lines[i].size() ? lines[i][y] : "";
      const std::string space(columns[i].width - count_characters(text), ' ');
      out += ' ' + (columns[i].right ? space + text : text + space) + ' ' + edge;
    }
    out += '\n';
  }
  return out;
}

// Keras' widths: up to `longest` columns, cut at these shares; rich takes the room for borders and blanks from each in
// turn.
std::vector<TableColumn> layout(bool with_connections, int terminal_columns) {
  std::vector<TableColumn> columns{{"Layer (type)", 0}, {"Output Shape", 0}, {"Param #", 0, true}};
  std::vector<double> ends{0.45, 0.80, 1.0};
  std::vector<int> taken{3, 4, 3};
  int longest = 88;
  if (with_connections) {
    columns.push_back({"Connected to", 0});
    ends = {0.3, 0.56, 0.74, 1.0};
    taken = {3, 3, 4, 3};
    longest = 108;
  }
  constexpr int narrowest = 40;
  const int length = std::max(narrowest, std::min(longest, (terminal_columns > 0 ? terminal_columns : 80) - 4));
  int begin = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const int end = static_cast<int>(ends[i] * length);
    columns[i].width = static_cast<std::size_t>(std::max(end - begin - taken[i], 1));
    begin = end;
  }
  return columns;
}

std::string with_commas(Index number) {
  std::string text = std::to_string(number);
  for (auto i = static_cast<std::ptrdiff_t>(text.size()) - 3; i > 0; i -= 3)
    text.insert(static_cast<std::size_t>(i), ",");
  return text;
}

// The calls of a layer, in the order in which Keras has them.
std::vector<std::size_t> calls_of(const LayerGraph& graph, std::size_t layer) {
  std::vector<std::size_t> calls;
  for (std::size_t i = 0; i < graph.nodes().size(); ++i)
    if (graph.nodes()[i].layer == static_cast<int>(layer)) calls.push_back(i);
  std::ranges::sort(calls, {}, [&](std::size_t i) { return graph.nodes()[i].call; });
  return calls;
}

// "dense[0][0]": the layer, which of its calls, which output of that.
std::string connections(const LayerGraph& graph, std::span<const std::size_t> calls) {
  std::string out;
  for (const std::size_t call : calls)
    for (const Source& from : graph.nodes()[call].inputs)
      out += (out.empty() ? "" : ", ") + graph.layer_of(from).name + "[" +
             std::to_string(graph.nodes()[static_cast<std::size_t>(from.node)].call) + "][" +
             std::to_string(from.output) + "]";
  return out.empty() ? "-" : out;
}

// "(None, 3)", or "[(None, 3), (None, 4)]" of a model with several outputs.
std::string shapes_text(std::span<const Tensor> outputs) {
  std::string out;
  for (const Tensor output : outputs) out += (out.empty() ? "" : ", ") + keras_shape(output.shape());
  return outputs.size() == 1 ? out : "[" + out + "]";
}

std::string total(std::string_view what, Index parameters) {
  constexpr Index bytes_each = 4;
  return " " + std::string(what) + ": " + with_commas(parameters) + " (" + memory_text(parameters * bytes_each) + ")\n";
}

}  // namespace

std::string memory_text(Index bytes) {
  constexpr std::array<const char*, 6> units{"B", "KB", "MB", "GB", "TB", "PB"};
  double size = static_cast<double>(bytes);
  std::size_t place = 0;
  while (size >= 1024 && place + 1 < units.size()) size /= 1024, ++place;
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%.2f %s", size, units[place]);
  return text.data();
}

std::string summary_text(const Network& network, const Forward& forward, const std::string& model_name, int columns) {
  const LayerGraph& graph = network.graph();
  const std::vector<TableColumn> table = layout(!graph.is_line(), columns);
  std::vector<std::string> titles;
  for (const TableColumn& column : table) titles.emplace_back(column.title);

  std::string out = "Model: \"" + (model_name.empty() ? network.automatic_name() : model_name) + "\"\n";
  out += rule(table, "┏", "━", "┳", "┓") + table_row(table, titles, "┃") + rule(table, "┡", "━", "╇", "┩");
  for (std::size_t i = 0; i < graph.layers().size(); ++i) {
    const GraphLayer& layer = graph.layers()[i];
    const std::vector<std::size_t> calls = calls_of(graph, i);
    Index parameters = 0;
    for (const Weight& weight : forward.weights)
      if (weight.name.starts_with(layer.path + '/')) parameters += weight.shape.size();
    const std::array<std::string, 4> cells{layer.name + " (" + std::string(layer.layer.type()) + ")",
                                           shapes_text(forward.values[calls.back()]), with_commas(parameters),
                                           connections(graph, calls)};
    if (i > 0) out += rule(table, "├", "─", "┼", "┤");
    out += table_row(table, std::span(cells).first(table.size()), "│");
  }
  out += rule(table, "└", "─", "┴", "┘");

  Index trainable = 0, frozen = 0;
  for (const Weight& weight : forward.weights) (weight.trainable ? trainable : frozen) += weight.shape.size();
  return out + total("Total params", trainable + frozen) + total("Trainable params", trainable) +
         total("Non-trainable params", frozen);
}

}  // namespace nntrain
