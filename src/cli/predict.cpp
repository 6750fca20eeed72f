// nntrain predict: a line of answers for each row of data. Rows are read, answered and written block by block: memory
// does not depend on how many there are.
#include "train/predict.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/answer_cells.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/csv_text.h"
#include "cli/files.h"
#include "cli/kept_columns.h"
#include "network/network.h"

namespace nntrain {

namespace {

struct Arguments {
  std::string model, output;
  std::vector<std::string> data;
  bool probabilities = false;
  KeepOption keep;
  Execution execution;
};

bool parse(CommandLine& line, Arguments& a, Terminal& io) {
  line.argument(a.model, "MODEL", "a model file");
  line.arguments(a.data, "DATA", "a CSV file, or several, with or without the target; - is standard input");
  line.option(a.output, "-o,--output", "FILE", "where the answers go (standard output)");
  line.flag(a.probabilities, "--probabilities", "the probability of each class instead of the likeliest class");
  line.option(a.keep.given, "--keep", "COLUMN",
              "a column of DATA to stand before the answers, or several: a,b; all of them: all");
  a.execution.declare(line);
  line.example("nntrain predict model.json d.csv");
  line.example("nntrain predict model.json flowers.csv --probabilities -o answers.csv");
  line.example("nntrain predict model.json people.csv --keep id,name");
  return line.parse(io);
}

// Where the lines go: to standard output as they come, or to a file that is the old one until it is the whole new one.
class Output {
 public:
  Output(const std::string& path, Terminal& io) : io_(io) {
    if (path.empty() || path == "-") return;
    requests_ = io.watch_requests();
    file_.emplace(path);
  }

  void write(std::string_view lines) {
    if (requests_ && requests_->asks_to_stop()) throw Error(requests_->stop_kind(), "interrupted; no answers were written");
    if (file_)
      file_->append(lines);
    else
      io_.out(lines);
  }

  void finish() {
    if (file_) file_->finish();
  }

 private:
  Terminal& io_;
  std::optional<AtomicFile> file_;
  const Requests* requests_ = nullptr;
};

class Prediction {
 public:
  Prediction(const Arguments& a, Terminal& io) : io_(io), model_(load_model(a.model)), predictor_(model_, a.execution.threads, a.execution.reproducible) {
    ReadOptions options = reading_of(model_.spec.data.spec(), model_.columns);
    a.keep.ask(options);
    reader_ = open_table(a.data, options);
    const TableHead& head = reader_->head();
    kept_ = a.keep.find(head);
    for (const std::int64_t column : kept_) {
      kept_names_.push_back(head.names[static_cast<std::size_t>(column)]);
    }
    Diagnostics diagnostics;
    const Network network(model_.spec, diagnostics);
    const std::vector<std::int64_t> widths = predictor_.output_widths();
    for (std::size_t k = 0; k < widths.size(); ++k)
      answers_.emplace_back(model_.columns.targets[k], network.heads()[k], widths[k], a.probabilities,
                            widths.size() > 1);
  }

  void write_to(Output& output) {
    while (std::optional<Block> block = reader_->next()) output.write(lines_of(std::move(*block)));
    output.finish();
    for (const std::string& remark : reader_->remarks()) io_.warning(remark);
    if (num_without_ > 0)
      io_.warning(reader_->head().source + ": " + count_of(num_without_, "row") +
                  " with an empty cell, answered by NA");
  }

 private:
  // A line for each row, with NA where a cell that the model needs is empty; before the first block, the header.
  std::string lines_of(Block block) {
    std::vector<Block> blocks;
    blocks.push_back(std::move(block));
    const Table table(reader_->head(), std::move(blocks));
    const Dataset data = encode(model_.columns, table, false);
    const std::vector<Matrix> outputs = predictor_.predict(data.inputs);
    std::string lines = begun_ ? "" : begin(data);
    std::vector<std::string> cells;
    Index answered = 0;
    for (Index row = 0; row < table.num_rows(); ++row) {
      cells.clear();
      for (const std::int64_t column : kept_) cells.push_back(table.text(row, column));
      if (answered < data.num_rows() && data.lines.line(answered) == table.line(row)) {
        for (std::size_t k = 0; k < answers_.size(); ++k) answers_[k].append(outputs[k].row(answered), cells);
        ++answered;
      } else {
        cells.resize(kept_.size() + num_answers_, "NA");
      }
      append_line(cells, lines);
    }
    num_without_ += data.num_dropped;
    return lines;
  }

  // The header. Tells of columns that are for nothing.
  std::string begin(const Dataset& data) {
    begun_ = true;
    std::vector<std::string> unused;
    const std::vector<std::string> ignored = model_.spec.data.spec().ignore;
    for (const std::string& name : data.ignored)
      if (std::ranges::find(kept_names_, name) == kept_names_.end() &&
          std::ranges::find(ignored, name) == ignored.end())
        unused.push_back(name);
    if (!unused.empty())
      io_.note(data.source + ": the model does not use " + (unused.size() > 1 ? "the columns " : "the column ") +
               list_of(std::span<const std::string>(unused), "and") + "\n");
    std::vector<std::string> names;
    for (const AnswerCells& each : answers_) std::ranges::copy(each.header(), std::back_inserter(names));
    num_answers_ = names.size();
    std::vector<std::string> header = kept_names_;
    std::ranges::copy(names_beside(kept_names_, std::move(names)), std::back_inserter(header));
    std::string line;
    append_line(header, line);
    return line;
  }

  static void append_line(const std::vector<std::string>& cells, std::string& out) {
    std::string_view separator;
    for (const std::string& cell : cells) {
      out += separator;
      separator = ",";
      if (!cell.empty() || cells.size() == 1) out += csv_cell(cell);  // an empty line would be none
    }
    out += '\n';
  }

  Terminal& io_;
  Model model_;
  Predictor predictor_;
  std::unique_ptr<BlockReader> reader_;
  std::vector<std::int64_t> kept_;  // columns of the file
  std::vector<std::string> kept_names_;
  std::vector<AnswerCells> answers_;
  std::size_t num_answers_ = 0;  // columns of answers
  Index num_without_ = 0;        // rows
  bool begun_ = false;
};

void run_predict(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  Arguments a;
  CommandLine line(command, arguments);
  if (!parse(line, a, io)) return;
  refuse_to_replace({&a.model, 1}, a.output);
  refuse_to_replace(a.data, a.output);
  if (!a.output.empty() && a.output != "-") check_writable(a.output);
  Prediction prediction(a, io);
  Output output(a.output, io);
  prediction.write_to(output);
}

}  // namespace

const Command predict_command{"predict", "answers each row of data", run_predict};

}  // namespace nntrain
