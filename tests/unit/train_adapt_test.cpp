// Layers that learn from the training rows do so before training, from what reaches them, and keep it in the model.
#include <gtest/gtest.h>

#include "base/error.h"
#include "config/config.h"
#include "formats/model_file.h"
#include "train/fit.h"
#include "train/predict.h"

namespace nntrain {
namespace {

constexpr const char* rows = "x,y\n1,0\n3,1\n5,0\n7,1\n100,0\n200,1\n";  // the last two are for validation

Model trained(const std::string& layers, const std::string& csv = rows) {
  Diagnostics diagnostics(
      {"test.json", R"({"layers": [)" + layers + R"(], "loss": "mse", "epochs": 1, "validation_split": 0.3})", {}});
  const Spec spec = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  FitOptions options;
  options.log.style = LogStyle::quiet;
  options.log.write = [](std::string_view) {};
  return fit(spec, diagnostics, parse_csv(csv, "data.csv"), std::nullopt, options);
}

const std::vector<float>& weight(const Model& model, const std::string& name) {
  for (const NamedTensor& w : model.weights)
    if (w.name == name) return w.values;
  throw std::runtime_error("no weight " + name);
}

TEST(Adapt, LearnsFromTheTrainingRowsAlone) {
  const Model model = trained(R"({"type": "Normalization"}, {"type": "Dense", "units": 1})");
  ASSERT_EQ(model.weights.size(), 5u);
  EXPECT_EQ(weight(model, "normalization/mean"), std::vector<float>{4});
  EXPECT_EQ(weight(model, "normalization/variance"), std::vector<float>{5});
  EXPECT_EQ(weight(model, "normalization/count"), std::vector<float>{0});
  EXPECT_TRUE(model.weights[2].shape.empty());
}

TEST(Adapt, LearnsFromWhatReachesTheLayer) {
  const Model model = trained(
      R"({"type": "Rescaling", "scale": 2, "offset": 1}, {"type": "Normalization"}, {"type": "Dropout", "rate": 0.5},
                                 {"type": "Normalization"}, {"type": "Dense", "units": 1})");
  EXPECT_EQ(weight(model, "normalization/mean"), std::vector<float>{9});
  EXPECT_EQ(weight(model, "normalization/variance"), std::vector<float>{20});
  EXPECT_NEAR(weight(model, "normalization_1/mean")[0], 0, 1e-6);
  EXPECT_NEAR(weight(model, "normalization_1/variance")[0], 1, 1e-6);
}

TEST(Adapt, WeightsInFrontMustNotBeTrained) {
  const std::string frozen =
      R"({"type": "Dense", "units": 1, "trainable": false, "use_bias": false, "kernel_initializer": {"type": "Constant", "value": 3}},
                                {"type": "Normalization"}, {"type": "Dense", "units": 1})";
  EXPECT_EQ(weight(trained(frozen), "normalization/mean"), std::vector<float>{12});
  try {
    trained(
        R"({"type": "Dense", "units": 1}, {"type": "Activation", "activation": "relu"}, {"type": "Normalization"}, {"type": "Dense", "units": 1})");
    ADD_FAILURE() << "learnt from weights that training changes";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_EQ(error.where, "test.json:1:90");  // of the layer
    EXPECT_TRUE(error.message.starts_with(
        "/layers/2: layer \"normalization\" (Normalization) learns mean and variance from the training rows before "
        "training begins, but what reaches it depends on the weight \"dense/kernel\", which training changes\n"))
        << error.message;
    EXPECT_TRUE(error.message.ends_with("hint: put it in front of that layer, or give its mean and variance"))
        << error.message;
  }
}

TEST(Adapt, GivenNumbersAreNotLearnt) {
  const Model model = trained(
      R"({"type": "Dense", "units": 1}, {"type": "Normalization", "mean": 1, "variance": 4}, {"type": "Dense", "units": 1})");
  EXPECT_EQ(model.weights.size(), 4u);
}

TEST(Adapt, BoundariesStandInTheModelsConfig) {
  const Model model = trained(R"({"type": "Discretization", "num_bins": 2, "output_mode": "one_hot", "name": "bins"},
                                 {"type": "Dense", "units": 1})");
  const std::string text = model_text(model);
  EXPECT_NE(text.find(R"("bin_boundaries")"), std::string::npos);
  const Model read = parse_model(text, "model.json");
  Diagnostics diagnostics;
  EXPECT_EQ(model_text(read), text);
  const std::vector<Matrix> inputs{{1, {1, 3, 5, 7, 200}}};
  EXPECT_EQ(Predictor(read, 1).predict(inputs)[0].values, Predictor(model, 1).predict(inputs)[0].values);
  EXPECT_EQ(weight(model, "dense/kernel").size(), 2u);
}

TEST(Adapt, FewerRowsThanBinsGiveFewerBins) {
  const Model model =
      trained(R"({"type": "Discretization", "num_bins": 9, "output_mode": "one_hot"}, {"type": "Dense", "units": 1})");
  EXPECT_EQ(weight(model, "dense/kernel").size(), 4u);  // four training rows
}

}  // namespace
}  // namespace nntrain
