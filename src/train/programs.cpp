#include "train/programs.h"

#include <algorithm>

#include "base/error.h"
#include "compiler/autodiff.h"
#include "kernels/op_tables.h"

namespace nntrain {

namespace {

// The data of input i. A shape that no machine holds is reported where the config says it.
Tensor data_input(Graph& graph, const Network& network, std::size_t i, const std::vector<Index>& shape, Diagnostics& diagnostics) {
  try {
    return gather_batch(graph, shape, static_cast<Index>(i));
  } catch (const Error& e) {
    const GraphInput& input = network.graph().inputs()[i];
    diagnostics.error(input.pointer + (input.is_layer ? "/shape" : "/input_shape"), e.message, e.hint);
    diagnostics.throw_if_any();
    throw;
  }
}

JobGraphPtr forward_graph(const Network& network, const DataShapes& shapes, bool training, Diagnostics& diagnostics) {
  auto job = std::make_unique<JobGraph>(op_table());
  std::vector<Tensor> inputs;
  for (std::size_t i = 0; i < shapes.inputs.size(); ++i)
    inputs.push_back(data_input(job->graph, network, i, shapes.inputs[i], diagnostics));
  job->forward = network.emit(job->graph, training, inputs, diagnostics);
  return job;
}

// A copy of a tensor that is but a window of another: so that it can be read as it lies.
void lay_flat(Tensor& tensor) {
  if (tensor && (!is_contiguous(tensor.value()) || tensor.value().root != tensor.id)) tensor = copy(tensor);
}

void add_objective(JobGraph& job, const Network& network, const DataShapes& shapes, const std::string& prefix, Diagnostics& diagnostics) {
  std::vector<Truth> truths;
  Index column = static_cast<Index>(shapes.inputs.size());
  for (std::size_t k = 0; k < shapes.target_widths.size(); ++k) {
    // A target of as many numbers as the output has takes its shape: (B, 28, 28) and 784 columns.
    if (shapes.target_widths[k] == 0) {
      truths.push_back({});
      ++column;
      continue;
    }
    const Shape& output = job.forward.outputs[k].shape();
    std::vector<Index> sample{shapes.target_widths[k]};
    if (output.size() == shapes.target_widths[k] && output.rank() > 1) sample.assign(output.dims.begin() + 1, output.dims.end());
    truths.push_back({gather_batch(job.graph, sample, column++), {}, k < shapes.undo.size() ? shapes.undo[k] : std::vector<Undo>{}});
  }
  for (std::size_t k = 0; k < shapes.weighted.size(); ++k)
    if (shapes.weighted[k]) truths[k].weights = gather_batch(job.graph, {1}, column++);
  job.objective = emit_objective(network, job.graph, job.forward, truths, prefix, diagnostics);
}

}  // namespace

DataShapes shapes_of(const Columns& columns) {
  DataShapes shapes;
  for (const InputColumns& input : columns.inputs) shapes.inputs.push_back(input.shape);
  for (const TargetColumns& target : columns.targets) {
    shapes.target_widths.push_back(target.row_size());
    shapes.undo.push_back(target.undo());
  }
  return shapes;
}

std::vector<std::vector<Index>> output_shapes(const Network& network, const Columns& columns, Diagnostics& diagnostics) {
  const JobGraphPtr job = prediction_graph(network, shapes_of(columns), diagnostics);
  std::vector<std::vector<Index>> shapes;
  for (const Tensor output : job->forward.outputs)
    shapes.emplace_back(output.shape().dims.begin() + 1, output.shape().dims.end());
  return shapes;
}

Columns learn_columns_for(const Spec& spec, const Network& network, const Table& table, const RowPlan& plan, Diagnostics& diagnostics) {
  const DataSpec data = spec.data.spec();
  NetworkWants wants = network.wants();
  Columns columns = learn_columns(data, table, wants, plan);
  if (std::ranges::all_of(wants.outputs, [](const OutputWant& want) { return want.encoding.has_value(); })) return columns;
  wants = network.wants(output_shapes(network, columns, diagnostics));
  return learn_columns(data, table, wants, plan);
}

DataShapes shapes_of(const Columns& columns, const Dataset& data) {
  DataShapes shapes = shapes_of(columns);
  for (const Matrix& m : data.weights) shapes.weighted.push_back(m.width > 0);
  return shapes;
}

JobGraphPtr training_graph(const Spec& spec, const Network& network, const DataShapes& shapes, Diagnostics& diagnostics,
                           StepKind step) {
  JobGraphPtr job = forward_graph(network, shapes, true, diagnostics);
  job->forward_end = job->graph.ops.size();
  add_objective(*job, network, shapes, "training", diagnostics);
  job->loss_end = job->graph.ops.size();
  std::vector<Tensor> trainable;
  for (const Weight& w : job->forward.weights)
    if (w.trainable) trainable.push_back(w.tensor);
  const std::vector<Tensor> all_gradients = gradients(job->objective.loss * loss_scale(spec.optimizer), trainable);
  std::vector<Tensor> weights, weight_gradients;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < trainable.size(); ++i)
    if (all_gradients[i]) {  // a weight that the loss does not depend on stays as it is
      weights.push_back(trainable[i]);
      weight_gradients.push_back(all_gradients[i]);
      names.push_back(trainable[i].value().name);
      job->gradients.emplace_back(names.back(), weight_gradients.back());
    }
  job->gradients_end = job->graph.ops.size();
  try {
    emit_updates(spec.optimizer, weights, weight_gradients, names, step);
  } catch (const Error& e) {
    if (e.kind != ErrorKind::config) throw;
    diagnostics.error("/optimizer", e.message, e.hint);
    diagnostics.throw_if_any();
  }
  emit_constraints(job->forward.weights, names, diagnostics);
  return job;
}

JobGraphPtr evaluation_graph(const Network& network, const DataShapes& shapes, Diagnostics& diagnostics) {
  JobGraphPtr job = forward_graph(network, shapes, false, diagnostics);
  add_objective(*job, network, shapes, "validation", diagnostics);
  for (Tensor& output : job->forward.outputs) lay_flat(output);
  for (Tensor& mask : job->forward.masks) lay_flat(mask);
  return job;
}

JobGraphPtr prediction_graph(const Network& network, const DataShapes& shapes, Diagnostics& diagnostics) {
  JobGraphPtr job = forward_graph(network, shapes, false, diagnostics);
  for (Tensor& output : job->forward.outputs) lay_flat(output);
  return job;
}

DataShapes shapes_of(const Network& network, Diagnostics& diagnostics) {
  DataShapes shapes;
  for (const GraphInput& input : network.graph().inputs()) {
    shapes.inputs.push_back(input.shape.value_or(std::vector<Index>{}));
    if (!input.shape)
      diagnostics.error(input.pointer, "the shape of the data is not known without the data",
                        input.is_layer ? "add \"shape\", or name a CSV file where the command takes one" : "add \"input_shape\", or name a CSV file where the command takes one");
  }
  diagnostics.throw_if_any();
  return shapes;
}

std::string describe_programs(const Spec& spec, const Network& network, DataShapes shapes, Diagnostics& diagnostics, int threads) {
  const JobGraphPtr prediction = prediction_graph(network, shapes, diagnostics);
  for (std::size_t k = shapes.target_widths.size(); k < network.heads().size(); ++k) {
    const TargetForm form = network.heads()[k].target_form();
    shapes.target_widths.push_back(form == TargetForm::class_index ? 1 : prediction->forward.outputs[k].shape().size());
  }
  const JobGraphPtr training = training_graph(spec, network, shapes, diagnostics);
  JobGraphPtr gathering;
  if (kind_of_step(spec.optimizer, 1) == StepKind::gather)
    gathering = training_graph(spec, network, shapes, diagnostics, StepKind::gather);
  State state(training->graph.table->element_size);
  state.declare(training->graph);
  state.declare(prediction->graph);
  state.allocate();
  const auto text = [&](JobGraph& job, std::span<const Tensor> keep) {
    const int worth = threads_worth(job.graph, spec.batch_size, threads);
    return describe(compile(job.graph, keep, state, {.max_batch = spec.batch_size, .threads = worth, .prepare = &job == prediction.get()}));
  };
  return (gathering ? "gathering step\n" + text(*gathering, {}) + '\n' : "") + "training step\n" + text(*training, {}) + "\nprediction\n" + text(*prediction, prediction->forward.outputs);
}

}  // namespace nntrain
