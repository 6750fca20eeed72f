// confusion_counts: weights of true positives, false positives, true negatives and false negatives for each threshold:
// label, prediction, weight (each (..., 1)) -> (4, thresholds). A prediction above a threshold counts as positive.
#include "graph/ops.h"
#include "kernels/rows.h"

namespace nntrain {

namespace {

struct Arguments {
  Extent count;
  const real *label, *prediction, *weight;
  Index label_stride, prediction_stride, weight_stride;
  real* counts;
  std::vector<double> thresholds;
};
// Thresholds are dealt to threads; each count is summed in the order of the rows.
void run(const Arguments& a, const Thread& t) {
  const auto n = static_cast<Index>(a.thresholds.size());
  const auto mine = t.slice(n, 16);
  for (int k = 0; k < 4; ++k) std::fill(a.counts + k * n + mine.begin, a.counts + k * n + mine.end, real(0));
  for (Index r = 0; r < a.count.at(t.batch); ++r) {
    const bool positive = a.label[r * a.label_stride] > real(0.5);
    const real prediction = a.prediction[r * a.prediction_stride], weight = a.weight[r * a.weight_stride];
    real* above = a.counts + (positive ? 0 : 1) * n;
    real* below = a.counts + (positive ? 3 : 2) * n;
    for (Index k = mine.begin; k < mine.end; ++k)
      (prediction > static_cast<real>(a.thresholds[static_cast<std::size_t>(k)]) ? above : below)[k] += weight;
  }
}
void lower(Lowering& l, const Step& step) {
  const Op& op = l.main(step);
  const auto operand = [&](std::size_t i) { return as_real(l.address(op.in[i])); };
  const auto row = [&](std::size_t i) { return row_layout(l.value(op.in[i])).row_stride; };
  l.add(step, run,
        Arguments{l.rows(op.in[0]), operand(0), operand(1), operand(2), row(0), row(1), row(2), as_real(l.address(op.out[0])),
                  op.attributes.numbers},
        false);
}

}  // namespace

extern const OpKind confusion_counts_kind;
constinit const OpKind confusion_counts_kind{
    .name = "confusion_counts",
    .shape = [](const Graph&, const Op& op) {
      return std::vector<Shape>{Shape{{4, static_cast<Index>(op.attributes.numbers.size())}, false}};
    },
    .lower = lower,
    .reads = Layout::rows};

}  // namespace nntrain
