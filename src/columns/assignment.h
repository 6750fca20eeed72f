// Which columns of a table belong to which layer of the network.
#pragma once
#include <string>
#include <vector>

#include "columns/columns.h"

namespace nntrain {

using Indices = std::vector<std::int64_t>;  // of columns, or rows, of the table

// Finds the columns that a spec names. Errors, of kind config, where "/data/…": a name that the table does not have, a
// column that stands in two places, a layer of the network without columns.
class Assignment {
 public:
  Assignment(const DataSpec& spec, const Table& table, const NetworkWants& wants);

  std::vector<Indices> inputs, targets;  // for each layer that the network wants
  Indices weights;                       // for each output: the column that says how much a row counts, or -1

 private:
  std::int64_t find(const std::string& name, const std::string& where) const;
  Indices find_all(const std::vector<std::string>& names, const std::string& where, bool may_be_bare = false) const;
  void find_features(const DataSpec& spec);
  void find_ignored(const DataSpec& spec);
  // Layers that are not needed may have no columns.
  std::vector<Indices> by_layer(const std::vector<LayerColumns>& groups, const std::vector<std::string>& layers,
                                const std::vector<bool>& needed, const std::string& where,
                                const std::string& what) const;
  std::size_t layer_index(const std::string& layer, const std::vector<std::string>& layers, const std::string& place,
                          const std::string& what) const;
  [[noreturn]] void fail_unassigned(const std::vector<std::string>& layers, const std::string& where,
                                    const std::string& what) const;
  std::vector<Indices> default_target(const std::vector<std::string>& layers, const std::vector<bool>& needed) const;
  std::vector<Indices> default_inputs(const std::vector<std::string>& layers) const;
  Indices find_weights(const std::vector<LayerColumns>& groups, const std::vector<std::string>& layers) const;
  void check_weights(const std::vector<LayerColumns>& groups) const;

  const Table& table_;
  Indices ignored_, features_;
};

// What messages about columns share.
[[noreturn]] void fail_config(const std::string& where, const std::string& message, const std::string& hint = {});
std::int64_t find_column(const Table& table, const std::string& name, const std::string& where);
std::string layer_name(std::string_view what, const std::string& layer);  // input "a"

}  // namespace nntrain
