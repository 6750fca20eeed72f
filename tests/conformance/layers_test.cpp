// Every layer against what Keras computed: outputs, gradients of inputs and weights, names and order of weights, and
// the state after a training step.
#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "compiler/autodiff.h"
#include "layers/wrapper.h"
#include "network/layer_graph.h"
#include "support/golden.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

// What a config's "layers" compute.
class Model {
 public:
  Model(Graph& graph, const Json& config, bool training) : builder_(graph, training) {
    Diagnostics diagnostics;
    std::vector<LayerEntry> layers;
    std::vector<std::string> outputs;
    Reader(config["layers"], "/layers", diagnostics).read(layers);
    if (config.contains("outputs")) Reader(config["outputs"], "/outputs", diagnostics).read(outputs);
    diagnostics.throw_if_any();
    AutomaticNames names;
    const auto network = make_layer_graph(layers, outputs, {}, names, diagnostics);
    diagnostics.throw_if_any();
    int next = 0;
    network->number_layers(next);
    for (const GraphInput& input : network->inputs())
      inputs_.push_back(gather_batch(graph, *input.shape, static_cast<Index>(inputs_.size())));
    outputs_ = network->outputs_of(network->emit(builder_, inputs_, diagnostics));
    weights_ = builder_.weights();
    std::ranges::stable_sort(weights_, {}, &Weight::layer);
  }

  const std::vector<Tensor>& inputs() const { return inputs_; }
  const std::vector<Tensor>& outputs() const { return outputs_; }
  const std::vector<Weight>& weights() const { return weights_; }
  const std::vector<Tensor>& losses() const { return builder_.losses(); }

 private:
  Builder builder_;
  std::vector<Tensor> inputs_, outputs_;
  std::vector<Weight> weights_;
};

class Layers : public testing::TestWithParam<Json> {};

// Weights have the recorded names, in the recorded order, and start from the recorded values. Returns the recorded
// gradients by name.
std::map<std::string, Json> start_from(const Json& expected, const std::vector<Weight>& weights, RunOptions& options) {
  std::map<std::string, Json> recorded, slopes;
  std::vector<std::string> recorded_names, names;
  for (std::size_t i = 0; i < expected["weights"].size(); ++i) {
    const std::string name = expected["weights"][i]["name"].get<std::string>();
    recorded[name] = expected["weights"][i];
    slopes[name] = expected["weight_gradients"][i];
    recorded_names.push_back(name);
    options.variables[name] = flat(expected["weights"][i]["values"]);
  }
  for (const Weight& weight : weights) names.push_back(weight.name);
  EXPECT_EQ(names, recorded_names);
  for (const Weight& weight : weights) {
    EXPECT_EQ(weight.shape.dims, recorded[weight.name]["shape"].get<std::vector<Index>>()) << weight.name;
    EXPECT_EQ(weight.trainable, !slopes[weight.name].is_null()) << weight.name;
  }
  return slopes;
}

// sum(coefficients · output) over all outputs, and what layers add; the coefficients become further columns of the
// data.
Tensor recorded_loss(const Json& coefficients, const Model& model, Graph& graph, RunOptions& options) {
  const std::vector<Tensor> outputs = model.outputs();
  Tensor loss;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    std::vector<Index> sample(outputs[i].shape().dims.begin() + 1, outputs[i].shape().dims.end());
    const Tensor factor = gather_batch(graph, std::move(sample), static_cast<Index>(options.columns.size()));
    options.columns.push_back(flat(coefficients[i]));
    const Tensor term = sum_all(outputs[i] * factor);
    loss = loss ? loss + term : term;
  }
  for (const Tensor penalty : model.losses()) loss = loss + penalty;
  for (const Weight& weight : model.weights())
    if (weight.regularizer) loss = loss + weight.regularizer->call(&RegularizerKind::penalty, weight.tensor);
  return loss;
}

TEST_P(Layers, ComputesWhatKerasComputes) {
  const Json& expected = GetParam();
  Graph graph(op_table());
  const Model model(graph, expected["model"], expected["training"].get<bool>());
  const std::vector<Tensor> outputs = model.outputs(), inputs = model.inputs();
  ASSERT_EQ(outputs.size(), expected["outputs"].size());
  RunOptions options;
  options.batch = static_cast<Index>(expected["inputs"][0].size());
  for (const Json& input : expected["inputs"]) options.columns.push_back(flat(input));
  std::map<std::string, Json> recorded_slopes = start_from(expected, model.weights(), options);
  const Tensor loss = recorded_loss(expected["loss_coefficients"], model, graph, options);

  std::vector<Tensor> sources = inputs, keep = outputs;
  for (const Weight& weight : model.weights()) sources.push_back(weight.tensor);
  const std::vector<Tensor> slopes = gradients(loss, sources);
  std::vector<std::pair<std::string, Json>> checks;  // of what is kept
  for (const Json& output : expected["outputs"]) checks.emplace_back("output", output);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const bool is_input = i < inputs.size();
    const std::string what = is_input ? "input " + std::to_string(i) : model.weights()[i - inputs.size()].name;
    const Json& slope = is_input ? expected["input_gradients"][i] : recorded_slopes[what];
    if (slope.is_null()) continue;  // whole numbers and running statistics have none
    ASSERT_TRUE(slopes[i]) << what;
    keep.push_back(slopes[i]);
    checks.emplace_back("gradient of " + what, slope);
  }

  const double allowed = expected["spread"].is_null() ? 1e-5 : tolerance(expected);
  const RunResult result = run_graph(graph, keep, options);
  ASSERT_EQ(result.kept.size(), checks.size());
  for (std::size_t i = 0; i < checks.size(); ++i)
    expect_close(result.kept[i], flat(checks[i].second), allowed, checks[i].first);
  for (const Json& weight : expected.value("weights_after", expected["weights"])) {
    const std::string name = weight["name"].get<std::string>();
    expect_close(result.variables.at(name), flat(weight["values"]), allowed, name + " after the step");
  }
}

std::vector<Json> cases() {
  std::vector<Json> all = golden_cases("layers.json");
  for (Json& each : golden_cases("models.json")) all.push_back(std::move(each));
  return all;
}
INSTANTIATE_TEST_SUITE_P(Golden, Layers, testing::ValuesIn(cases()), case_name);

TEST(LayerRegistry, WhatIsReadIsWrittenBack) {
  for (const Json& each : cases())
    for (Json layer : each["model"]["layers"]) {
      if (!layer.contains("type")) continue;  // a further call
      for (const char* of_the_entry : {"name", "inputs", "input_shape", "trainable", "activity_regularizer"})
        layer.erase(of_the_entry);
      const Layer read = component_of<LayerFamily>(layer);
      Json written;
      Writer(written).write(read);
      EXPECT_TRUE(component_of<LayerFamily>(written) == read) << layer << " became " << written;
      for (const auto& [key, value] : layer.items()) {
        if (value.is_number() || value.is_boolean()) {
          EXPECT_EQ(written[key], value) << written;
        }
      }
    }
}

TEST(LayerRegistry, EveryLayerHasAGoldenCase) {
  std::set<std::string> covered;
  for (const Json& each : cases())
    for (const Json& layer : each["model"]["layers"]) covered.insert(layer.value("type", ""));
  for (const LayerKind& kind : LayerFamily::kinds())
    EXPECT_TRUE(covered.contains(std::string(kind.type))) << kind.type << " is in no case of tests/golden/layers.json";
}

// ---- what a recording cannot show ----

// The layer on data of these shapes (without the batch), in training.
Tensor apply(Graph& graph, const Json& layer, const std::vector<std::vector<Index>>& shapes, Index batch,
             RunOptions& options) {
  Builder builder(graph, true);
  const Layer made = component_of<LayerFamily>(layer);
  builder.enter_layer("layer", true, names_inside(made, [](std::string_view type) { return snake_case(type); }));
  std::vector<Tensor> inputs;
  for (const auto& shape : shapes) {
    inputs.push_back(gather_batch(graph, shape, static_cast<Index>(inputs.size())));
    options.columns.emplace_back(static_cast<std::size_t>(batch * inputs.back().shape().size()), 1.0);
  }
  options.batch = batch;
  return call_layer(made, builder, inputs);
}
std::vector<double> dropped(const Json& layer, std::vector<Index> shape, Index batch, int steps = 1) {
  Graph graph(op_table());
  RunOptions options;
  options.steps = steps;
  const Tensor y = apply(graph, layer, {std::move(shape)}, batch, options);
  return run_graph(graph, std::vector{y}, options).kept[0];
}

TEST(Dropout, DropsItsRateAndKeepsTheMean) {
  const std::vector<double> y = dropped({{"type", "Dropout"}, {"rate", 0.2}}, {100}, 100);
  const auto zeros = static_cast<double>(std::count(y.begin(), y.end(), 0.0));
  EXPECT_NEAR(zeros / 10000, 0.2, 5 * std::sqrt(0.2 * 0.8 / 10000));
  for (const double value : y) ASSERT_TRUE(value == 0 || std::fabs(value - 1.25) < 1e-6) << value;
}

TEST(Dropout, DropsDifferentlyInEachStepAndLayerButNotInEachRun) {
  const Json layer{{"type", "Dropout"}, {"rate", 0.5}};
  const auto once = dropped(layer, {1000}, 1);
  EXPECT_EQ(once, dropped(layer, {1000}, 1));
  EXPECT_NE(once, dropped(layer, {1000}, 1, 2));
  Graph graph(op_table());
  Builder builder(graph, true);
  EXPECT_NE(builder.next_stream(), builder.next_stream());
}

TEST(Dropout, DropsDifferentlyInEachCallOfOneLayer) {
  Graph graph(op_table());
  const Json config = Json::parse(R"({"layers": [
    {"type": "Input", "name": "x", "shape": [1000]},
    {"type": "Sequential", "name": "drop", "layers": [{"type": "Dropout", "rate": 0.5}], "inputs": ["x"]},
    {"shared": "drop", "inputs": ["x"]}]})");
  const Model model(graph, config, true);
  RunOptions options;
  options.batch = 1;
  options.columns.assign(1, std::vector<double>(1000, 1.0));
  const auto kept = run_graph(graph, model.outputs(), options).kept;
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_NE(kept[0], kept[1]);
  for (const auto& y : kept) EXPECT_NEAR(static_cast<double>(std::count(y.begin(), y.end(), 0.0)), 500, 80);
}

TEST(Dropout, SeedChoosesTheMask) {
  const auto with_seed = [](int seed) {
    return dropped({{"type", "Dropout"}, {"rate", 0.5}, {"seed", seed}}, {1000}, 1);
  };
  EXPECT_EQ(with_seed(1), with_seed(1));
  EXPECT_NE(with_seed(1), with_seed(2));
  EXPECT_NE(with_seed(0), dropped({{"type", "Dropout"}, {"rate", 0.5}}, {1000}, 1));
}

TEST(Dropout, RateOneDropsEverything) {
  for (const double value : dropped({{"type", "Dropout"}, {"rate", 1}}, {10}, 3)) EXPECT_EQ(value, 0);
}

TEST(Dropout, NoiseShapeSharesTheMaskAlongAxesOfSizeOne) {
  const Index batch = 4, times = 3, features = 50;
  const auto at = [&](const std::vector<double>& y, Index b, Index t, Index f) {
    return y[static_cast<std::size_t>((b * times + t) * features + f)];
  };
  const Json layer{{"type", "Dropout"}, {"rate", 0.5}, {"noise_shape", {nullptr, 1, features}}};
  const std::vector<double> over_times = dropped(layer, {times, features}, batch);
  const Json whole{{"type", "Dropout"}, {"rate", 0.5}, {"noise_shape", {1, 3, nullptr}}};
  const std::vector<double> over_batch = dropped(whole, {times, features}, batch);
  int different_samples = 0, different_times = 0;
  for (Index b = 0; b < batch; ++b)
    for (Index t = 0; t < times; ++t)
      for (Index f = 0; f < features; ++f) {
        EXPECT_EQ(at(over_times, b, t, f), at(over_times, b, 0, f));
        EXPECT_EQ(at(over_batch, b, t, f), at(over_batch, 0, t, f));
        different_samples += at(over_times, b, t, f) != at(over_times, 0, t, f);
        different_times += at(over_batch, b, t, f) != at(over_batch, b, 0, f);
      }
  EXPECT_GT(different_samples, 0);
  EXPECT_GT(different_times, 0);
}

TEST(SpatialDropout1D, DropsFeaturesOverAllSteps) {
  const Index batch = 20, steps = 3, features = 500;
  const std::vector<double> y = dropped({{"type", "SpatialDropout1D"}, {"rate", 0.3}}, {steps, features}, batch);
  Index zeros = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t step = i / features % steps, first = i - step * features;
    ASSERT_EQ(y[i], y[first]) << i;
    if (step == 0) zeros += y[i] == 0;
    ASSERT_TRUE(y[i] == 0 || std::fabs(y[i] - 1 / 0.7) < 1e-6) << y[i];
  }
  const double count = static_cast<double>(batch * features);
  EXPECT_NEAR(static_cast<double>(zeros) / count, 0.3, 5 * std::sqrt(0.3 * 0.7 / count));
}

TEST(AlphaDropout, DropsItsRateAndKeepsMeanAndVariance) {
  const double rate = 0.2, low = -1.7580993408473766;  // what is dropped becomes -scale · alpha of selu
  const std::vector<double> y = dropped({{"type", "AlphaDropout"}, {"rate", rate}}, {100}, 100);  // of ones
  const auto [least, most] = std::minmax_element(y.begin(), y.end());
  for (const double value : y) ASSERT_TRUE(value == *least || value == *most) << value;
  const double a = (*most - *least) / (1 - low), b = *most - a;                 // y = a x + b
  EXPECT_NEAR((1 - rate) * b + rate * *least, 0, 1e-6);                         // the mean of a normal input
  EXPECT_NEAR((1 - rate) * (a * a + b * b) + rate * *least * *least, 1, 1e-5);  // and its variance
  const auto zeros = static_cast<double>(std::count(y.begin(), y.end(), *least));
  EXPECT_NEAR(zeros / 10000, rate, 5 * std::sqrt(rate * (1 - rate) / 10000));
  const auto with_seed = [](int seed) {
    return dropped({{"type", "AlphaDropout"}, {"rate", 0.5}, {"seed", seed}}, {1000}, 1);
  };
  EXPECT_EQ(with_seed(1), with_seed(1));
  EXPECT_NE(with_seed(1), with_seed(2));
}

TEST(SpectralNormalization, LeavesAKernelOfZerosAsItIs) {
  Graph graph(op_table());
  RunOptions options;  // variables are zero
  const Tensor y = apply(graph, {{"type", "SpectralNormalization"}, {"layer", {{"type", "Dense"}, {"units", 2}}}},
                         {{3}}, 2, options);
  const RunResult result = run_graph(graph, std::span(&y, 1), options);
  ASSERT_EQ(result.variables.size(), 3u);
  for (const auto& [name, values] : result.variables)
    for (const double value : values) EXPECT_EQ(value, 0) << name;
  for (const double value : result.kept[0]) EXPECT_EQ(value, 0);
}

// The mask of a layer that returns what it is given is its own: it does not touch that of its input.
TEST(Masks, AreOfEachResultAlone) {
  Graph graph(op_table());
  Builder b(graph, false);
  const auto call = [&](const Json& layer, Tensor x) {
    b.enter_layer(layer["type"].get<std::string>());
    return call_layer(component_of<LayerFamily>(layer), b, std::span(&x, 1));
  };
  const Tensor x = call({{"type", "Masking"}}, gather_batch(graph, {2}, 0));
  ASSERT_TRUE(b.mask_of(x));
  const Tensor same = call({{"type", "Identity"}}, x), flat = call({{"type", "Flatten"}}, x);
  EXPECT_EQ(b.mask_of(same).id, b.mask_of(x).id);
  EXPECT_FALSE(b.mask_of(flat));
  EXPECT_TRUE(b.mask_of(x));
  EXPECT_EQ(b.lost_masks(), std::vector<std::string>{"Flatten"});
}

TEST(Embedding, SaysWhichIndicesItTakes) {
  const Layer table = component_of<LayerFamily>({{"type", "Embedding"}, {"input_dim", 7}, {"output_dim", 2}});
  EXPECT_EQ(table.call(&LayerKind::index_limit), 7);
  EXPECT_EQ(component_of<LayerFamily>({{"type", "Dense"}, {"units", 7}}).call(&LayerKind::index_limit), 0);
}

TEST(InputLayer, MayLeaveTheShapeToTheData) {
  EXPECT_EQ(component_of<LayerFamily>("Input").call(&LayerKind::data_shape), nullptr);
  const Layer shaped = component_of<LayerFamily>({{"type", "Input"}, {"shape", {2, 3}}});
  EXPECT_EQ(*shaped.call(&LayerKind::data_shape), (std::vector<Index>{2, 3}));
}

}  // namespace

}  // namespace nntrain::test
