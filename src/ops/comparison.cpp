// greater greater_equal equal: 1 or 0, elementwise, without a gradient. select: yes where condition != 0, else no.
#include "graph/ops.h"
#include "kernels/map.h"

namespace nntrain {

extern const OpKind greater_kind, greater_equal_kind, equal_kind, select_kind;

constinit const OpKind greater_kind =
    elementwise("greater", binary<[](real a, real b) { return (a > b) ? real(1) : real(0); }>, nullptr);
constinit const OpKind greater_equal_kind =
    elementwise("greater_equal", binary<[](real a, real b) { return (a >= b) ? real(1) : real(0); }>, nullptr);
constinit const OpKind equal_kind =
    elementwise("equal", binary<[](real a, real b) { return (a == b) ? real(1) : real(0); }>, nullptr);
constinit const OpKind select_kind = elementwise(
    "select", ternary<[](real condition, real yes, real no) { return (condition != 0) ? yes : no; }>, [](Chain& c) {
      const Tensor zero = constant(*c.dy().graph, 0);
      if (c.wants(1)) c.add(1, select(c.in(0), c.dy(), zero));
      if (c.wants(2)) c.add(2, select(c.in(0), zero, c.dy()));
    });

}  // namespace nntrain
