// Embedding: y = embeddings[x], a learned vector for each whole number      x (B, ...) -> (B, ..., output_dim)
#pragma once
#include "layers/layer.h"

namespace nntrain {

struct Embedding {
  static constexpr std::string_view type = "Embedding",
                                    summary = "Learns a vector for each whole number 0 ... input_dim - 1.";

  int input_dim = 0, output_dim = 0;
  Initializer embeddings_initializer = "uniform";
  std::optional<Regularizer> embeddings_regularizer;
  std::optional<Constraint> embeddings_constraint;
  bool mask_zero = false;

  static constexpr std::array params{
      required<&Embedding::input_dim>("input_dim", "how many numbers there are: the largest plus 1", at_least_one)
          .example("1000"),
      required<&Embedding::output_dim>("output_dim", "length of a vector", at_least_one).example("16"),
      optional<&Embedding::embeddings_initializer>("embeddings_initializer", "first values (input_dim, output_dim)"),
      optional<&Embedding::embeddings_regularizer>("embeddings_regularizer", "penalty on the vectors"),
      optional<&Embedding::embeddings_constraint>("embeddings_constraint", "what the vectors are held to"),
      optional<&Embedding::mask_zero>("mask_zero", "whether the number 0 stands for nothing: its places do not count"),
  };

  Index index_limit() const { return input_dim; }
  Tensor mask(Builder&, std::span<const Tensor> inputs) const {
    return mask_zero ? 1.0 - equal(inputs[0], constant(*inputs[0].graph, 0)) : Tensor{};
  }
  Tensor call(Builder& b, Tensor x) const {
    return embedding(b.weight("embeddings", {input_dim, output_dim}, embeddings_initializer, embeddings_regularizer,
                              embeddings_constraint),
                     x);
  }
};

}  // namespace nntrain
