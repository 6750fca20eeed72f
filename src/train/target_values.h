// Whether the numbers of the targets are such as their losses take.
#pragma once
#include "columns/columns.h"
#include "network/network.h"

namespace nntrain {

// Errors: data, where the file's line, for a target outside of its loss's LossKind::target_range.
void check_target_values(const Network& network, const Columns& columns, const Dataset& data);

}  // namespace nntrain
