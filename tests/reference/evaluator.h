// The plain evaluator: every op of a graph written a second time, naively, in double precision over dense row-major arrays. It
// knows nothing of memory, strides, threads or fusion, and shares no code with ops/ and kernels/: what both agree on is right.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "graph/op_kind.h"

namespace nntrain::test {

// A dense array; dims are real sizes (the leading one of a batched value is multiplied by the batch).
struct Array {
  std::vector<Index> dims;
  std::vector<double> data;

  Index cols() const { return dims.empty() ? 1 : dims.back(); }
  Index rows() const { return static_cast<Index>(data.size()) / cols(); }
};

class Evaluator {
 public:
  std::map<std::string, std::vector<double>> variables, scalars;  // set before, and the first read after, evaluate()
  std::vector<std::vector<double>> columns;                       // the data set, sample after sample
  std::vector<Index> rows;                                        // the samples of this batch
  std::uint64_t seed = 1;

  // Runs every op in the order of emission. The graph must not have been compiled, which moves values.
  void evaluate(const Graph& graph);
  Array value(int id) const;  // views are read when asked for, so they see updates of their variable

 private:
  std::vector<Index> real_dims(const Shape& shape) const;

  const Graph* graph_ = nullptr;
  std::map<int, Array> made_;
};

}  // namespace nntrain::test
