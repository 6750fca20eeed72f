#include "layers/spectral_normalization.h"

#include "initializers/random.h"

namespace nntrain {

Tensor SpectralNormalization::call(Builder& b, Tensor x) const {
  bool found = false;
  const Tensor y = call_wrapped(layer, b, std::span(&x, 1), [&](Tensor kernel) {
    found = true;
    normalise(b, kernel);
  });
  if (!found)
    throw Error{ErrorKind::config,
                std::string(layer.layer.type()) + " has neither a kernel nor embeddings to normalise",
                {},
                "wrap a Dense, an EinsumDense or an Embedding"};
  return y;
}

void SpectralNormalization::normalise(Builder& b, Tensor kernel) const {
  const Index columns = kernel.shape().cols();
  const Tensor vector_u = b.running_statistic("vector_u", {1, columns}, TruncatedNormal{.stddev = 0.02});
  if (!b.training()) return;
  const Tensor matrix = reshape(kernel, {{kernel.shape().rows(), columns}, false});
  Tensor u = vector_u, v;
  for (int i = 0; i < power_iterations; ++i) {
    v = l2_normalize(matmul(u, matrix, false, true), {1}, 1e-7);
    u = l2_normalize(matmul(v, matrix), {1}, 1e-7);
  }
  const Tensor sigma = reshape(matmul(matmul(v, matrix), u, false, true), {{1}, false});
  const Tensor is_zero = equal(sum_all(abs(kernel)), constant(b.graph(), 0));  // a kernel of zeros stays as it is
  assign(vector_u, select(is_zero, vector_u, u));
  assign(kernel, select(is_zero, kernel, kernel / sigma));
}

}  // namespace nntrain
