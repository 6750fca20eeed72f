// Keras 3's model.summary().
#pragma once
#include <string>

#include "network/network.h"

namespace nntrain {

// A table of the layers with output shapes and numbers of parameters, then totals. `forward`: what network.emit() made
// of it. `columns`: of the terminal; 0: unknown, taken as 80. An empty model name is Keras' automatic one.
std::string summary_text(const Network& network, const Forward& forward, const std::string& model_name, int columns);

// "21.26 KB", as the totals show it.
std::string memory_text(Index bytes);

}  // namespace nntrain
