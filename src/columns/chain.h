// A column's treatments, one after another.
#pragma once
#include <span>
#include <vector>

#include "treatments/treatment.h"

namespace nntrain {

using Treatments = OneOrMany<Treatment>;

// What leaves the last one, when `in` enters the first; categories that no treatment spread become one_hot. Error{config}.
Flow flow_through(const Treatments& chain, Flow in);

// The chain after each of its treatments has learnt from what comes to it; values enter the first that takes no texts.
Treatments learned_chain(const Treatments& chain, std::vector<double> values);
bool must_learn(const Treatments& chain);

// Sends a value through the treatments (those that take no texts), and writes what the network sees: out.size() is the
// width of the flow, out is zeros.
void write_through(const Treatments& chain, double value, std::span<float> out);

// How predictions come back. Nothing: one of them cannot be undone, or they cannot in this order.
std::optional<Undo> undo_of(const Treatments& chain);

}  // namespace nntrain
