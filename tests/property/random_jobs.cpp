#include "property/random_jobs.h"

namespace nntrain::test {

using nlohmann::json;

json RandomJob::dense(int units) {
  json layer{{"type", "Dense"}, {"units", units}};
  layer["activation"] = one_of({"relu", "tanh", "sigmoid", "gelu", "silu", "softplus", "elu", "selu", "leaky_relu", "hard_sigmoid", "mish", "linear"});
  if (once_in(4)) layer["use_bias"] = false;
  if (once_in(5)) layer["kernel_regularizer"] = one_of<json>({"l1", "l2", {{"type", "L1L2"}, {"l1", 1e-3}, {"l2", 1e-3}}, {{"type", "OrthogonalRegularizer"}}});
  if (once_in(6)) layer["kernel_constraint"] = one_of<json>({"non_neg", {{"type", "MaxNorm"}, {"max_value", 1}}, "unit_norm"});
  return layer;
}

void RandomJob::add_layers() {
  for (int i = 1 + pick(4); i > 0; --i) {
    config["layers"].push_back(dense(one_of({1, 3, 8, 17, 24, 33, 64, 130, 300})));
    switch (pick(16)) {
      case 0: config["layers"].push_back({{"type", "BatchNormalization"}}); break;
      case 1: config["layers"].push_back({{"type", "LayerNormalization"}}); break;
      case 2: config["layers"].push_back({{"type", "RMSNormalization"}}); break;
      case 3: config["layers"].push_back({{"type", "UnitNormalization"}}); break;
      case 4: config["layers"].push_back({{"type", "Dropout"}, {"rate", 0.3}}); break;
      case 5: config["layers"].push_back({{"type", "GaussianNoise"}, {"stddev", 0.1}}); break;
      case 6: config["layers"].push_back({{"type", "GaussianDropout"}, {"rate", 0.2}}); break;
      case 7: config["layers"].push_back({{"type", "AlphaDropout"}, {"rate", 0.2}}); break;
      case 8: config["layers"].push_back({{"type", "PReLU"}}); break;
      case 9: config["layers"].push_back({{"type", "ActivityRegularization"}, {"l2", 1e-3}}); break;
      case 10:  // steps of a kind
        config["layers"].push_back(dense(24));
        config["layers"].push_back({{"type", "Reshape"}, {"target_shape", {4, 6}}});
        config["layers"].push_back({{"type", "Permute"}, {"dims", {2, 1}}});
        config["layers"].push_back(one_of<json>({dense(5), {{"type", "EinsumDense"}, {"equation", "abc,cd->abd"}, {"output_shape", {nullptr, 7}}},
                                                 {{"type", "SpatialDropout1D"}, {"rate", 0.3}}, {{"type", "LayerNormalization"}}, {{"type", "Softmax"}}}));
        config["layers"].push_back({{"type", "Flatten"}});
        break;
      case 11: config["layers"].push_back({{"type", "SpectralNormalization"}, {"layer", dense(9)}}); break;
      default: break;
    }
  }
}

void RandomJob::add_branches() {
  json left = dense(12), right = dense(12), joined{{"type", one_of({"Add", "Multiply", "Average", "Maximum", "Subtract", "Concatenate"})}};
  json trunk = dense(20);
  trunk["name"] = "trunk", left["name"] = "left", right["name"] = "right";
  left["inputs"] = right["inputs"] = {"trunk"};
  joined["inputs"] = {"left", "right"};
  for (json& layer : std::vector<json>{trunk, left, right, joined}) config["layers"].push_back(layer);
}

json RandomJob::optimizer() {
  json optimizer{{"type", one_of({"SGD", "RMSprop", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion", "Lamb", "Adafactor", "Muon",
                                  "ScheduleFreeAdamW"})}};
  if (optimizer["type"] == "SGD" && once_in(2)) optimizer["momentum"] = 0.9, optimizer["nesterov"] = once_in(2);
  if (optimizer["type"] == "Adam" && once_in(2)) optimizer["amsgrad"] = true;
  if (optimizer["type"] == "RMSprop" && once_in(2)) optimizer["centered"] = true;
  optimizer["learning_rate"] = one_of<json>({0.001, 0.01, {{"type", "ExponentialDecay"}, {"initial_learning_rate", 0.01}, {"decay_steps", 3}, {"decay_rate", 0.9}}});
  switch (pick(7)) {
    case 0: optimizer["clipnorm"] = 0.5; break;
    case 1: optimizer["global_clipnorm"] = 0.5; break;
    case 2: optimizer["clipvalue"] = 0.1; break;
    default: break;
  }
  if (once_in(5)) optimizer["weight_decay"] = 0.01;
  if (once_in(5)) optimizer["use_ema"] = true, optimizer["ema_momentum"] = 0.8, optimizer["ema_overwrite_frequency"] = one_of<json>({nullptr, 3});
  if (once_in(5)) optimizer["gradient_accumulation_steps"] = 2 + pick(2);
  return optimizer;
}

void RandomJob::add_target() {
  classes_ = one_of({1, 2, 3, 20});
  if (classes_ == 1) {
    config["layers"].push_back({{"type", "Dense"}, {"units", 1}});
    config["loss"] = one_of({"mse", "mae", "huber", "log_cosh"});
    config["metrics"] = one_of<json>({json::array(), {"mae"}, {"r2_score", "root_mean_squared_error"}});
  } else if (classes_ == 2 && once_in(2)) {
    config["layers"].push_back({{"type", "Dense"}, {"units", 1}, {"activation", "sigmoid"}});
    config["loss"] = one_of({"binary_crossentropy", "binary_focal_crossentropy", "mse"});
    config["metrics"] = one_of<json>({{"accuracy"}, {"auc", "precision"}});
  } else {
    config["layers"].push_back({{"type", "Dense"}, {"units", classes_}, {"activation", "softmax"}});
    config["loss"] = "sparse_categorical_crossentropy";
    config["metrics"] = one_of<json>({json::array(), {"accuracy"}});
  }
}

void RandomJob::add_rows(int rows, int columns) {
  const auto number = [&] { return static_cast<double>(pick(20001)) / 10000 - 1; };
  for (int c = 0; c < columns; ++c) csv += "x" + std::to_string(c) + ",";
  csv += "y\n";
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) csv += std::to_string(number()) + ",";
    csv += (classes_ == 1 ? std::to_string(number()) : std::to_string(r < classes_ ? r : pick(classes_))) + "\n";
  }
}

RandomJob::RandomJob(std::uint32_t seed) : random_(seed) {
  config["layers"] = json::array();
  add_layers();
  if (once_in(3)) add_branches();
  add_target();
  config["optimizer"] = optimizer();
  const int batch = one_of({1, 2, 3, 7, 16, 31, 64, 100});
  config["batch_size"] = batch;
  config["epochs"] = 1 + pick(2);
  config["seed"] = pick(1000);
  if (once_in(3)) config["validation_split"] = 0.25;
  if (once_in(4)) config["shuffle"] = one_of<json>({false, "batch"});
  add_rows(20 + batch * (1 + pick(3)) + pick(batch), 1 + pick(40));  // the last batch is ragged, but by chance
}

}  // namespace nntrain::test
