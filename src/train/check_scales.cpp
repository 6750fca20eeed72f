#include "train/check_prepared.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace nntrain {

namespace {

// Whether all that takes an input brings it to a common scale before anything else happens to it.
bool is_scaled(const LayerGraph& graph, const std::vector<const Node*>& takers) {
  static constexpr std::array<std::string_view, 11> scales{"Normalization", "BatchNormalization", "LayerNormalization", "RMSNormalization", "GroupNormalization", "UnitNormalization",
                                                           "Rescaling", "Discretization", "CategoryEncoding", "Embedding", "Softmax"};
  static constexpr std::array<std::string_view, 10> passes{"InputLayer", "Identity", "Flatten", "Reshape", "Permute", "RepeatVector", "Masking", "Dropout", "SpatialDropout1D", "Concatenate"};
  return !takers.empty() && std::ranges::all_of(takers, [&](const Node* node) {
    const GraphLayer& layer = graph.layer_of(*node);
    if (layer.model) {
      std::vector<const Node*> inner;
      for (const Node& each : layer.model->nodes())
        if (each.data_input >= 0) inner.push_back(&each);
      return is_scaled(*layer.model, inner);
    }
    if (std::ranges::find(scales, layer.layer.type()) != scales.end()) return true;
    if (std::ranges::find(passes, layer.layer.type()) == passes.end()) return false;
    std::vector<const Node*> next;
    for (const Node& each : graph.nodes())
      if (std::ranges::any_of(each.inputs, [&](const Source& source) { return &graph.nodes()[static_cast<std::size_t>(source.node)] == node; })) next.push_back(&each);
    return is_scaled(graph, next);
  });
}

struct Scale {
  std::string name;
  float low, high;

  bool is_large() const { return high > 100 || low < -100 || high - low > 100; }
};

// Of each column's numbers in the rows that train.
std::vector<Scale> scales_of(const InputColumns& input, const Matrix& matrix, Index train_rows) {
  std::vector<float> low(static_cast<std::size_t>(matrix.width), INFINITY), high(low.size(), -INFINITY);
  matrix.find_row(0, train_rows, [&](Index, std::span<const float> numbers) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      low[i] = std::min(low[i], numbers[i]);
      high[i] = std::max(high[i], numbers[i]);
    }
    return false;
  });
  std::vector<Scale> scales;
  std::size_t begin = 0;
  for (const Column& column : input.columns) {
    const std::size_t end = begin + static_cast<std::size_t>(input.width_of(column));
    if (end > begin)
      scales.push_back({column.name, *std::min_element(low.begin() + static_cast<std::ptrdiff_t>(begin), low.begin() + static_cast<std::ptrdiff_t>(end)),
                        *std::max_element(high.begin() + static_cast<std::ptrdiff_t>(begin), high.begin() + static_cast<std::ptrdiff_t>(end))});
    begin = end;
  }
  return scales;
}

std::string scaling_hint(const std::vector<Scale>& large) {
  const bool are_bytes = std::ranges::all_of(large, [](const Scale& s) { return s.low >= 0 && s.high <= 255; });
  if (large.size() > 20 && are_bytes) return R"(they look like pixels: put { "type": "Rescaling", "scale": 0.00392156862745098 } first among the layers)";
  const std::string normalization = R"(put { "type": "Normalization" } first among the layers)";
  const std::string column = quoted(large[0].name, 1000) + ": {\"type\": \"number\", \"treatment\": \"z_score\"}";
  if (large.size() == 1) return "say \"data\": {\"columns\": {" + column + "}}, or " + normalization;
  return normalization + ", or give each of these columns a treatment: \"data\": {\"columns\": {" + column + ", …}}";
}

}  // namespace

void check_scales(const Network& network, const Columns& columns, const Dataset& data, Index train_rows, Findings& findings) {
  const LayerGraph& graph = network.graph();
  for (std::size_t i = 0; i < columns.inputs.size(); ++i) {
    const InputColumns& input = columns.inputs[i];
    if (input.encoding == InputEncoding::index) continue;
    std::vector<const Node*> takers;
    for (const Node& node : graph.nodes())
      if (node.data_input == static_cast<int>(i)) takers.push_back(&node);
    if (is_scaled(graph, takers)) continue;
    std::vector<Scale> large = scales_of(input, data.inputs[i], train_rows);
    std::erase_if(large, [](const Scale& scale) { return !scale.is_large(); });
    if (large.empty()) continue;
    std::ranges::stable_sort(large, std::greater<>(), [](const Scale& s) { return std::max(std::fabs(s.low), std::fabs(s.high)); });
    constexpr std::size_t most = 4;
    std::string list;
    for (std::size_t c = 0; c < std::min(large.size(), most); ++c)
      list += (c > 0 ? ", " : "") + quoted(large[c].name) + " from " + to_text(large[c].low) + " to " + to_text(large[c].high);
    if (large.size() > most) list += ", … (" + count_of(static_cast<std::int64_t>(large.size()), "column") + " in all)";
    findings.push_back({Severity::warning, ErrorKind::config, graph.inputs()[i].pointer, "inputs are not scaled: " + list + ". Large numbers drown the small ones, and steps that suit them are too small for the rest",
         scaling_hint(large)});
  }
}

}  // namespace nntrain
