// The graphs of a job: training, validation, prediction. All of one job share a State.
#pragma once
#include "compiler/compile.h"
#include "network/objective.h"

namespace nntrain {

// What the data look like to the network: shapes of a sample at each input, and of a target row at each output.
struct DataShapes {
  std::vector<std::vector<Index>> inputs;
  std::vector<Index> target_widths;
  std::vector<std::vector<Undo>> undo;  // by output, as Truth::undo; may be shorter: none
  std::vector<bool> weighted;  // whether rows have weights, by output; may be shorter: false
};
DataShapes shapes_of(const Columns& columns);
DataShapes shapes_of(const Columns& columns, const Dataset& data);  // with its weights
// As far as the config says them: without target widths. Error{config}, through `diagnostics`, where it does not say an input's.
DataShapes shapes_of(const Network& network, Diagnostics& diagnostics);

// Decides what the columns of a table are to the network (learn_columns in columns/columns.h).
Columns learn_columns_for(const Spec& spec, const Network& network, const Table& table, const RowPlan& plan, Diagnostics& diagnostics);
// Shapes of a sample at each output of a network with such columns.
std::vector<std::vector<Index>> output_shapes(const Network& network, const Columns& columns, Diagnostics& diagnostics);

// A graph with what its ops were emitted from. Columns of its data set: the inputs, the targets, then the weights that there are.
struct JobGraph {
  Graph graph;
  Forward forward;
  Objective objective;  // not of a prediction
  // Of a training step: what it follows, scaled by loss_scale(), by name of the weight; and where its parts end among the ops.
  std::vector<std::pair<std::string, Tensor>> gradients;
  std::size_t forward_end = 0, loss_end = 0, gradients_end = 0;

  explicit JobGraph(const OpTable& table) : graph(table) {}
};
using JobGraphPtr = std::unique_ptr<JobGraph>;

// Errors of all three: config, through `diagnostics`. Outputs of the last two, and their masks, can be kept and read as they lie.
JobGraphPtr training_graph(const Spec& spec, const Network& network, const DataShapes& shapes, Diagnostics& diagnostics,
                           StepKind step = StepKind::update);
JobGraphPtr evaluation_graph(const Network& network, const DataShapes& shapes, Diagnostics& diagnostics);
JobGraphPtr prediction_graph(const Network& network, const DataShapes& shapes, Diagnostics& diagnostics);

// The compiled training and prediction programs as text (compiler/compile.h). Where `shapes` has no target widths the losses decide.
std::string describe_programs(const Spec& spec, const Network& network, DataShapes shapes, Diagnostics& diagnostics, int threads);

}  // namespace nntrain
