// Layers that draw random numbers draw them as they say: mean, variance, share of what is dropped; and independently of
// other layers, steps, seeds and places. The bounds are five standard errors, so a rate that is wrong by a few percent
// fails.
#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "layers/wrapper.h"
#include "support/golden.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

constexpr Index batch = 200, steps = 5, features = 100;
constexpr double drawn = batch * steps * features;

// What a layer makes of ones: a random number in each place. `mean`, `variance`, and the fourth moment about the mean
// (in units of the squared variance), which decides how far a sample's variance may be off. `dropped` of them are the
// least value, if not 0.
struct Randomised {
  Json layer;
  double mean, variance, kurtosis, dropped;
  Index alike = 1;  // so many places of a sample share a number
};

// Of a number that is a with probability p and b otherwise.
Randomised two_values(Json layer, double p, double a, double b, Index alike = 1) {
  const double mean = p * a + (1 - p) * b, variance = p * (1 - p) * (a - b) * (a - b);
  const double fourth = p * std::pow(a - mean, 4) + (1 - p) * std::pow(b - mean, 4);
  return {std::move(layer), mean, variance, fourth / (variance * variance), p, alike};
}

// AlphaDropout: a · low + b and a · 1 + b, such that a standard normal input keeps mean 0 and variance 1.
Randomised alpha_dropout(double rate) {
  const double low = -1.6732632423543772 * 1.0507009873554805, a = 1 / std::sqrt((1 - rate) * (1 + rate * low * low));
  const double b = -a * low * rate;
  return two_values({{"type", "AlphaDropout"}, {"rate", rate}}, rate, a * low + b, a + b);
}

std::vector<Randomised> randomised() {
  std::vector<Randomised> all;
  for (const double rate : {0.05, 0.5, 0.8}) {
    all.push_back(two_values({{"type", "Dropout"}, {"rate", rate}}, rate, 0, 1 / (1 - rate)));
    all.push_back(two_values({{"type", "SpatialDropout1D"}, {"rate", rate}}, rate, 0, 1 / (1 - rate), steps));
    all.push_back(alpha_dropout(rate));
    all.push_back({{{"type", "GaussianDropout"}, {"rate", rate}}, 1, rate / (1 - rate), 3, 0});
    all.push_back({{{"type", "GaussianNoise"}, {"stddev", rate}}, 1, rate * rate, 3, 0});
  }
  return all;
}

// The layer's result for ones, `before` layers having drawn before it, in step `step` (from 1).
std::vector<double> result(const Json& layer, int before = 0, int step = 1) {
  Graph graph(op_table());
  Builder builder(graph, true);
  for (int i = 0; i < before; ++i) builder.next_stream();
  builder.enter_layer("layer");
  const Tensor x = gather_batch(graph, {steps, features}, 0);
  const Tensor y = component_of<LayerFamily>(layer).call(&LayerKind::call, builder, std::span(&x, 1));
  RunOptions options;
  options.columns.emplace_back(static_cast<std::size_t>(drawn), 1.0);
  options.batch = batch;
  options.steps = step;
  return run_graph(graph, std::span(&y, 1), options).kept[0];
}

double mean_of(const std::vector<double>& y) {
  double sum = 0;
  for (const double v : y) sum += v;
  return sum / static_cast<double>(y.size());
}

// The correlation of two results, `shift` places apart.
double correlation(const std::vector<double>& a, const std::vector<double>& b, std::size_t shift = 0) {
  const double mean_a = mean_of(a), mean_b = mean_of(b);
  double both = 0, squares_a = 0, squares_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i] - mean_a, y = b[(i + shift) % b.size()] - mean_b;
    both += x * y, squares_a += x * x, squares_b += y * y;
  }
  return both / std::sqrt(squares_a * squares_b);
}

TEST(RandomLayers, HaveTheStatedMeanVarianceAndRate) {
  for (const Randomised& r : randomised()) {
    SCOPED_TRACE(r.layer.dump());
    const std::vector<double> y = result(r.layer);
    const double n = drawn / static_cast<double>(r.alike), mean = mean_of(y), least = *std::ranges::min_element(y);
    double squares = 0, dropped = 0;
    for (const double v : y) squares += (v - r.mean) * (v - r.mean), dropped += v == least;
    EXPECT_NEAR(mean, r.mean, 5 * std::sqrt(r.variance / n));
    // A number of two values that are equally likely has always the same variance: only rounding is left.
    EXPECT_NEAR(squares / drawn / r.variance, 1, 5 * std::sqrt((r.kurtosis - 1) / n) + 1e-5);
    if (r.dropped > 0) {
      EXPECT_NEAR(dropped / drawn, r.dropped, 5 * std::sqrt(r.dropped * (1 - r.dropped) / n));
    }
  }
}

TEST(RandomLayers, NormalNoiseHasNormalTails) {
  const std::vector<double> y = result({{"type", "GaussianNoise"}, {"stddev", 1}});
  for (const auto& [bound, share] :
       {std::pair{1.0, 0.317310508}, {2.0, 0.045500264}, {3.0, 0.002699796}, {4.0, 6.334e-5}}) {
    const auto beyond =
        static_cast<double>(std::ranges::count_if(y, [&](double v) { return std::fabs(v - 1) > bound; }));
    EXPECT_NEAR(beyond / drawn, share, 5 * std::sqrt(share / drawn)) << bound;
  }
}

TEST(RandomLayers, AreIndependentOfLayerStepSeedAndPlace) {
  for (const Randomised& r : randomised()) {
    SCOPED_TRACE(r.layer.dump());
    const auto seeded = [&](int seed) {
      Json layer = r.layer;
      layer["seed"] = seed;
      return layer;
    };
    const double allowed = 5 / std::sqrt(drawn / static_cast<double>(r.alike));
    const std::vector<double> y = result(r.layer), with_seed = result(seeded(1));
    EXPECT_EQ(y, result(r.layer));
    EXPECT_EQ(with_seed, result(seeded(1), 3)) << "a seed decides alone, wherever the layer stands";
    EXPECT_LT(std::fabs(correlation(y, result(r.layer, 1))), allowed) << "the next layer";
    EXPECT_LT(std::fabs(correlation(y, result(r.layer, 0, 2))), allowed) << "the next step";
    EXPECT_LT(std::fabs(correlation(y, with_seed)), allowed) << "with a seed";
    EXPECT_LT(std::fabs(correlation(with_seed, result(seeded(2)))), allowed) << "another seed";
    EXPECT_LT(std::fabs(correlation(with_seed, result(seeded(1), 0, 2))), allowed) << "the next step of a seed";
    for (const std::size_t shift : {std::size_t{1}, static_cast<std::size_t>(steps * features), std::size_t{512}})
      EXPECT_LT(std::fabs(correlation(y, y, shift)), allowed) << shift << " places on";
    if (r.alike == 1) {
      EXPECT_LT(std::fabs(correlation(y, y, features)), allowed) << "the next row";
    }
  }
}

// Whether the layer, right behind the inputs of a recorded case, asks for random numbers in training. Nothing if it
// stands elsewhere.
std::optional<bool> is_random(const Json& layers) {
  Graph graph(op_table());
  Builder builder(graph, true);
  std::vector<std::pair<std::string, Tensor>> inputs;
  for (Json json : layers) {
    if (json["type"] == "Input" || json["type"] == "InputLayer") {
      const Tensor data =
          gather_batch(graph, json["shape"].get<std::vector<Index>>(), static_cast<Index>(inputs.size()));
      inputs.emplace_back(json.value("name", ""), data);
      continue;
    }
    std::vector<Tensor> taken;
    for (const Json& name : json.value("inputs", Json::array({inputs.empty() ? "" : inputs.back().first})))
      for (const auto& [known, tensor] : inputs)
        if (known == name) taken.push_back(tensor);
    if (taken.empty()) return std::nullopt;
    for (const char* of_the_entry : {"name", "inputs", "input_shape", "trainable", "activity_regularizer"})
      json.erase(of_the_entry);
    const std::uint32_t first = Builder(graph, true).next_stream();
    const Layer layer = component_of<LayerFamily>(json);
    builder.enter_layer("layer", true, names_inside(layer, [](std::string_view type) { return snake_case(type); }));
    call_layer(layer, builder, taken);
    return builder.next_stream() != first;
  }
  return std::nullopt;
}

TEST(RandomLayers, AreAllHere) {
  std::set<std::string> here, random, looked_at;
  for (const Randomised& r : randomised()) here.insert(r.layer["type"].get<std::string>());
  for (const Json& each : golden_cases("layers.json")) {
    const Json& layers = each["model"]["layers"];
    const auto found = is_random(layers);
    if (!found) continue;
    for (const Json& layer : layers)
      if (layer["type"] != "Input" && layer["type"] != "InputLayer") {
        looked_at.insert(layer["type"].get<std::string>());
        if (*found) random.insert(layer["type"].get<std::string>());
        break;
      }
  }
  EXPECT_EQ(random, here);
  for (const LayerKind& kind : LayerFamily::kinds())
    if (kind.max_inputs > 0 && !kind.model_layers(kind.create().get())) {  // a model draws what its layers draw
      EXPECT_TRUE(looked_at.contains(std::string(kind.type))) << kind.type;
    }
}

}  // namespace

}  // namespace nntrain::test
