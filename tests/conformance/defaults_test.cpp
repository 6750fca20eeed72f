// Names and defaults of parameters are Keras' own (tests/golden/defaults.json): a Keras user must be right when
// guessing.
#include <set>

#include "activations/activation.h"
#include "constraints/constraint.h"
#include "initializers/initializer.h"
#include "layers/layer.h"
#include "regularizers/regularizer.h"
#include "support/golden.h"

namespace nntrain::test {

namespace {

// Arguments of Keras that nntrain does not have.
const std::set<std::string> left_out = {
    // of every layer here; ours stand in the entry of "layers"
    "name", "dtype", "activity_regularizer",
    // Input: what is not a plain batch of float rows
    "batch_size", "batch_shape", "sparse", "ragged", "input_tensor", "optional",
    // masks, quantization, adapters
    "mask_zero", "quantization_config", "lora_rank", "lora_alpha",
    // first weights inside the config, the batch's renormalisation, other layouts of images
    "weights", "renorm", "renorm_clipping", "renorm_momentum", "synchronized", "data_format",
    // which axes of an unusual kernel are its fans
    "input_axes", "output_axes",
    // the argument of an activation function
    "x"};

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
  for (const Kind& kind : F::kinds()) {
    const std::string type(kind.type);
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
      EXPECT_TRUE(ours.contains(name) || left_out.contains(name)) << type << " lacks Keras' " << name;
  }
}

TEST(KerasParameters, OfLayers) { expect_keras_parameters<LayerFamily>("layers"); }
TEST(KerasParameters, OfActivations) { expect_keras_parameters<ActivationFamily>("activations"); }
TEST(KerasParameters, OfInitializers) { expect_keras_parameters<InitializerFamily>("initializers"); }
TEST(KerasParameters, OfConstraints) { expect_keras_parameters<ConstraintFamily>("constraints"); }
TEST(KerasParameters, OfRegularizers) { expect_keras_parameters<RegularizerFamily>("regularizers"); }

}  // namespace

}  // namespace nntrain::test
