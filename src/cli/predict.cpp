// nntrain predict: a line of answers for each row of data.
#include "train/predict.h"

#include <algorithm>
#include <cmath>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/csv_text.h"
#include "cli/files.h"
#include "network/network.h"

namespace nntrain {

namespace {

// Whether the parameters have a from_logits that is set: then outputs are probabilities only after a sigmoid or
// softmax.
bool wants_logits(std::span<const Param> params, void* object) {
  return std::ranges::any_of(params, [&](const Param& param) {
    void* member = param.member(object);
    if (param.is_inlined) return wants_logits(param.field->params, member);
    return param.name == "from_logits" && *static_cast<const bool*>(member);
  });
}
bool wants_logits(const Loss& loss) {
  return loss && wants_logits(loss.kind().params, const_cast<void*>(loss.self()));
}

// How the numbers of one output become cells.
class Answers {
 public:
  Answers(const TargetColumns& target, const Matrix& output, const Loss& loss, bool probabilities, bool prefixed)
      : target_(target),
        output_(output),
        logits_(wants_logits(loss)),
        probabilities_(probabilities),
        prefixed_(prefixed) {}

  std::vector<std::string> header() const {
    std::vector<std::string> names;
    for (Index i = 0; target_.columns.empty() && i < output_.width; ++i)  // nothing it was held against names them
      names.push_back(target_.layer + (output_.width > 1 ? "/" + std::to_string(i) : ""));
    for (const Column& column : target_.columns) {
      if (!probabilities_ || !has_classes())
        names.push_back(column.name);
      else
        for (Index c = 0; c < num_classes(); ++c)
          names.push_back((prefixed_ || target_.columns.size() > 1 ? column.name + "/" : "") + class_name(c));
    }
    return names;
  }

  std::vector<std::string> cells(Index row) const {
    std::vector<std::string> out;
    const std::span<const float> numbers = output_.row(row);
    if (!has_classes()) {
      for (const float x : numbers) out.push_back(to_text(x));
      return out;
    }
    const std::size_t each = numbers.size() / target_.columns.size();
    for (std::size_t begin = 0; begin < numbers.size(); begin += each) {
      const std::vector<float> shares = class_shares(numbers.subspan(begin, each));
      if (probabilities_)
        for (const float p : shares) out.push_back(to_text(p));
      else
        out.push_back(class_name(std::max_element(shares.begin(), shares.end()) - shares.begin()));
    }
    return out;
  }

 private:
  bool has_two_names() const { return target_.encoding == TargetEncoding::number && target_.class_names().size() == 2; }
  bool has_classes() const { return target_.num_classes > 0 || has_two_names(); }
  Index num_classes() const { return has_two_names() ? 2 : output_.width / static_cast<Index>(target_.columns.size()); }

  std::string class_name(Index c) const {
    const auto names = target_.class_names();
    return c < static_cast<Index>(names.size()) ? names[static_cast<std::size_t>(c)] : std::to_string(c);
  }

  // The probability of each class.
  std::vector<float> class_shares(std::span<const float> numbers) const {
    if (has_two_names()) {
      const float p = logits_ ? 1 / (1 + std::exp(-numbers[0])) : numbers[0];
      return {1 - p, p};
    }
    std::vector<float> shares(numbers.begin(), numbers.end());
    if (!logits_) return shares;
    const float largest = *std::max_element(shares.begin(), shares.end());
    float sum = 0;
    for (float& x : shares) sum += x = std::exp(x - largest);
    for (float& x : shares) x /= sum;
    return shares;
  }

  const TargetColumns& target_;
  const Matrix& output_;
  bool logits_, probabilities_, prefixed_;
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
  std::vector<Answers> answers;
  for (std::size_t k = 0; k < outputs.size(); ++k)
    answers.emplace_back(model.columns.targets[k], outputs[k], network.heads()[k].loss, probabilities,
                         outputs.size() > 1);
  std::vector<std::string> cells;
  for (const Answers& each : answers) std::ranges::copy(each.header(), std::back_inserter(cells));
  const std::vector<std::string> none(cells.size(), "NA");
  std::string out = csv_line(cells);
  Index answered = 0;
  for (Index row = 0; row < table.num_rows(); ++row) {
    if (answered == data.num_rows() || data.lines[static_cast<std::size_t>(answered)] != table.line(row)) {
      out += csv_line(none);
      continue;
    }
    cells.clear();
    for (const Answers& each : answers) std::ranges::copy(each.cells(answered), std::back_inserter(cells));
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
