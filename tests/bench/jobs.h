// The jobs that are measured, on made-up data.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "input/batches.h"
#include "peer.h"
#include "train/training_run.h"

namespace nntrain::bench {

struct Job {
  std::string name;
  std::vector<Index> widths;
  Index batch, rows;
  bool adam;

  double flops_per_step() const;  // of the products
};
const std::vector<Job>& jobs();

// nntrain's own training of a job.
struct OurStep {
  FitOptions options;
  TrainingRun run;  // refers to options

  OurStep(const Spec& spec, const Network& network, const Columns& columns, const Dataset& data,
          Diagnostics& diagnostics, int threads)
      : options{.threads = threads},
        run(spec, network, columns, data, data.num_rows(), nullptr, 0, diagnostics, options) {}
};

// A job with its data, and what trains it. Must outlive what it makes.
class Workload {
 public:
  explicit Workload(const Job& job);

  std::unique_ptr<OurStep> ours(int threads);
  std::unique_ptr<PeerStep> peer(const Peer& peer, int threads);  // begins with the weights that ours begins with
  Model model();                                                // with the first weights
  const Matrix& inputs() const { return data_.inputs[0]; }
  const Batches& batches() const { return batches_; }             // of one shuffled epoch; all are full

 private:
  Job job_;
  Diagnostics diagnostics_;
  Spec spec_;
  Network network_;
  Columns columns_;
  Dataset data_;
  Batches batches_;
};

}  // namespace nntrain::bench
