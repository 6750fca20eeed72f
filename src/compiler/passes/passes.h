// Passes over a schedule, in the order in which compile() runs them. (Canonical forms are found as ops are emitted: OpKind::simplify.)
#pragma once
#include "compiler/schedule.h"

namespace nntrain {

// Two ops of one kind, with equal parameters and operands that nothing changes in between, are one: what loss, metric and gradient
// have in common. After reverse mode, so that gradients are summed in the order of the layers.
void share_equal(Schedule& schedule);

// Brings the ops to the front that depend on nothing but constants and variables that the program does not change: neither on the
// batch nor on its size, random numbers, or scalars. Their results keep their places, so that they can be left out until somebody else
// changes a variable.
void prepare(Schedule& schedule);

// A producer whose result is only moved elsewhere writes it there at once: operands of copies and of assembled wholes.
void place_at_destination(Schedule& schedule);

// The one fusion rule: an elementwise op joins the earlier step that makes one of its inputs, if both run over the same rows and
// columns and nothing between them minds. Bias and activation join their product, an update joins its gradient.
void fuse(Schedule& schedule);

}  // namespace nntrain
