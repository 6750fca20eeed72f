// Losses know the logits behind a softmax or sigmoid, and say what does not fit.
#include "base/error.h"
#include "losses/loss.h"
#include "support/golden.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

// Saturated logits: a probability of 1 or 0 in float32 would lose the loss.
const std::vector<double> logits = {50, -50, 0, 1, 2, 3, -200, 0, 200};

// The losses of three rows of logits, given to the loss as they are or behind an activation.
std::vector<double> losses(Json spec, const std::string& behind, const std::vector<double>& target) {
  Graph graph(op_table());
  const Index width = static_cast<Index>(target.size()) / 3;
  Tensor x = gather_batch(graph, {3}, 0);
  if (behind == "softmax") x = softmax(x);
  if (behind == "sigmoid") x = sigmoid(x);
  if (behind == "reshaped softmax") x = reshape(softmax(reshape(x, per_sample({1, 3}))), per_sample({3}));
  if (behind.empty()) spec["from_logits"] = true;
  const Tensor rows = component_of<LossFamily>(spec).call(&LossKind::call, gather_batch(graph, {width}, 1), x);
  RunOptions options;
  options.batch = 3;
  options.columns = {logits, target};
  return run_graph(graph, std::vector{rows}, options).kept[0];
}

TEST(Losses, AreComputedFromTheLogitsBehindAnActivation) {
  const Json sparse{{"type", "SparseCategoricalCrossentropy"}}, categorical{{"type", "CategoricalCrossentropy"}};
  const Json binary{{"type", "BinaryCrossentropy"}};
  const std::vector<double> labels = {1, 2, 0}, one_hot = {0, 1, 0, 0, 0, 1, 1, 0, 0};
  const std::vector<double> expected = {100, 0.407606, 400};
  for (const char* behind : {"", "softmax", "reshaped softmax"}) {
    expect_close(losses(sparse, behind, labels), expected, 1e-6, behind);
    expect_close(losses(categorical, behind, one_hot), expected, 1e-6, behind);
  }
  const std::vector<double> yes_no = {
      (50 + 50 + std::log(2)) / 3, (std::log1p(std::exp(1)) + std::log1p(std::exp(2)) + std::log1p(std::exp(-3))) / 3,
      (200 + std::log(2) + 200) / 3};
  for (const char* behind : {"", "sigmoid"}) expect_close(losses(binary, behind, one_hot), yes_no, 1e-6, behind);
}

// ---- what does not fit ----

enum class Last { linear, linear_with_bias, softmax, sigmoid, relu };

struct Found {
  std::string message, hint;
};

Found error_of(const Json& spec, std::vector<Index> target, Last last, std::vector<Index> output) {
  Graph graph(op_table());
  std::vector<Index> input = output;
  input.back() = 5;
  Tensor y = matmul(gather_batch(graph, input, 0), variable(graph, "kernel", {{5, output.back()}, false}));
  if (last != Last::linear) y = y + variable(graph, "bias", {{output.back()}, false});
  if (last == Last::softmax) y = softmax(y);
  if (last == Last::sigmoid) y = sigmoid(y);
  if (last == Last::relu) y = relu(y);
  try {
    component_of<LossFamily>(spec).call(&LossKind::call, gather_batch(graph, target, 1), y);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_EQ(error.where, "loss");
    return {error.message, error.hint};
  }
  return {};
}

TEST(LossErrors, WhatFitsIsTaken) {
  const Json sparse = "sparse_categorical_crossentropy", categorical = "categorical_crossentropy";
  EXPECT_EQ(error_of("mse", {3}, Last::linear, {3}).message, "");
  EXPECT_EQ(error_of("mse", {2, 3}, Last::linear_with_bias, {2, 3}).message, "");
  EXPECT_EQ(error_of("binary_crossentropy", {3}, Last::sigmoid, {3}).message, "");
  EXPECT_EQ(error_of(sparse, {1}, Last::softmax, {3}).message, "");
  EXPECT_EQ(error_of(sparse, {4, 1}, Last::softmax, {4, 3}).message, "");
  EXPECT_EQ(error_of(sparse, {1}, Last::sigmoid, {3}).message,
            "");  // Keras takes it: probabilities are divided by their sum
  EXPECT_EQ(error_of({{"type", "CategoricalCrossentropy"}, {"from_logits", true}}, {3}, Last::linear, {3}).message, "");
}

TEST(LossErrors, TargetsOfAnotherWidth) {
  Found found = error_of("mse", {2}, Last::linear, {3});
  EXPECT_EQ(found.message,
            "mean_squared_error compares number by number: the target is (None, 2), the network gives (None, 3)");
  EXPECT_EQ(found.hint, "give the last layer 2 units, or name 3 target columns in data.target");
  found = error_of("mae", {1}, Last::linear, {3});
  EXPECT_EQ(
      found.hint,
      "give the last layer 1 unit; if the target is a class number, use the loss \"sparse_categorical_crossentropy\"");
  found = error_of("binary_crossentropy", {1}, Last::sigmoid, {4, 1});
  EXPECT_EQ(found.message,
            "binary_crossentropy compares number by number: the target is (None, 1), the network gives (None, 4, 1)");
  found = error_of("sparse_categorical_crossentropy", {3}, Last::softmax, {3});
  EXPECT_EQ(found.message,
            "sparse_categorical_crossentropy wants one class number for each row of units: the target is (None, 3), "
            "the network "
            "gives (None, 3)");
  EXPECT_EQ(found.hint, "for a vector with a 1 at the class, use \"categorical_crossentropy\"");
}

TEST(LossErrors, ActivationsThatDoNotFit) {
  Found found = error_of("binary_crossentropy", {3}, Last::softmax, {3});
  EXPECT_EQ(found.message,
            "binary_crossentropy takes each unit for a yes or no of its own, but the last activation is a softmax, "
            "which makes "
            "one choice of all");
  found = error_of("mse", {1}, Last::softmax, {1});
  EXPECT_EQ(found.message, "mean_squared_error gets a softmax over one unit, which is always 1");
  for (const char* loss : {"sparse_categorical_crossentropy", "categorical_crossentropy"}) {
    found = error_of(loss, {1}, Last::softmax, {1});
    EXPECT_EQ(found.message, std::string(loss) + " needs a unit for each class, but the last layer has one unit");
  }
}

TEST(LossErrors, ActivationsThatGiveNoProbabilities) {
  for (const char* loss : {"binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"}) {
    const Found found = error_of(loss, {3}, Last::relu, {3});
    EXPECT_EQ(found.message, std::string(loss) +
                                 " takes probabilities, but the last activation is a relu, which gives any number above 0");
    EXPECT_TRUE(found.hint.starts_with("give the last layer \"activation\": \"s")) << found.hint;
  }
  EXPECT_EQ(error_of("mse", {3}, Last::relu, {3}).message, "");
}

TEST(LossErrors, WeightsOfOtherClasses) {
  const Json focal = {{"type", "CategoricalFocalCrossentropy"}, {"alpha", {0.5, 1}}};
  EXPECT_EQ(error_of(focal, {3}, Last::softmax, {3}).message, "alpha has 2 weights, but the network gives 3 numbers");
}

TEST(LossErrors, AreThoseOfTheChosenCrossentropy) {
  EXPECT_EQ(error_of("crossentropy", {1}, Last::sigmoid, {1}).message, "");
  EXPECT_EQ(error_of("crossentropy", {1}, Last::softmax, {3}).message, "");
  EXPECT_EQ(error_of("ce", {3}, Last::softmax, {3}).message, "");
  EXPECT_EQ(error_of("crossentropy", {1}, Last::linear, {1}).hint,
            "give it \"activation\": \"sigmoid\", or the loss \"from_logits\": true");
  EXPECT_EQ(error_of("crossentropy", {2}, Last::softmax, {3}).message,
            "categorical_crossentropy compares number by number: the target is (None, 2), the network gives (None, 3)");
}

TEST(LossErrors, LogitsOrProbabilities) {
  Found found = error_of({{"type", "BinaryCrossentropy"}, {"from_logits", true}}, {1}, Last::sigmoid, {1});
  EXPECT_EQ(found.message,
            "binary_crossentropy is told from_logits, but the last activation is a sigmoid, which gives probabilities");
  found = error_of({{"type", "CategoricalCrossentropy"}, {"from_logits", true}}, {3}, Last::sigmoid, {3});
  EXPECT_EQ(found.message,
            "categorical_crossentropy is told from_logits, but the last activation is a sigmoid, which gives "
            "probabilities");
  for (const char* loss : {"SparseCategoricalCrossentropy", "CategoricalCrossentropy"}) {
    found = error_of({{"type", loss}, {"from_logits", true}}, {1}, Last::softmax, {3});
    EXPECT_EQ(
        found.message,
        snake_case(loss) + " is told from_logits, but the last activation is a softmax, which gives probabilities");
  }
  for (const Last linear : {Last::linear, Last::linear_with_bias}) {
    found = error_of("binary_crossentropy", {1}, linear, {1});
    EXPECT_EQ(found.message,
              "binary_crossentropy takes probabilities, but the last layer has no activation and gives any number");
    EXPECT_EQ(found.hint, "give it \"activation\": \"sigmoid\", or the loss \"from_logits\": true");
    found = error_of("sparse_categorical_crossentropy", {2, 1}, linear, {2, 3});
    EXPECT_EQ(found.hint, "give it \"activation\": \"softmax\", or the loss \"from_logits\": true");
  }
}

TEST(LossErrors, ValuesOutOfRangeAreNotTaken) {
  const std::vector<Json> wrong = {{{"type", "BinaryCrossentropy"}, {"label_smoothing", 1.5}},
                                   {{"type", "MeanSquaredError"}, {"reduction", "avg"}},
                                   {{"type", "SparseCategoricalCrossentropy"}, {"label_smoothing", 0.1}},
                                   {{"type", "Huber"}, {"delta", 0}},
                                   {{"type", "BinaryFocalCrossentropy"}, {"gamma", -1}},
                                   {{"type", "CategoricalFocalCrossentropy"}, {"alpha", Json::array()}},
                                   {{"type", "CategoricalGeneralizedCrossEntropy"}, {"q", 1}}};
  for (const Json& spec : wrong) EXPECT_THROW(component_of<LossFamily>(spec), Error) << spec.dump();
  EXPECT_EQ(error_of({{"type", "SparseCategoricalCrossentropy"}, {"axis", 1}}, {2, 1}, Last::softmax, {2, 3}).message,
            "sparse_categorical_crossentropy takes the last axis for the classes; got axis 1");
}

}  // namespace

}  // namespace nntrain::test
