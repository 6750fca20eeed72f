// The same training step written by hand with Eigen, to measure against. Built once per instruction set and threading.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace nntrain::bench {

using Index = std::int64_t;

// Dense layers widths[0] -> widths[1] -> ..., ReLU between them. Targets are class numbers under softmax cross-entropy,
// or, with one output, numbers under mean squared error.
struct PeerJob {
  std::vector<Index> widths;
  Index batch;
  bool adam;  // else SGD
  double learning_rate;
  const float *inputs, *targets;               // the data set, row-major
  std::vector<std::vector<float>> parameters;  // initial: kernel and bias of each layer
  int threads;
};

class PeerStep {
 public:
  virtual ~PeerStep() = default;
  virtual void step(std::span<const Index> rows) = 0;  // as many as the batch
  virtual double take_loss() = 0;                      // sum over samples since the last call
};

struct Peer {
  std::string_view isa, threading;  // "slices": cut by hand, Eigen on each slice. "openmp": Eigen's own threads
  std::unique_ptr<PeerStep> (*make)(PeerJob);
};

// The builds for one instruction set: slices, then openmp.
std::vector<const Peer*> peers_for(std::string_view isa);

}  // namespace nntrain::bench
