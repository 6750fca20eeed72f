// Random training jobs: configs that nobody would write, with the data for them, as functions of a seed.
#pragma once
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace nntrain::test {

struct RandomJob {
  nlohmann::json config;  // layers, optimizer, loss, metrics, sizes
  std::string csv;        // the inputs, then the target "y"

  explicit RandomJob(std::uint32_t seed);

 private:
  int pick(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }
  bool once_in(int n) { return pick(n) == 0; }
  template <class T>
  T one_of(std::initializer_list<T> list) {
    return list.begin()[pick(static_cast<int>(list.size()))];
  }
  nlohmann::json dense(int units);
  void add_layers();      // all vectors
  void add_branches();    // a graph: parts of it joined
  nlohmann::json optimizer();
  void add_target();      // with the last layer, loss and metrics
  void add_rows(int rows, int columns);

  std::mt19937 random_;
  int classes_ = 1;  // 1: a number
};

}  // namespace nntrain::test
