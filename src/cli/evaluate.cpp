// nntrain evaluate: the loss and metrics of a model on data with targets, and a report of its answers.
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "cli/report_text.h"
#include "formats/evaluation_json.h"
#include "train/report.h"

namespace nntrain {

namespace {

void run_evaluate(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  std::string model_path, log = "classic";
  bool json = false;
  Execution execution;
  DataFiles data_files;
  CommandLine line(command, arguments);
  line.argument(model_path, "MODEL", "a model file");
  data_files.declare(line, "a CSV file with the target, or several; - is standard input");
  line.flag(json, "--json", "one JSON object for machines, with all that the report knows; as --log json");
  execution.declare(line);
  declare_log(line, log);
  line.example("nntrain evaluate model.json d.csv");
  line.example("nntrain evaluate model.json d.csv --json");
  if (!line.parse(io)) return;
  const Model model = load_model(model_path);
  const Table table = read_data(model.spec.data.spec(), reading_of(model.spec.data.spec(), model.columns), data_files, io);
  for (const std::string& remark : unknown_texts(model.columns, table)) io.warning(remark);
  const Dataset data = encode(model.columns, table, true);
  tell_about_rows(data, io);
  if (json) log = "json";
  LogSetup setup = log_setup(log == "json" ? "quiet" : log, io);
  setup.samples = data.num_rows();
  setup.steps = (data.num_rows() + model.spec.batch_size - 1) / model.spec.batch_size;
  ProgressLog progress(std::move(setup));
  const Evaluation evaluation = evaluate(model, data, &progress, execution.threads, execution.reproducible);
  if (log == "quiet") return;
  const Report report = make_report(model, data, evaluation.outputs);
  io.out(log == "json" ? evaluation_json(evaluation.values, report) : report_text(report, evaluation.values, io.width));
}

}  // namespace

const Command evaluate_command{"evaluate", "tells how well a model answers data", run_evaluate};

}  // namespace nntrain
