#include <array>

#include "property/op_cases.h"

namespace nntrain::test {

namespace {

OpCase dense(Index batch, Index inputs, Index units) {
  return {"dense " + std::to_string(batch) + " x " + std::to_string(inputs) + " x " + std::to_string(units),
          [=](Inputs& in) -> std::vector<Tensor> { return {matmul(in.batched({inputs}), in.weight({inputs, units}))}; }, batch};
}
OpCase with_tail(Index batch, Index inputs, Index units) {
  return {"dense with tail " + std::to_string(batch) + " x " + std::to_string(inputs) + " x " + std::to_string(units),
          [=](Inputs& in) -> std::vector<Tensor> {
            return {sigmoid(matmul(in.batched({inputs}), in.weight({inputs, units})) + in.weight({units}))};
          },
          batch};
}

// Every side transposed or not, plain matrices and batches of them.
OpCase transpositions() {
  return {"matmul transposed", [](Inputs& in) -> std::vector<Tensor> {
            std::vector<Tensor> results;
            for (const bool ta : {false, true})
              for (const bool tb : {false, true}) {
                const auto dims = [](std::vector<Index> lead, bool t, Index r, Index c) {
                  lead.insert(lead.end(), {t ? c : r, t ? r : c});
                  return lead;
                };
                results.push_back(matmul(in.weight(dims({}, ta, 13, 21)), in.weight(dims({}, tb, 21, 10)), ta, tb));
                results.push_back(matmul(in.batched(dims({}, ta, 5, 6)), in.batched(dims({}, tb, 6, 4)), ta, tb));
                results.push_back(matmul(in.batched(dims({3}, ta, 9, 17)), in.batched(dims({3}, tb, 17, 8)), ta, tb));
                results.push_back(matmul(in.batched(dims({2}, ta, 2, 2)), in.batched(dims({2}, tb, 2, 2)), ta, tb));
              }
            return results;
          }};
}

}  // namespace

std::vector<OpCase> product_cases() {
  std::vector<OpCase> cases{transpositions()};
  // one of everything, tiny products, ragged tiles, several panels, K beyond one and two blocks of 528, M beyond a block of rows
  for (const auto& [batch, inputs, units] :
       {std::array<Index, 3>{1, 1, 1}, {7, 1, 1}, {7, 3, 3}, {1, 17, 5}, {7, 5, 17}, {7, 4, 4}, {9, 64, 48}, {13, 64, 49}, {5, 100, 10},
        {6, 30, 200}, {3, 529, 20}, {11, 1100, 24}, {130, 20, 33}, {200, 33, 130}, {260, 7, 7}})
    cases.push_back(dense(batch, inputs, units));
  for (const auto& [batch, inputs, units] : {std::array<Index, 3>{7, 3, 3}, {7, 20, 17}, {33, 40, 513}, {140, 12, 700}, {7, 600, 1}})
    cases.push_back(with_tail(batch, inputs, units));
  cases.push_back({"matmul of windows", [](Inputs& in) -> std::vector<Tensor> {
                     const Tensor x = in.batched({4, 12}), flat = in.batched({30}), w = in.weight({20, 15});
                     return {matmul(slice(flat, 1, 3, 23), w),
                             matmul(flat, transpose(in.weight({9, 30}), {1, 0})),
                             matmul(x, slice(w, 0, 2, 14)),
                             matmul(slice(x, 2, 1, 10), slice(slice(w, 0, 0, 9), 1, 2, 13)),
                             matmul(slice(x, 1, 1, 3), in.weight({12, 5})),
                             matmul(transpose(x, {0, 2, 1}), in.weight({4, 6})),
                             matmul(expand(in.batched({1}), per_sample({20})), w),
                             matmul(flat, expand(in.weight({30, 1}), {{30, 8}, false})),
                             matmul(in.batched({2, 3, 4}), in.weight({4, 5})),
                             matmul(in.batched({2, 3, 4}), in.weight({5, 4}), false, true)};
                   }});
  cases.push_back({"attention", [](Inputs& in) -> std::vector<Tensor> {  // two heads of four over five positions
                     const auto heads = [&](Tensor x) {
                       return transpose(reshape(matmul(x, in.weight({6, 8})), per_sample({5, 2, 4})), {0, 2, 1, 3});
                     };
                     const Tensor x = in.batched({5, 6}), q = heads(x), k = heads(x), v = heads(x);
                     const Tensor mixed = matmul(softmax(matmul(q, k, false, true) * 0.5), v);
                     return {reshape(transpose(mixed, {0, 2, 1, 3}), per_sample({5, 8}))};
                   }});
  cases.push_back({"rows folded into the batch", [](Inputs& in) -> std::vector<Tensor> {  // (3 B, ...): three rows a sample
                     const Tensor x = reshape(in.batched({3, 4, 5}), {{3, 4, 5}, true}), y = reshape(in.batched({3, 5, 2}), {{3, 5, 2}, true});
                     const Tensor rows = reshape(in.batched({3, 6}), {{3, 6}, true});
                     return {matmul(x, y), matmul(rows, in.weight({6, 4})), softmax(rows), rows * in.weight({6}) + 1.0, sum_last(x)};
                   }});
  return cases;
}

}  // namespace nntrain::test
