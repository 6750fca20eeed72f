// nntrain predict: a line of answers for each row of data.
#include "train/predict.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/csv_text.h"
#include "cli/files.h"
#include "network/network.h"
#include "train/answers.h"

namespace nntrain {

namespace {

// The cells that the numbers of one output become.
class OutputCells {
 public:
  OutputCells(const TargetColumns& target, const Matrix& output, const Loss& loss, bool probabilities, bool prefixed)
      : target_(target),
        output_(output),
        answers_(answers_of(target, output.width, loss)),
        probabilities_(probabilities),
        prefixed_(prefixed || target.columns.size() > 1) {
    if (probabilities && std::ranges::any_of(answers_, [](const Answer& a) {
          return a.form == AnswerForm::yes_no && a.scale == Scale::margins;
        }))
      throw Error(ErrorKind::usage, "--probabilities: the output" + (target.layer.empty() ? "" : " " + quoted(target.layer)) +
                      " was trained by " + snake_case(loss.type()) + ", which makes margins, no probabilities", {},
                  "leave the option out, or train with the loss \"binary_crossentropy\"");
  }

  std::vector<std::string> header() const {
    std::vector<std::string> names;
    for (Index i = 0; target_.columns.empty() && i < output_.width; ++i)  // nothing it was held against names them
      names.push_back(target_.layer + (output_.width > 1 ? "/" + std::to_string(i) : ""));
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      const std::string& column = target_.columns[i].name;
      if (!shows_classes(answers_[i]))
        names.push_back(column);
      else
        for (std::size_t c = 0; c < answers_[i].num_classes(); ++c)
          names.push_back((prefixed_ ? column + "/" : "") + answers_[i].class_name(c));
    }
    return names;
  }

  std::vector<std::string> cells(Index row) const {
    std::vector<std::string> out;
    std::span<const float> numbers = output_.row(row);
    for (const Answer& answer : answers_) {
      if (answer.form == AnswerForm::number) {
        out.push_back(to_text(numbers[0]));
      } else {
        const std::vector<double> shares = answer.shares(numbers.first(answer.size));
        if (!probabilities_) out.push_back(answer.class_name(likeliest(shares)));
        for (const double p : shares)
          if (probabilities_) out.push_back(to_text(static_cast<float>(p)));
      }
      numbers = numbers.subspan(answer.size);
    }
    for (const float x : numbers) out.push_back(to_text(x));  // of an output without a target
    return out;
  }

 private:
  bool shows_classes(const Answer& answer) const { return probabilities_ && answer.form != AnswerForm::number; }

  const TargetColumns& target_;
  const Matrix& output_;
  std::vector<Answer> answers_;
  bool probabilities_, prefixed_;
};

std::string csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (const std::string& cell : cells) out += (out.empty() ? "" : ",") + csv_cell(cell);
  return out + '\n';
}

// A line for each row of the table: NA where a row was left out because of an empty cell.
std::string answers_text(const Model& model, const Table& table, const Dataset& data, std::span<const Matrix> outputs,
                         bool probabilities) {
  Diagnostics diagnostics;
  const Network network(model.spec, diagnostics);
  std::vector<OutputCells> answers;
  for (std::size_t k = 0; k < outputs.size(); ++k)
    answers.emplace_back(model.columns.targets[k], outputs[k], network.heads()[k].loss, probabilities,
                         outputs.size() > 1);
  std::vector<std::string> cells;
  for (const OutputCells& each : answers) std::ranges::copy(each.header(), std::back_inserter(cells));
  const std::vector<std::string> none(cells.size(), "NA");
  std::string out = csv_line(cells);
  Index answered = 0;
  for (Index row = 0; row < table.num_rows(); ++row) {
    if (answered == data.num_rows() || data.lines[static_cast<std::size_t>(answered)] != table.line(row)) {
      out += csv_line(none);
      continue;
    }
    cells.clear();
    for (const OutputCells& each : answers) std::ranges::copy(each.cells(answered), std::back_inserter(cells));
    out += csv_line(cells);
    ++answered;
  }
  return out;
}

void run_predict(const Command& command, std::span<const std::string> arguments, Terminal& io) {
  std::string model_path, data_path, output;
  bool probabilities = false;
  int threads = 0;
  CommandLine line(command, arguments);
  line.argument(model_path, "MODEL", "a model file");
  line.argument(data_path, "DATA", "a CSV file, with or without the target; - is standard input");
  line.option(output, "-o,--output", "FILE", "where the answers go (standard output)");
  line.flag(probabilities, "--probabilities", "the probability of each class instead of the likeliest class");
  declare_threads(line, threads);
  line.example("nntrain predict model.json d.csv");
  line.example("nntrain predict model.json flowers.csv --probabilities -o answers.csv");
  if (!line.parse(io)) return;
  if (!output.empty() && output != "-") check_writable(output);
  const Model model = load_model(model_path);
  const Table table = read_data(model.spec.data.spec(), data_path, io);
  const Dataset data = encode(model.columns, table, false);
  tell_about_rows(data, io);
  const std::vector<Matrix> outputs = Predictor(model, threads).predict(data.inputs);
  write_output(output, answers_text(model, table, data, outputs, probabilities), io);
}

}  // namespace

const Command predict_command{"predict", "answers each row of data", run_predict};

}  // namespace nntrain
