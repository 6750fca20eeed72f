// A recorded trajectory (tests/golden/trajectories), with changes to its config, ready to run from Keras' first
// weights.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "support/golden.h"
#include "train/training_run.h"

namespace nntrain::test {

struct RecordedJob {
  RecordedJob(const std::string& name, const Json& changes) {
    const Json recording = golden("trajectories/" + name + ".json");
    Json config = recording["config"];
    for (const auto& [key, value] : changes.items()) config[key] = value;
    spec = read_config<Spec>(config, diagnostics);
    diagnostics.throw_if_any();
    network.emplace(spec, diagnostics);
    const Table table = read_table(spec.data.spec(), {}, std::string(NNTRAIN_SOURCE_DIR) + "/tests/golden/trajectories/" +
                                                         recording["data"].get<std::string>());
    columns = learn_columns_for(spec, *network, table, plan_rows(spec.data.spec(), table, network->wants(), spec.validation_split, 0), diagnostics);
    data = encode(columns, table, true);
    const Index rows = split_point(data.num_rows(), spec.validation_split);
    options.log.style = LogStyle::quiet;
    options.log.write = [](std::string_view) {};
    run = std::make_unique<TrainingRun>(spec, *network, columns, data, rows, &data, rows, diagnostics, options);
    for (const Json& weight : recording["initial_weights"]) {
      std::vector<float> values;
      for (const double v : flat(weight["values"])) values.push_back(static_cast<float>(v));
      run->set_weight(weight["name"].get<std::string>(), values);
    }
  }
  RecordedJob(const RecordedJob&) = delete;

  Diagnostics diagnostics;
  Spec spec;
  std::optional<Network> network;
  Columns columns;
  Dataset data;
  FitOptions options;
  std::unique_ptr<TrainingRun> run;
};

}  // namespace nntrain::test
