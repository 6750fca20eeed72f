#include "train/fit.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "train/predict.h"
#include "train/identity.h"
#include "train/prepare.h"

namespace nntrain {

namespace {

bool is_finite(const Matrix& m) {
  return std::ranges::all_of(m.values, [](float x) { return std::isfinite(x); });
}

Matrix first_rows(const Matrix& m, Index rows) {
  return {m.width, {m.values.begin(), m.values.begin() + rows * m.width}};
}

std::vector<NamedValue> evaluate_on_test(const Model& model, const Dataset& test, const FitOptions& options) {
  LogSetup setup = options.log;
  setup.samples = test.num_rows();
  setup.steps = (test.num_rows() + model.spec.batch_size - 1) / model.spec.batch_size;
  ProgressLog log(std::move(setup));
  log.message("Test on " + count_of(test.num_rows(), "row"));
  return evaluate(model, test, &log, options.threads, options.reproducible).values;
}

}  // namespace

Model fit(const Spec& spec, Diagnostics& diagnostics, Table table, std::optional<Table> validation, const FitOptions& options) {
  const PreparedRun prepared = prepare(spec, diagnostics, std::move(table), std::move(validation), options);
  Model model;
  model.spec = prepared.spec;
  model.columns = prepared.columns;
  const std::unique_ptr<TrainingRun> run = prepared.start(diagnostics, options);
  constexpr Index proof_rows = 3;
  for (const Matrix& m : prepared.data.inputs) model.proof.inputs.push_back(first_rows(m, std::min(proof_rows, prepared.data.num_rows())));
  const auto complete = [&](History history) {
    model.history = std::move(history);
    model.weights = run->weights();
    model.health = run->health();
    if (options.include_optimizer) model.optimizer = run->optimizer_state();
    model.proof.outputs = Predictor(model, 1, options.reproducible).predict(model.proof.inputs);
  };
  run->set_save([&](const std::string& path, SavedPart part, const History& so_far, const std::string& note) {
    if (part == SavedPart::weights) {
      if (options.save_weights) options.save_weights(path, run->weights());
    } else if (options.save_model) {
      complete(so_far);
      if (!std::ranges::all_of(model.proof.outputs, is_finite)) return false;
      model.note = note;
      options.save_model(path, model);
    }
    return true;
  });
  if (options.checkpoint) {
    JobIdentity identity = identity_of(prepared, options.job_text(prepared.spec, prepared.columns));
    if (options.resume) check_same(options.resume->identity, identity);
    run->write_checkpoints(std::move(identity));
    if (options.resume) run->go_on(*options.resume);
  }
  const Profile* profile = options.profiled ? &run->start_profile() : nullptr;
  complete(run->run());
  model.note = run->note();
  if (profile) options.profiled(*profile, run->profile_report());
  if (prepared.test) model.test = evaluate_on_test(model, *prepared.test, options);
  return model;
}

}  // namespace nntrain
