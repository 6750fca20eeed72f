// What views, moves, reuse of memory and fusion may get wrong: windows read while their root is overwritten, parts that overlap,
// long chains, one value in several places.
#include "property/op_cases.h"

namespace nntrain::test {

namespace {

std::vector<OpCase> views() {
  return {
      {"views",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = in.batched({4, 6}), w = in.weight({4, 6});
         return {reshape(x, per_sample({24})), reshape(x, per_sample({2, 2, 6})), reshape(slice(x, 2, 1, 5), per_sample({16})),
                 transpose(x, {0, 2, 1}), reshape(transpose(x, {0, 2, 1}), per_sample({24})), slice(slice(x, 1, 1, 4), 2, 2, 5),
                 expand(w, {{1, 4, 6}, true}), transpose(w, {1, 0}), reshape(transpose(w, {1, 0}), {{24}, false}),
                 expand(reshape(w, {{4, 1, 6}, false}), {{1, 4, 3, 6}, true}), reshape(slice(w, 0, 1, 3), {{12}, false})};
       }},
      {"copy",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = in.batched({2, 3, 4, 5});
         return {copy(x), copy(transpose(x, {0, 4, 2, 3, 1})), copy(slice(x, 2, 1, 3)), copy(in.weight({7})),
                 copy(expand(in.weight({1, 3}), {{1, 4, 3}, true})), copy(transpose(in.weight({33, 17}), {1, 0})), copy(in.batched({}))};
       }},
      {"concatenate",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor a = in.batched({3, 4}), b = in.batched({3, 2}), c = in.batched({1, 4});
         const auto join = [](std::initializer_list<Tensor> parts, Index axis) { return concatenate(std::span(parts.begin(), parts.size()), axis); };
         return {join({a, b}, 2), join({a, c, a}, 1), join({relu(a + 2.0), tanh(b)}, 2), join({matmul(a, in.weight({4, 5})), a}, 2),
                 join({in.weight({2, 3}), in.weight({4, 3})}, 0), join({matmul(a, in.weight({4, 4})), c}, 1),
                 join({relu(matmul(a, transpose(a, {0, 2, 1}))), b}, 2), join({tanh(a), c, exp(c)}, 1), join({slice(a, 2, 1, 3), slice(a, 2, 0, 2)}, 2),
                 join({join({tanh(a), sigmoid(a)}, 2), exp(b)}, 2), join({in.batched({1}), in.batched({1}), in.batched({5})}, 1),
                 join({matmul(in.batched({9}), in.weight({9, 33})), relu(matmul(in.batched({9}), in.weight({9, 7})))}, 1)};
       }},
      {"slices that overlap, and gaps",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = in.batched({10}), y = in.batched({4, 6});
         return {slice(x, 1, 0, 6) * slice(x, 1, 3, 9), slice(y, 1, 1, 3) * 2.0, slice(y, 2, 2, 3) * slice(y, 2, 5, 6), tanh(x)};
       }},
      {"a transposed product copied",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = in.batched({6, 4}), y = tanh(in.batched({3, 3}));
         return {tanh(copy(transpose(matmul(x, in.weight({4, 5})), {0, 2, 1}))), copy(transpose(y, {0, 2, 1})) + 1.0,
                 copy(transpose(matmul(in.weight({6, 3}), in.weight({3, 4})), {1, 0})), copy(transpose(exp(in.weight({4, 4})), {1, 0}))};
       }},
  };
}

std::vector<OpCase> aliases() {
  return {
      {"a result over an operand whose window is read",  // by ops that need it stored, or it would not be overwritten
       [](Inputs& in) -> std::vector<Tensor> {
         const auto stored = [](Tensor x) { return layer_norm(x, 0.5); };
         const auto less_part = [stored](Tensor x, Index axis, Index i) { return stored(x - slice(x, axis, i, i + 1)); };
         const auto w = [&] { return stored(in.weight({6, 5})); };
         const Tensor s = stored(in.weight({4, 4}));
         return {less_part(stored(in.batched({9})), 1, 0), less_part(stored(in.batched({900})), 1, 8), less_part(w(), 0, 0), less_part(w(), 0, 5),
                 less_part(w(), 1, 0), less_part(w(), 1, 4), stored(s + transpose(s, {1, 0})), less_part(stored(in.weight({40})), 0, 0),
                 less_part(stored(in.weight({900})), 0, 39), less_part(stored(in.batched({4, 5})), 1, 0),
                 less_part(stored(in.batched({4, 5})), 2, 0)};
       }},
      {"one value twice",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = tanh(in.batched({17}));
         const Tensor y = x * x + x, z = y / (y * y + 1.0);
         return {z, z + x, matmul(y, in.weight({17, 17})) * y};
       }},
      {"same size, other shape",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = exp(in.batched({4, 6})), y = reshape(x * 2.0, per_sample({24})) + 1.0, z = reshape(y, per_sample({6, 4})) * 3.0;
         return {reshape(z, per_sample({24})) - in.batched({24}), exp(in.batched({1})) * exp(in.weight({7}))};
       }},
      {"a softmax written out",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor e = exp(in.batched({12}));
         return {e / sum_last(e)};
       }},
      {"batch norm written out",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = in.batched({12}), n = scalar(in.graph, "inverse_batch_size");
         const Tensor mean = sum_rows(x) * n, centred = x - mean, variance = sum_rows(square(centred)) * n;
         return {centred * rsqrt(variance + 1e-3) * in.weight({12}) + in.weight({12}), mean, variance};
       },
       7, true, false},
  };
}

std::vector<OpCase> chains() {
  return {
      {"a chain of many operands",
       [](Inputs& in) -> std::vector<Tensor> {  // more than one chain takes
         Tensor x = in.batched({17});
         for (int i = 0; i < 30; ++i) x = select(in.batched({17}, labels(2)), x * in.weight({17}), in.batched({17}));
         return {x};
       }},
      {"a chain of many row vectors",
       [](Inputs& in) -> std::vector<Tensor> {
         Tensor x = in.batched({17});
         for (int i = 0; i < 12; ++i) x = tanh(x * in.weight({17}));
         return {x};
       }},
      {"a chain of many live values",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = in.batched({17});
         std::vector<Tensor> held;
         for (int i = 0; i < 28; ++i) held.push_back(tanh(x * (1.0 + 0.1 * i)));
         Tensor y = held.back();
         for (std::size_t i = held.size() - 1; i-- > 0;) y = y * 0.5 + held[i];
         return {y};
       }},
      {"a chain of many operands, all kept",
       [](Inputs& in) -> std::vector<Tensor> {
         std::vector<Tensor> results{in.batched({9})};
         for (int i = 0; i < 22; ++i) results.push_back(select(in.batched({9}, labels(2)), results.back(), in.batched({9})));
         return results;
       },
       7, false},
      {"chains of short rows and long",
       [](Inputs& in) -> std::vector<Tensor> {
         std::vector<Tensor> results;
         for (const Index n : {1, 2, 3, 7, 255, 256, 257, 512, 513}) {
           const Tensor x = in.batched({n});
           results.push_back(tanh(x * in.weight({n}) + in.batched({1})) * in.number("s", 0.5) - in.weight({n}));
         }
         return results;
       },
       19},
  };
}

}  // namespace

std::vector<OpCase> memory_cases() {
  std::vector<OpCase> cases;
  for (const auto& group : {views(), aliases(), chains()}) cases.insert(cases.end(), group.begin(), group.end());
  return cases;
}

}  // namespace nntrain::test
