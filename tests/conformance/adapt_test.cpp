// What layers learn from the training rows is what Keras' adapt() finds (tests/golden/adapt.json).
#include <set>

#include "layers/layer.h"
#include "support/golden.h"
#include "support/run_graph.h"

namespace nntrain::test {

namespace {

class Adapt : public testing::TestWithParam<Json> {};

TEST_P(Adapt, LearnsWhatKerasLearns) {
  const Json& expected = GetParam();
  const Layer layer = component_of<LayerFamily>(expected["layer"]);
  const Json& rows = expected["rows"];
  Samples samples;
  for (const Json* each = &rows[0]; each->is_array(); each = &each->front())
    samples.shape.push_back(static_cast<Index>(each->size()));
  const std::vector<double> numbers = flat(rows);
  const std::vector<float> values(numbers.begin(), numbers.end());
  samples.each = [&](const auto& take) {  // a sample at a time
    const std::size_t size = values.size() / rows.size();
    for (std::size_t i = 0; i < values.size(); i += size) take(std::span(values).subspan(i, size));
  };
  ASSERT_TRUE(layer.call(&LayerKind::must_adapt));
  Layer adapted;
  static_cast<AnyComponent&>(adapted) = AnyComponent(layer.kind(), layer.call(&LayerKind::adapted, samples));
  EXPECT_FALSE(adapted.call(&LayerKind::must_adapt));

  Graph graph(op_table());
  Builder builder(graph, false);
  builder.enter_layer(snake_case(layer.type()));
  const Tensor x = gather_batch(graph, samples.shape, 0);
  const Tensor y = adapted.call(&LayerKind::call, builder, std::span(&x, 1));
  RunOptions options;
  options.batch = static_cast<Index>(rows.size());
  options.columns.push_back(flat(rows));
  for (std::uint32_t i = 0; const Weight& weight : builder.weights()) {
    const std::vector<float> first = initial_values(weight, i++, 0);
    options.variables[weight.name] = {first.begin(), first.end()};
  }
  expect_close(run_graph(graph, std::span(&y, 1), options).kept[0], flat(expected["outputs"]), 2e-6, "output");

  if (expected.contains("bin_boundaries")) {
    Json written;
    Writer(written).write(adapted);
    ASSERT_EQ(written["bin_boundaries"].size(), expected["bin_boundaries"].size());
    if (!written["bin_boundaries"].empty())
      expect_close(flat(written["bin_boundaries"]), flat(expected["bin_boundaries"]), 1e-7, "boundaries");
    return;
  }
  ASSERT_EQ(builder.weights().size(), expected["weights"].size());
  for (std::size_t i = 0; i < builder.weights().size(); ++i) {
    const Weight& weight = builder.weights()[i];
    EXPECT_EQ(weight.name, expected["weights"][i]["name"].get<std::string>());
    EXPECT_EQ(weight.shape.dims, expected["weights"][i]["shape"].get<std::vector<Index>>());
    EXPECT_FALSE(weight.trainable);
    expect_close(options.variables[weight.name], flat(expected["weights"][i]["values"]), 1e-6, weight.name);
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, Adapt, testing::ValuesIn(golden_cases("adapt.json")), case_name);

TEST(AdaptRegistry, EveryLayerThatLearnsHasACase) {
  std::set<std::string> covered;
  for (const Json& each : golden_cases("adapt.json")) covered.insert(each["layer"]["type"].get<std::string>());
  for (const LayerKind& kind : LayerFamily::kinds())
    if (!kind.learns.empty()) {
      EXPECT_TRUE(covered.contains(std::string(kind.type))) << kind.type;
    }
}

}  // namespace

}  // namespace nntrain::test
