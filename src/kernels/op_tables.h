// The builds of ops/ that are linked in, and which one this machine runs.
#pragma once
#include <string_view>

#include "graph/op_kind.h"

namespace nntrain {

// The widest instruction set of this processor, or the one that NNTRAIN_ISA names ("x86-64-v2", "x86-64-v3", ...).
// Errors: usage, if NNTRAIN_ISA names one that is not here or that this processor lacks.
const OpTable& op_table();

// Every single-precision build that this processor can run, the plainest first.
std::span<const OpTable* const> runnable_op_tables();

}  // namespace nntrain
