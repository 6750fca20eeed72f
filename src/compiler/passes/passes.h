// Passes over a schedule, in the order in which compile() runs them. (Canonical forms are found as ops are emitted: OpKind::simplify.)
#pragma once
#include "compiler/schedule.h"

namespace nntrain {

// A producer whose result is only moved elsewhere writes it there at once: operands of copies and of assembled wholes.
void place_at_destination(Schedule& schedule);

// The one fusion rule: an elementwise op joins the earlier step that makes one of its inputs, if both run over the same rows and
// columns and nothing between them minds. Bias and activation join their product, an update joins its gradient.
void fuse(Schedule& schedule);

}  // namespace nntrain
