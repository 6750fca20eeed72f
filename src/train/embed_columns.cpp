#include "train/embed_columns.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "columns/assignment.h"
#include "layers/concatenate.h"
#include "layers/embedding.h"
#include "layers/flatten.h"
#include "layers/input.h"

namespace nntrain {

namespace {

std::vector<std::string> names_of(const Table& table, const Indices& columns) {
  std::vector<std::string> names;
  for (const std::int64_t column : columns) names.push_back(table.names()[static_cast<std::size_t>(column)]);
  return names;
}

// A name like "city" that no layer has yet, and without the "/" that names of layers must not have.
std::string free_name(const Spec& spec, std::string name) {
  std::ranges::replace(name, '/', '_');
  const auto is_taken = [&](const std::string& text) {
    return std::ranges::any_of(spec.layers, [&](const LayerEntry& entry) { return entry.name == text; });
  };
  while (is_taken(name)) name += "_";
  return name;
}

LayerEntry entry_of(Layer layer, std::string name, std::vector<std::string> inputs) {
  LayerEntry entry;
  entry.layer = std::move(layer);
  entry.name = std::move(name);
  entry.inputs = std::move(inputs);
  return entry;
}

bool is_embedded(const DataSection& data, const std::string& column) {
  const ColumnType* type = data.columns.find(column);
  return type && is_embedded(*type);
}

// One input of the network, of which some columns are embedded.
void embed_input(Spec& spec, const GraphInput& input, const std::vector<std::string>& columns, const Table& table, const RowPlan& plan) {
  const DataSpec data = spec.data.spec();
  std::vector<std::string> joined, others;
  std::vector<LayerEntry> added;
  for (const std::string& column : columns) {
    if (!is_embedded(spec.data, column)) {
      others.push_back(column);
      continue;
    }
    const Flow flow = learned_column(data, table, plan, column).call(&ColumnTypeKind::flow);
    if (flow.width != 1)
      fail_config("/data/columns/" + column, "a column that is embedded has no indicator",
                  R"(a gap can be a category of its own: "missing": "constant", "fill": "none")");
    const std::string name = free_name(spec, column);
    LayerEntry taken = entry_of(InputLayer{.shape = {{1}}}, name, {});
    LayerEntry table_entry = entry_of(Embedding{.input_dim = static_cast<int>(flow.size), .output_dim = static_cast<int>(*flow.embedding)}, free_name(spec, name + "_embedding"), {name});
    LayerEntry flat = entry_of(Flatten{}, free_name(spec, name + "_flat"), {table_entry.name});
    joined.push_back(flat.name);
    spec.data.inputs.entries.push_back({name, {{column}}});
    for (LayerEntry* entry : {&taken, &table_entry, &flat}) added.push_back(std::move(*entry));
  }
  if (!others.empty()) {
    const std::string name = free_name(spec, input.is_layer ? input.name + "_others" : "others");
    added.push_back(entry_of(InputLayer{}, name, {}));
    joined.insert(joined.begin(), name);
    spec.data.inputs.entries.push_back({name, {others}});
  }
  // The new layers stand behind the old ones, whose places in the config stay what they are in messages.
  const auto place = static_cast<std::size_t>(std::stoul(input.pointer.substr(input.pointer.rfind('/') + 1)));
  LayerEntry& first = spec.layers[place];
  if (input.is_layer) {
    if (joined.size() > 1) first = entry_of(Concatenate{}, input.name, joined);
    else first = entry_of(Flatten{}, input.name, joined);
  } else {
    first.input_shape.reset();
    if (joined.size() > 1) {
      added.push_back(entry_of(Concatenate{}, free_name(spec, "columns"), joined));
      joined = {added.back().name};
    }
    first.inputs = joined;
  }
  std::ranges::move(added, std::back_inserter(spec.layers));
}

}  // namespace

bool embed_columns(Spec& spec, const Network& network, const Table& table, const RowPlan& plan) {
  if (std::ranges::none_of(spec.data.columns.entries, [](const auto& entry) { return is_embedded(entry.second); })) return false;
  const NetworkWants wants = network.wants();
  const Assignment assignment(spec.data.spec(), table, wants);
  std::vector<std::vector<std::string>> columns;
  for (const Indices& indices : assignment.inputs) columns.push_back(names_of(table, indices));
  const auto has_embedded = [&](const std::vector<std::string>& names) {
    return std::ranges::any_of(names, [&](const std::string& name) { return is_embedded(spec.data, name); });
  };
  // As a model file has it: the column alone at an input that is looked up.
  const auto is_written_out = [&](std::size_t i) { return columns[i].size() == 1 && wants.inputs[i].encoding == InputEncoding::index; };
  bool has_any = false;
  for (std::size_t i = 0; i < columns.size(); ++i) has_any |= has_embedded(columns[i]) && !is_written_out(i);
  if (!has_any) return false;
  if (!spec.data.shape.empty()) fail_config("/data/shape", "columns that are embedded have a place of their own in the network", "leave out the shape");
  // The target and the last column that is one by default stay what they are.
  if (!spec.data.target) {
    std::vector<std::string> targets;
    for (const Indices& indices : assignment.targets) std::ranges::copy(names_of(table, indices), std::back_inserter(targets));
    spec.data.target = targets;
  }
  spec.data.inputs.entries.clear();
  spec.data.features.clear();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const GraphInput input = network.graph().inputs()[i];
    if (!has_embedded(columns[i]) || is_written_out(i)) {
      spec.data.inputs.entries.push_back({input.name, {columns[i]}});
      continue;
    }
    if (wants.inputs[i].encoding == InputEncoding::index)
      fail_config(input.pointer, "the input has an Embedding already: its columns are looked up there", R"(leave out the treatment "embedding")");
    embed_input(spec, input, columns[i], table, plan);
  }
  return true;
}

}  // namespace nntrain
