// What a network must beat to have learned anything.
#pragma once
#include <optional>

#include "network/network.h"

namespace nntrain {

// The loss of an answer that is the same for all rows and takes no side: ln 2 or ln K of classes, the variance of numbers (the mean over
// their columns) in the first rows of the target. units: of the output's last axis. None where the loss is another, or there are several outputs.
std::optional<double> chance_of(const Network& network, Index units, const Matrix& target, Index rows);

}  // namespace nntrain
