// The vocabulary in which layers, losses, metrics, optimizers and gradient rules are written: one function per op or short
// composition. Each emits ops into its operands' graph and returns the result; nothing is computed here. Binary functions
// broadcast like numpy (dimensions aligned from the right; a batched operand stays batched).
#pragma once
#include "graph/graph.h"

namespace nntrain {

// ---- data ----
// The rows of this step's batch from matrix `column` of the data set, each of shape `sample`: (B, sample...).
Tensor gather_batch(Graph& graph, std::vector<Index> sample, Index column);
// These numbers, row-major. (A single one is a constant, which costs nothing at run time.)
Tensor numbers(Graph& graph, std::vector<Index> dims, std::vector<double> values);

// ---- views: windows without work (a copy is made first where the memory does not allow one) ----
Tensor reshape(Tensor x, Shape shape);                      // same number of elements, same batchedness
Tensor transpose(Tensor x, std::vector<Index> order);       // order[0] must be 0 if batched
Tensor slice(Tensor x, Index axis, Index begin, Index end); // [begin, end) of one axis, not a batched leading one
Tensor expand(Tensor x, const Shape& shape);                // broadcast made explicit

Tensor copy(Tensor x);
Tensor concatenate(std::span<const Tensor> parts, Index axis);

// ---- elementwise ----
Tensor operator+(Tensor a, Tensor b);
Tensor operator-(Tensor a, Tensor b);
Tensor operator*(Tensor a, Tensor b);
Tensor operator/(Tensor a, Tensor b);
Tensor operator+(Tensor a, double b);
Tensor operator-(Tensor a, double b);
Tensor operator*(Tensor a, double b);
Tensor operator/(Tensor a, double b);
Tensor operator-(Tensor a);
Tensor operator-(double a, Tensor b);
Tensor operator/(double a, Tensor b);
Tensor maximum(Tensor a, Tensor b);
Tensor minimum(Tensor a, Tensor b);
Tensor maximum(Tensor a, double b);
Tensor minimum(Tensor a, double b);
Tensor clip(Tensor x, double low, double high);
Tensor greater(Tensor a, Tensor b);                         // 1 where a > b, else 0; no gradient
Tensor greater(Tensor a, double b);
Tensor greater_equal(Tensor a, Tensor b);
Tensor equal(Tensor a, Tensor b);
Tensor select(Tensor condition, Tensor yes, Tensor no);     // yes where condition != 0, else no; no gradient to the condition
Tensor stop_gradient(Tensor x);                             // x, taken as a number that does not depend on anything
Tensor digitize(Tensor x, std::vector<double> bounds);      // how many of these, which increase, are <= x; no gradient
Tensor abs(Tensor x);
Tensor sign(Tensor x);
Tensor trunc(Tensor x);                                      // without its fraction; no gradient
Tensor square(Tensor x);
Tensor sqrt(Tensor x);
Tensor rsqrt(Tensor x);
Tensor exp(Tensor x);
Tensor expm1(Tensor x);
Tensor log(Tensor x);
Tensor relu(Tensor x);
Tensor sigmoid(Tensor x);
Tensor tanh(Tensor x);
Tensor erf(Tensor x);
Tensor softplus(Tensor x);                                  // log(1 + exp(x)), without overflow
// Zero with probability `rate`, else x / (1 - rate). Which elements: a function of (step, stream, element).
Tensor dropout(Tensor x, double rate, std::uint32_t stream);
Tensor times_normal(Tensor x, std::uint32_t stream);        // x times standard normal numbers, likewise

// ---- products ----
// (..., m, k) x (k, n), or equal leading dimensions; either side may be taken transposed.
Tensor matmul(Tensor a, Tensor b, bool transpose_a = false, bool transpose_b = false);

// ---- reductions ----
Tensor sum_last(Tensor x);                                  // (..., n) -> (..., 1)
Tensor sum_rows(Tensor x);                                  // (..., n) -> (n): over the batch and all other leading dimensions
Tensor sum(Tensor x, std::vector<Index> axes);              // over axes other than a batched leading one; kept as 1
Tensor mean(Tensor x, std::vector<Index> axes);
Tensor sum_to(Tensor x, const Shape& shape);                // undoes expand: sums over what was repeated
Tensor sum_all(Tensor x);                                   // -> (1)
Tensor argmax_last(Tensor x);                               // (..., n) -> (..., 1): index of the first largest

// ---- row-wise ----
Tensor softmax(Tensor x);                                   // over the last axis
Tensor log_softmax(Tensor x);
Tensor sparsemax(Tensor x);                                 // with Keras' threshold (ops/sparsemax.cpp)
Tensor layer_norm(Tensor x, double epsilon);                // (x - mean) / sqrt(variance + epsilon) over the last axis
// -log softmax(logits)[label] of each row: (..., n), (..., 1) -> (..., 1). A label outside 0 ... n-1 gives NaN.
Tensor softmax_cross_entropy(Tensor logits, Tensor label);
Tensor pick(Tensor x, Tensor index);                        // x[r, index[r]] of each row: (..., n), (..., 1) -> (..., 1)

// ---- tables ----
Tensor embedding(Tensor table, Tensor index);               // (n, d), (..., ) -> (..., d); an index outside the table gives NaN
Tensor one_hot(Tensor index, Index classes);                // (..., 1) -> (..., classes)

// Counts for thresholds k / (n - 1): out (4, n) = weight of true positives, false positives, true negatives, false negatives
// when a prediction counts as positive if it is above the threshold (n thresholds as Keras' AUC spaces them).
Tensor confusion_counts(Tensor label, Tensor prediction, Tensor weight, std::vector<double> thresholds);

// ---- updates in place: their first operands are variables ----
void assign(Tensor variable, Tensor value);
// total += value with the rounding error kept in `lost`, so that long sums stay exact to about twice float's digits.
void accumulate(Tensor total, Tensor lost, Tensor value);
void update_sgd(Tensor w, Tensor gradient, Tensor rate);                                       // w -= rate g
void update_momentum(Tensor w, Tensor m, Tensor gradient, Tensor rate, double momentum, bool nesterov);
void update_adam(Tensor w, Tensor m, Tensor v, Tensor gradient, Tensor rate, double beta_1, double beta_2, double epsilon);
void update_rmsprop(Tensor w, Tensor v, Tensor gradient, Tensor rate, double rho, double epsilon);

}  // namespace nntrain
