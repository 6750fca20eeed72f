#include "compiler/autodiff.h"
#include "property/op_cases.h"

namespace nntrain::test {

namespace {

// One update over the shapes of variables, of gradients that lie in every way, and as the tail of products and column sums.
OpCase updating(std::string name, void (*apply)(Inputs&, Tensor w, Tensor gradient)) {
  return {std::move(name),
          [apply](Inputs& in) -> std::vector<Tensor> {
            for (const std::vector<Index>& dims : {std::vector<Index>{17}, {1}, {5, 3}, {5, 1}, {1, 5}, {1, 1}, {2, 3, 4}, {1100}})
              apply(in, in.weight(dims), in.weight(dims));
            apply(in, in.weight({6, 4}), transpose(in.weight({4, 6}), {1, 0}));
            apply(in, in.weight({6, 4}), expand(in.weight({4}), {{6, 4}, false}));
            apply(in, in.weight({9}), tanh(in.weight({9})) * 2.0);
            apply(in, in.weight({9}), expand(constant(in.graph, 0.5), {{9}, false}));
            const Tensor x = in.batched({20}), dy = in.batched({33});
            apply(in, in.weight({20, 33}), matmul(x, dy, true));
            apply(in, in.weight({33}), sum_rows(dy));
            apply(in, in.weight({20, 1}), matmul(x, in.batched({1}), true) * 0.5);
            return {};
          },
          7, false};
}
Draw state() { return fixed(0, 1); }

// A step: loss, gradients, updates; with weights that are read before and after they change.
std::vector<Tensor> train_step(Inputs& in, Index hidden) {
  const Tensor w1 = in.weight({20, hidden}), b1 = in.weight({hidden}), w2 = in.weight({hidden, 3});
  const Tensor h = relu(matmul(in.batched({20}), w1) + b1);
  const Tensor loss = sum_all(softmax_cross_entropy(matmul(h, w2), in.batched({1}, labels(3)))) * scalar(in.graph, "inverse_batch_size");
  const std::vector<Tensor> weights{w1, b1, w2}, g = gradients(loss, weights);
  const Tensor rate = in.number("rate", 0.125);
  for (std::size_t i = 0; i < weights.size(); ++i) update_sgd(weights[i], g[i], rate);
  return {loss, matmul(h, w2), sum_all(square(w1))};
}

}  // namespace

std::vector<OpCase> update_cases() {
  return {
      updating("assign", [](Inputs&, Tensor w, Tensor g) { assign(w, g); }),
      updating("accumulate", [](Inputs& in, Tensor w, Tensor g) { accumulate(w, in.weight(w.shape().dims, fixed(1, 1)), g); }),
      updating("update_sgd", [](Inputs& in, Tensor w, Tensor g) { update_sgd(w, g, in.number("rate", 0.1)); }),
      updating("update_sgd, rate computed", [](Inputs& in, Tensor w, Tensor g) { update_sgd(w, g, in.number("rate", 0.1) * 2.0 + 0.5); }),
      updating("update_momentum",
               [](Inputs& in, Tensor w, Tensor g) { update_momentum(w, in.weight(w.shape().dims), g, in.number("rate", 0.1), 0.9, false); }),
      updating("update_nesterov",
               [](Inputs& in, Tensor w, Tensor g) { update_momentum(w, in.weight(w.shape().dims), g, in.number("rate", 0.1), 0.9, true); }),
      updating("update_adam",
               [](Inputs& in, Tensor w, Tensor g) {
                 update_adam(w, in.weight(w.shape().dims), in.weight(w.shape().dims, state()), g, in.number("rate", 0.1), 0.9, 0.999, 1e-7);
               }),
      updating("update_rmsprop",
               [](Inputs& in, Tensor w, Tensor g) { update_rmsprop(w, in.weight(w.shape().dims, state()), g, in.number("rate", 0.1), 0.9, 1e-7); }),
      {"a training step", [](Inputs& in) { return train_step(in, 24); }, 7, false, false},
      {"a training step, wide", [](Inputs& in) { return train_step(in, 300); }, 40, false, false},
      {"a gradient too wide for a thread's chunk",
       [](Inputs& in) -> std::vector<Tensor> {
         update_sgd(in.weight({2, 20000}), matmul(in.batched({2}), in.batched({20000}), true), in.number("rate", 0.1));
         update_sgd(in.weight({140000}), sum_rows(in.batched({140000})), in.number("rate", 0.1));
         return {};
       },
       3, false},
      {"reads before and after an update",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor w = in.weight({6}), x = in.batched({6}), before = x * w, window = slice(w, 0, 1, 4);
         assign(w, w * 2.0 + 1.0);
         const Tensor after = x * w;
         assign(w, sum_rows(after));
         return {before, after, window * 3.0};
       },
       7, false, false},
  };
}

}  // namespace nntrain::test
