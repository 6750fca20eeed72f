// nntrain summary: the network of a config or model, as Keras tells of it; and the program it is compiled to.
#include "network/summary.h"

#include "base/text.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "formats/keras_json.h"
#include "formats/model_file.h"
#include "train/programs.h"

namespace nntrain {

namespace {

struct Arguments {
  std::string path;
  DataFiles data;
  bool program = false, keras_json = false;
  int threads = 0;
  Overrides overrides;
};

bool parse(CommandLine& line, Arguments& a, Terminal& io) {
  line.argument(a.path, "FILE", "a config or a model file");
  line.arguments(a.data.paths, "DATA", "a CSV file, or several, which decides the shapes that a config does not say", true);
  line.flag(a.program, "--program", "the compiled programs instead: op, shapes, place in memory");
  line.flag(a.keras_json, "--keras-json", "Keras' JSON of it instead, for keras.models.model_from_json()");
  a.overrides.declare(line);
  declare_threads(line, a.threads);
  line.example("nntrain summary configs/digits.json");
  line.example("nntrain summary configs/iris.json data/iris.csv");
  line.example("nntrain summary --program model.json");
  line.example("nntrain summary --keras-json model.json > keras.json");
  return line.parse(io);
}

// What the data look like: as the model says, else the data, else the config alone.
DataShapes find_shapes(const Arguments& a, const std::optional<Model>& model, Job& job, const Network& network,
                       Terminal& io) {
  if (model) return shapes_of(model->columns);
  if (a.data.paths.empty() && !job.spec.data.synthetic) return shapes_of(network, job.diagnostics);
  const DataSpec data = job.spec.data.spec();
  const Table table = read_data(data, reading_of(data), a.data, io);
  const RowPlan plan = plan_rows(data, table, network.wants(), job.spec.validation_split, static_cast<std::uint64_t>(job.spec.seed));
  return shapes_of(learn_columns_for(job.spec, network, table, plan, job.diagnostics));
}

void run_summary(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  Arguments a;
  CommandLine line(command, arguments);
  if (!parse(line, a, io)) return;
  std::string text = read_model_text(a.path);
  std::optional<Model> model;
  Job job;
  if (is_model_text(text)) {
    model = parse_model(std::move(text), a.path);
    job.spec = model->spec;
  } else {
    // As in Keras, a model that is not compiled has a summary; a training program it has not.
    job = read_job(std::move(text), a.path, a.overrides.all(),
                   a.program ? std::vector<std::string>{} : std::vector<std::string>{"loss=mse"});
  }
  const Network network(job.spec, job.diagnostics);
  const DataShapes shapes = telling_places(job, [&] { return find_shapes(a, model, job, network, io); });
  if (a.program) return io.out(describe_programs(job.spec, network, shapes, job.diagnostics, a.threads));
  const JobGraphPtr graph = prediction_graph(network, shapes, job.diagnostics);
  if (a.keras_json)
    return io.out(keras_json(job.spec, network, graph->forward, !job.diagnostics.was_assumed("loss"), job.diagnostics));
  io.out(summary_text(network, graph->forward, job.spec.name, io.width));
}

}  // namespace

const Command summary_command{"summary", "shows the network of a config or model as a table", run_summary};

}  // namespace nntrain
