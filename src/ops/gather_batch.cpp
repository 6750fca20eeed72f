// gather_batch: y[i] = column[rows[i]]: the samples of this step, from matrix `begin` of the data set, each of dims[1...].
#include "graph/ops.h"
#include "kernels/rows.h"

namespace nntrain {

namespace {

struct Arguments {
  Index size;  // elements of a sample
  std::size_t column;
  real* to;
};
void run(const Arguments& a, const Thread& t) {
  const auto samples = t.samples();
  const real* from = as_real(t.columns[a.column]);
  for (Index i = samples.begin; i < samples.end; ++i) {
    const real* row = from + t.rows[i] * a.size;
    real* to = a.to + i * a.size;
    if (a.size > 16) std::copy_n(row, a.size, to);
    else  // a call would cost more than the copy
      for (Index k = 0; k < a.size; ++k) to[k] = row[k];
  }
}

}  // namespace

extern const OpKind gather_batch_kind;
constinit const OpKind gather_batch_kind{
    .name = "gather_batch",
    .shape = [](const Graph&, const Op& op) { return std::vector<Shape>{Shape{op.attributes.dims, true}}; },
    .lower = [](Lowering& l, const Step& step) {
      const Op& op = l.main(step);
      l.add(step, run,
            Arguments{l.value(op.out[0]).shape.size(), static_cast<std::size_t>(op.attributes.begin), as_real(l.address(op.out[0]))},
            true);
    }};

}  // namespace nntrain
