// Names and defaults of parameters are Keras' own (tests/golden/defaults.json): a Keras user must be right when
// guessing.
#include <algorithm>
#include <map>
#include <set>

#include "activations/activation.h"
#include "constraints/constraint.h"
#include "initializers/initializer.h"
#include "layers/layer.h"
#include "regularizers/regularizer.h"
#include "support/golden.h"

namespace nntrain::test {

namespace {

// What Keras has and nntrain leaves out, with the reason: this is the place that says so.
struct LeftOut {
  std::string_view reason;
  std::set<std::string> names;
};
const std::vector<LeftOut>& left_out() {
  static const std::vector<LeftOut> all{
      {"of every layer here: it stands in the entry of \"layers\"", {"name", "activity_regularizer"}},
      {"everything is float32", {"dtype"}},
      {"the rows of a step are the config's batch_size", {"batch_size", "batch_shape"}},
      {"an input is a plain batch of rows of numbers", {"ragged", "input_tensor", "optional"}},
      {"tensors are dense", {"sparse"}},
      {"adapters and quantization of models that are too large to train",
       {"quantization_config", "lora_rank", "lora_alpha", "gptq_unpacked_column_size"}},
      {"first weights are given by initial_weights", {"weights"}},
      {"statistics over several processes: there is one", {"synchronized"}},
      {"the argument of an activation function, not a parameter", {"x"}},
  };
  return all;
}
bool is_left_out(const std::string& name) {
  return std::ranges::any_of(left_out(), [&](const LeftOut& each) { return each.names.contains(name); });
}

// Names of Keras' modules that stand for nothing to choose, or for what only layers need that are not here.
const std::map<std::string, std::set<std::string>> left_out_names{
    {"activations", {}},
    {"initializers", {"Initializer", "initializer", "STFT", "STFTInitializer", "stft"}},  // of the spectrogram layers
    {"regularizers", {"Regularizer", "regularizer"}},
    {"constraints", {"Constraint", "constraint"}},
};

// Keras' default is a name, ours is that initializer with its parameters.
bool same(const Json& ours, const Json& keras) {
  if (ours == keras) return true;
  return keras.is_string() && family_of<InitializerFamily>.find(keras.get<std::string>()) != nullptr &&
         component_of<InitializerFamily>(ours) == component_of<InitializerFamily>(keras);
}

void add_params(std::span<const Param> params, std::vector<Param>& all) {
  for (const Param& param : params) {
    if (param.is_inlined)
      add_params(param.field->params, all);
    else
      all.push_back(param);
  }
}

template <class F>
void expect_keras_parameters(const char* section) {
  const Json keras = golden("defaults.json")[section];
  for (const auto& kind : F::kinds()) {
    const std::string type(kind.type);
    if constexpr (std::is_same_v<F, LayerFamily>)
      if (kind.model_layers(kind.create().get())) continue;  // Keras makes a Functional of tensors, not of layers
    ASSERT_TRUE(keras.contains(type)) << type;
    Json written;
    write_struct(Writer(written), kind.params, kind.create().get());
    std::vector<Param> params;
    add_params(kind.params, params);
    std::set<std::string> ours;
    for (const Param& param : params) {
      const std::string name(param.name);
      ours.insert(name);
      ASSERT_TRUE(keras[type].contains(name)) << type << " has no " << name << " in Keras";
      const bool required = keras[type][name].is_object() && keras[type][name].contains("required");
      EXPECT_EQ(param.is_required, required) << type << " " << name;
      if (required) continue;
      EXPECT_TRUE(same(written[name], keras[type][name])) << type << " " << name << ": " << written[name];
    }
    for (const auto& [name, value] : keras[type].items())
      EXPECT_TRUE(ours.contains(name) || is_left_out(name)) << type << " lacks Keras' " << name;
  }
}

template <class F>
void expect_keras_names(const std::string& section) {
  const Json defaults = golden("defaults.json");
  for (const Json& name : defaults["names"][section])
    EXPECT_NE(family_of<F>.find(name.get<std::string>()) != nullptr, left_out_names.at(section).contains(name)) << name;
}

TEST(KerasNames, AreAllKnown) {
  expect_keras_names<ActivationFamily>("activations");
  expect_keras_names<InitializerFamily>("initializers");
  expect_keras_names<RegularizerFamily>("regularizers");
  expect_keras_names<ConstraintFamily>("constraints");
}

TEST(KerasParameters, NothingIsLeftOutThatKerasDoesNotHave) {
  std::set<std::string> names;
  const Json all = golden("defaults.json");
  for (const char* section : {"layers", "activations", "initializers", "constraints", "regularizers"})
    for (const auto& [type, arguments] : all[section].items())
      for (const auto& [name, value] : arguments.items()) names.insert(name);
  for (const LeftOut& each : left_out())
    for (const std::string& name : each.names) EXPECT_TRUE(names.contains(name)) << name;
}

TEST(KerasParameters, OfLayers) { expect_keras_parameters<LayerFamily>("layers"); }
TEST(KerasParameters, OfActivations) { expect_keras_parameters<ActivationFamily>("activations"); }
TEST(KerasParameters, OfInitializers) { expect_keras_parameters<InitializerFamily>("initializers"); }
TEST(KerasParameters, OfConstraints) { expect_keras_parameters<ConstraintFamily>("constraints"); }
TEST(KerasParameters, OfRegularizers) { expect_keras_parameters<RegularizerFamily>("regularizers"); }

}  // namespace

}  // namespace nntrain::test
