// Muon (Jordan et al. 2024; Liu et al. 2025), for matrices: m = μ m + g; d = g + μ m (nesterov) or m; O = d made
// orthogonal, nearly; w -= rate · O · sqrt(max(rows, columns)) · rms_rate. Everything else follows Adam, at rate ·
// adam_lr_ratio: weights that are no matrices, embeddings, layers that are excluded.
#pragma once
#include "optimizers/optimizer.h"

namespace nntrain::optimizers {

struct Muon {
  static constexpr std::string_view type = "Muon",
                                    summary = "Steps of matrices that turn all directions alike; Adam for the rest.";
  static constexpr std::array<std::string_view, 2> number_names{"learning_rate", "adam_step_size"};

  LearningRate learning_rate = 0.001;
  double adam_beta_1 = 0.9, adam_beta_2 = 0.999;
  std::optional<double> adam_weight_decay = 0.004;
  double epsilon = 1e-7;
  std::optional<std::vector<Pattern>> exclude_layers;
  bool exclude_embeddings = true;
  double muon_a = 3.4445, muon_b = -4.775, muon_c = 2.0315;
  double adam_lr_ratio = 1;
  double momentum = 0.95;
  int ns_steps = 5;
  bool nesterov = true;
  std::optional<double> rms_rate = 0.2;
  OptimizerOptions options{.weight_decay = 0.004};

  static constexpr Range turns{0, 100, false, false, "in [0, 100]"};
  static constexpr std::array params{
      optional<&Muon::learning_rate>("learning_rate", "size of a step", non_negative).alias("lr"),
      optional<&Muon::adam_beta_1>("adam_beta_1", "Adam's decay of the gradient's running mean", fraction),
      optional<&Muon::adam_beta_2>("adam_beta_2", "Adam's decay of its running square", fraction),
      optional<&Muon::adam_weight_decay>("adam_weight_decay", "weight_decay of the weights that follow Adam",
                                         non_negative),
      optional<&Muon::epsilon>("epsilon", "keeps Adam's division from 0", non_negative),
      optional<&Muon::exclude_layers>("exclude_layers",
                                      "layers that follow Adam, by a regular expression found in their weights' paths; "
                                      "the last layer had better"),
      optional<&Muon::exclude_embeddings>("exclude_embeddings", "weights with \"embedding\" in their path follow Adam"),
      optional<&Muon::muon_a>("muon_a", "a in x = a x + (b A + c A A) x with A = x xᵀ, which makes a step orthogonal"),
      optional<&Muon::muon_b>("muon_b", "b in it"),
      optional<&Muon::muon_c>("muon_c", "c in it"),
      optional<&Muon::adam_lr_ratio>("adam_lr_ratio", "Adam's learning rate, as part of this one", non_negative),
      optional<&Muon::momentum>("momentum", "how much of the last step is kept in the next", unit),
      optional<&Muon::ns_steps>("ns_steps", "how often that is done", turns),
      optional<&Muon::nesterov>("nesterov", "look ahead by the momentum"),
      optional<&Muon::rms_rate>("rms_rate", "times sqrt(longer side), what a matrix' step is multiplied by; null: 1",
                                non_negative),
      inlined<&Muon::options>(),
  };

  void update(UpdateBuilder& builder, Tensor weight, Tensor gradient) const;
  void numbers(std::int64_t step, double rate, std::span<double> out) const;
  std::optional<double> weight_decay(const std::string& weight_name, const Shape& shape) const {
    return follows_adam(weight_name, shape) ? adam_weight_decay : options.weight_decay;
  }

 private:
  bool follows_adam(const std::string& weight_name, const Shape& shape) const;
};

}  // namespace nntrain::optimizers
