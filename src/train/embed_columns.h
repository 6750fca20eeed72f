// Columns whose categories the network learns numbers for: their Embedding layers, and what joins these to the other columns.
#pragma once
#include "network/network.h"

namespace nntrain {

// Of each input that has columns with the treatment "embedding": its other columns become an input of their own, each of these
// columns another, with an Embedding and a Flatten behind it, and a Concatenate of all stands where the input was:
//   columns a b c, c embedded:   Input a b ──────────────────────┐
//                                Input c → Embedding → Flatten ──┴ Concatenate → …
// The vocabularies' sizes are those of the rows that train. Returns whether there was such a column; `spec` then says all of this
// in its layers and its data, as a person could have written it. Errors: as learn_columns.
bool embed_columns(Spec& spec, const Network& network, const Table& table, const RowPlan& plan);

}  // namespace nntrain
