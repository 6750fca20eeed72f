#include "property/op_cases.h"

namespace nntrain::test {

namespace {

// One function of rows, over lengths around the sixteen lanes, and over layouts.
OpCase row_wise(std::string name, Tensor (*f)(Tensor), bool gradient = true) {
  return {std::move(name),
          [f](Inputs& in) -> std::vector<Tensor> {
            std::vector<Tensor> results;
            for (const Index n : {1, 2, 3, 15, 16, 17, 64, 513}) results.push_back(f(in.batched({n}, between(-2, 2))));
            const Tensor matrix = in.batched({24}), images = in.batched({3, 5});
            results.insert(results.end(),
                           {f(images), f(slice(matrix, 1, 2, 21)), f(slice(images, 1, 1, 3)), f(slice(images, 2, 1, 4)),
                            f(transpose(images, {0, 2, 1})), f(in.weight({5, 6})), f(in.weight({11})), f(in.batched({2, 3, 4})),
                            f(expand(in.batched({1, 6}), per_sample({4, 6}))), f(expand(in.batched({1}), per_sample({3})) * in.weight({3}))});
            return results;
          },
          7, gradient};
}

// Of numbers that lie further apart, so that none is near its kinks by chance.
Tensor spread_sparsemax(Tensor x) { return sparsemax(x * 3.0); }

// A function of rows and labels.
OpCase labelled(std::string name, Tensor (*f)(Tensor, Tensor)) {
  return {std::move(name),
          [f](Inputs& in) -> std::vector<Tensor> {
            std::vector<Tensor> results;
            for (const Index n : {2, 3, 16, 17, 129}) results.push_back(f(in.batched({n}, between(-2, 2)), in.batched({1}, labels(n))));
            const Tensor sequence = in.batched({4, 6});
            results.push_back(f(sequence, in.batched({4, 1}, labels(6))));
            results.push_back(f(slice(sequence, 2, 1, 4), in.batched({4, 1}, labels(3))));
            results.push_back(f(in.batched({5}), slice(in.batched({3}, labels(5)), 1, 1, 2)));
            return results;
          }};
}

std::vector<OpCase> sums() {
  return {
      {"sum_rows",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = in.batched({17}), images = in.batched({3, 5});
         return {sum_rows(x), sum_rows(in.batched({1})), sum_rows(in.batched({513})), sum_rows(images), sum_rows(in.weight({6, 5})),
                 sum_rows(in.weight({9})), sum_rows(slice(x, 1, 2, 9)), sum_rows(slice(images, 1, 1, 3)),
                 sum_rows(transpose(images, {0, 2, 1})), sum_rows(expand(in.batched({1}), per_sample({4}))),
                 sum_rows(in.batched({20})) * 0.25 + in.weight({20}), sum_rows(in.batched({}))};
       },
       19, true, false},
      {"sum over axes",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = in.batched({3, 4, 5}), w = in.weight({3, 4, 5});
         return {sum(x, {1}), sum(x, {2}), sum(x, {3}), sum(x, {1, 3}), mean(x, {1, 2, 3}), sum(w, {0}), sum(w, {1}), mean(w, {0, 2}),
                 sum(in.batched({1, 4}), {1})};
       }},
      {"sum_to",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = in.batched({5, 4});
         return {sum_to(x, {{4}, false}), sum_to(x, {{5, 4}, false}), sum_to(x, {{5, 1}, false}), sum_to(x, {{1, 4}, false}),
                 sum_to(x, {{1, 1}, false}), sum_to(x, {{1}, false}), sum_to(in.weight({5, 4}), {{5, 1}, false}),
                 sum_to(in.weight({5, 4}), {{4}, false}), sum_all(x), sum_all(in.weight({3, 2}))};
       },
       7, true, false},
      {"sum_to within a sample",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor x = in.batched({5, 4});
         return {sum_to(x, per_sample({5, 1})), sum_to(x, per_sample({1, 4})), sum_to(x, per_sample({1, 1}))};
       }},
  };
}

std::vector<OpCase> tables() {
  return {
      {"embedding",
       [](Inputs& in) -> std::vector<Tensor> {
         const Tensor table = in.weight({9, 5});
         return {embedding(table, in.batched({4}, labels(9))), embedding(in.weight({3, 1}), in.batched({2}, labels(3))),
                 embedding(in.weight({40, 33}), in.batched({1}, labels(40))), embedding(table, in.batched({2, 3}, labels(9))),
                 embedding(table, slice(in.batched({6}, labels(9)), 1, 1, 3)), embedding(in.weight({6, 3}) * 2.0, in.batched({}, labels(6)))};
       },
       13},
      {"one_hot",
       [](Inputs& in) -> std::vector<Tensor> {
         return {one_hot(in.batched({1}, labels(3)), 3), one_hot(in.batched({4, 1}, labels(17)), 17), one_hot(in.weight({5, 1}, labels(2)), 2)};
       },
       7, false},
      {"labels out of range",
       [](Inputs& in) -> std::vector<Tensor> {  // NaN for what is not there, and nothing is read beyond a table
         const Tensor label = in.batched({1}, {-2, 6, 0, false, true});
         return {one_hot(label, 3), pick(in.batched({3}), label), softmax_cross_entropy(in.batched({3}), label),
                 embedding(in.weight({3, 2}), label)};
       },
       40, false},
      {"confusion_counts",
       [](Inputs& in) -> std::vector<Tensor> {
         std::vector<double> many;
         for (int k = 0; k < 200; ++k) many.push_back(k / 199.0);
         const Tensor label = in.batched({1}, labels(2)), prediction = in.batched({1}, fixed(0, 1)), weight = in.batched({1}, fixed(0, 2));
         return {confusion_counts(label, prediction, weight, {0.5}), confusion_counts(label, prediction, weight, many),
                 confusion_counts(slice(in.batched({3}, labels(2)), 1, 1, 2), sigmoid(prediction), expand(constant(in.graph, 1), per_sample({1})),
                                  {0.25, 0.6, 0.7})};
       },
       29, false, false},
  };
}

Tensor normalised(Tensor x) { return layer_norm(x, 0.05); }

}  // namespace

std::vector<OpCase> row_cases() {
  std::vector<OpCase> cases{row_wise("softmax", softmax),   row_wise("log_softmax", log_softmax), row_wise("sparsemax", spread_sparsemax),
                            row_wise("layer_norm", normalised), row_wise("sum_last", sum_last),
                            row_wise("argmax_last", argmax_last, false), labelled("softmax_cross_entropy", softmax_cross_entropy),
                            labelled("pick", pick)};
  for (const auto& group : {sums(), tables()}) cases.insert(cases.end(), group.begin(), group.end());
  return cases;
}

}  // namespace nntrain::test
