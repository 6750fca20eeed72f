// The op kinds of the plain evaluator, by name.
#pragma once
#include "reference/evaluator.h"

namespace nntrain::test {

// The window that a view op takes of its operand.
Array view_of(const Op& op, const Array& in, const std::vector<Index>& out_dims);

// Fills the outputs (their dims are set, their data zero) of any op but views, gather_batch and updates.
void compute(const Op& op, const std::vector<Array>& in, std::uint64_t seed, std::vector<Array>& out);

// An update: its first inputs are changed.
void update(const Op& op, std::vector<Array>& in);

}  // namespace nntrain::test
