// A trained model at work.
#pragma once
#include <memory>

#include "train/log.h"
#include "train/model.h"

namespace nntrain {

class Predictor {
 public:
  // threads: at most; 0: as many as the machine has. reproducible: as CompileOptions has it. Errors: model_file, if the weights do not fit the network; where: the JSON
  // pointer of what is at fault in the model file.
  explicit Predictor(const Model& model, int threads = 0, bool reproducible = false);
  ~Predictor();

  std::vector<Index> output_widths() const;  // numbers a row, by output

  // One row of numbers for each row of data, by output. Inputs as encode(model.columns, ...) gives them.
  std::vector<Matrix> predict(std::span<const Matrix> inputs);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What these values of the model's prediction_graph() are, which depend on nothing but weights (prepare() in compiler/passes/passes.h): row-major, of
// one row where they are batched. The bits are those that every prediction works with.
std::vector<std::vector<float>> prepared_values(const Model& model, std::span<const int> values);

// What one output of the network made of the rows.
struct OutputRows {
  Matrix numbers;   // by row
  Index units = 1;  // the output's last axis
  Matrix counts;    // where a mask reached it, 1 for what counts and 0 for what does not: as many for each row as it has steps; else of width 0
};

struct Evaluation {
  std::vector<NamedValue> values;   // loss and metrics, in the log's order
  std::vector<OutputRows> outputs;  // by output
};
// Of the model on data with targets. `log` may be null. Errors: model_file as above; data and config where the targets do not fit
// the outputs (check_targets).
Evaluation evaluate(const Model& model, const Dataset& data, ProgressLog* log, int threads = 0, bool reproducible = false);

// Replays the model's proof; Error{model_file} if it no longer gives the outputs it was saved with.
void check_proof(const Model& model);

}  // namespace nntrain
