// SpectralNormalization: y = layer(x), the layer's kernel (or embeddings) divided by its largest singular value before
// each training step: u and v, approximations of that value's vectors, follow by `power_iterations` rounds a step of
//   v = normal(u Kᵀ), u = normal(v K), sigma = v K uᵀ, K = K / sigma      K as a matrix (..., last axis)
// The kernel itself is overwritten, and gradients take it as it then is: so Keras' PyTorch and TensorFlow back ends do.
// (On JAX the kernel is overwritten in the step alone, so that prediction uses another layer than training.) Miyato,
// Kataoka, Koyama, Yoshida: "Spectral normalization for generative adversarial networks", 2018.
#pragma once
#include "layers/wrapper.h"

namespace nntrain {

struct SpectralNormalization {
  static constexpr std::string_view type = "SpectralNormalization",
                                    summary = "Keeps the largest singular value of a layer's kernel at 1.";

  WrappedLayer layer;
  int power_iterations = 1;

  static constexpr std::array params{
      required<&SpectralNormalization::layer>("layer", "the layer, one that has a kernel or embeddings")
          .example("{\"type\": \"Dense\", \"units\": 64}"),
      optional<&SpectralNormalization::power_iterations>("power_iterations", "rounds of approximation a step",
                                                         at_least_one),
  };

  const WrappedLayer* wrapped() const { return &layer; }
  Index index_limit() const { return layer.layer.call(&LayerKind::index_limit); }
  Tensor call(Builder& b, Tensor x) const;

 private:
  void normalise(Builder& b, Tensor kernel) const;
};

}  // namespace nntrain
