// Random training programs: networks that nobody would design, for what no single op's test can meet.
#pragma once
#include <random>

#include "property/op_cases.h"

namespace nntrain::test {

struct RandomNetwork {
  Graph graph;
  Inputs inputs;
  std::vector<Tensor> keep;  // loss, predictions, some of the gradients
  Index batch;

  // Layers, a loss, gradients and updates: a function of the seed.
  RandomNetwork(const OpTable& table, std::uint32_t seed);

 private:
  Index pick(Index n) { return static_cast<Index>(random_() % static_cast<std::uint32_t>(n)); }
  Tensor weight(std::vector<Index> dims);
  Tensor dense(Tensor x, Index units);
  Tensor activated(Tensor x);
  Tensor normalised_by_batch(Tensor x);
  Tensor layer();  // on what is there already
  void train(Tensor loss);

  std::mt19937 random_;
  std::vector<Tensor> made_, weights_;  // made_: (B, n), of any n
  std::uint32_t streams_ = 0;
};

}  // namespace nntrain::test
