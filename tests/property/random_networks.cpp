#include "property/random_networks.h"

#include "compiler/autodiff.h"
#include "property/case_run.h"

namespace nntrain::test {

Tensor RandomNetwork::weight(std::vector<Index> dims) {
  weights_.push_back(inputs.weight(std::move(dims), between(-0.4, 0.4)));
  return weights_.back();
}

Tensor RandomNetwork::dense(Tensor x, Index units) { return matmul(x, weight({x.shape().cols(), units})) + weight({units}); }

Tensor RandomNetwork::activated(Tensor x) {
  switch (pick(8)) {
    case 0: return relu(x);
    case 1: return tanh(x);
    case 2: return sigmoid(x);
    case 3: return x * (erf(x * 0.70710678) + 1.0) * 0.5;
    case 4: return softplus(x);
    case 5: return x * sigmoid(x);
    case 6: return maximum(x, x * 0.2);
    default: return select(greater(x, 0.0), x, expm1(minimum(x, 0.0)));
  }
}

Tensor RandomNetwork::normalised_by_batch(Tensor x) {
  const Index n = x.shape().cols();
  const Tensor share = scalar(graph, "inverse_batch_size"), mean = sum_rows(x) * share, centred = x - mean;
  const Tensor variance = sum_rows(square(centred)) * share;
  const Tensor moving = inputs.weight({n}, fixed());
  assign(moving, moving * 0.9 + mean * 0.1);
  return centred * rsqrt(variance + 1e-2) * weight({n}) + weight({n});
}

Tensor RandomNetwork::layer() {
  const Tensor x = made_[static_cast<std::size_t>(pick(static_cast<Index>(made_.size())))];
  const Tensor y = made_.back();
  const Index n = x.shape().cols(), m = y.shape().cols(), sizes[] = {1, 3, 8, 17, 33, 64};
  switch (pick(12)) {
    case 0: case 1: case 2: return activated(dense(x, sizes[pick(6)]));
    case 3: return dense(x, m) + y;
    case 4: return dense(x, m) * y;
    case 5: return concatenate(std::vector{x, activated(y)}, 1);
    case 6: return layer_norm(x, 1e-2) * weight({n}) + weight({n});
    case 7: return normalised_by_batch(x);
    case 8: return dropout(activated(x), 0.25, ++streams_);
    case 9: return softmax(x);
    case 10: return n > 2 ? slice(x, 1, 1, n) * slice(x, 1, 0, n - 1) : x * 2.0;
    default: {  // attention of a kind: (B, 4, k) by itself, transposed
      const Tensor rows = reshape(dense(x, 12), per_sample({4, 3}));
      const Tensor mixed = matmul(softmax(matmul(rows, rows, false, true)), rows);
      return reshape(transpose(mixed, {0, 2, 1}), per_sample({12}));
    }
  }
}

void RandomNetwork::train(Tensor loss) {
  const std::vector<Tensor> g = gradients(loss, weights_);
  const Tensor rate = inputs.number("rate", 0.01);
  const Index optimizer = pick(3);
  const bool penalised = pick(3) == 0;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    if (!g[i]) continue;
    const Tensor w = weights_[i], slope = penalised ? g[i] + w * 0.01 : g[i];
    if (pick(6) == 0) keep.push_back(g[i]);
    if (optimizer == 0) update_sgd(w, slope, rate);
    else if (optimizer == 1) update_momentum(w, inputs.weight(w.shape().dims, fixed(0, 0)), slope, rate, 0.9, pick(2) == 0);
    else update_adam(w, inputs.weight(w.shape().dims, fixed(0, 0)), inputs.weight(w.shape().dims, fixed(0, 0)), slope, rate, 0.9, 0.999, 1e-7);
  }
}

RandomNetwork::RandomNetwork(const OpTable& table, std::uint32_t seed) : graph(table), inputs(graph, case_samples(40)), random_(seed) {
  batch = 1 + pick(24);
  made_.push_back(inputs.batched({1 + pick(40)}, fixed()));
  if (pick(3) == 0) {
    const Tensor words = embedding(weight({11, 5}), inputs.batched({3}, labels(11)));
    made_.push_back(reshape(words, per_sample({15})));
  }
  const Index layers = 2 + pick(9);
  for (Index i = 0; i < layers; ++i) made_.push_back(layer());
  const Tensor share = scalar(graph, "inverse_batch_size");
  const Index classes = 2 + pick(20);
  const Tensor output = dense(made_.back(), classes);
  const bool labelled = pick(2) == 0;
  const Tensor each = labelled ? softmax_cross_entropy(output, inputs.batched({1}, labels(classes)))
                               : sum_last(square(sigmoid(output) - inputs.batched({classes}, fixed(0, 1))));
  const Tensor loss = sum_all(each) * share;
  keep = {loss, output};
  train(loss);
}

}  // namespace nntrain::test
