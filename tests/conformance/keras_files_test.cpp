// Files that the real Keras has saved (tests/golden/keras_files): imported, they give Keras' outputs.
#include <array>
#include <cmath>

#include "base/error.h"
#include "containers/zip.h"
#include "exchange/format.h"
#include "exchange/imported.h"
#include "formats/model_file.h"
#include "support/golden.h"
#include "train/predict.h"

namespace nntrain::test {
namespace {

const std::string folder = std::string(NNTRAIN_SOURCE_DIR) + "/tests/golden/keras_files/";

Model imported(const std::string& path, const ImportOptions& options = {}) {
  const ForeignFile file{path, read_file(path)};
  return format_of(file).read(file, options);
}

Matrix matrix_of(const Json& rows) {
  const std::vector<double> numbers = flat(rows);
  return {static_cast<Index>(numbers.size() / rows.size()), {numbers.begin(), numbers.end()}};
}

void expect_outputs(const Model& model, const Json& recorded, const std::string& what) {
  std::vector<Matrix> inputs;
  for (const Json& each : recorded["inputs"]) inputs.push_back(matrix_of(each));
  const std::vector<Matrix> outputs = Predictor(model, 1).predict(inputs);
  ASSERT_EQ(outputs.size(), recorded["outputs"].size()) << what;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const std::vector<double> expected = flat(recorded["outputs"][k]);
    ASSERT_EQ(outputs[k].values.size(), expected.size()) << what;
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(static_cast<double>(outputs[k].values[i]), expected[i], 1e-5) << what;
  }
}

TEST(KerasFiles, ImportedGiveKerasOutputs) {
  for (const Json& recorded : golden_cases("keras_files/outputs.json"))
    for (const char* ending : {".keras", ".h5"}) {
      const std::string name = recorded["name"].get<std::string>() + ending;
      const Model model = imported(folder + name);
      expect_outputs(model, recorded, name);
      if (recorded.value("compiled", true)) EXPECT_TRUE(model.spec.optimizer.type() == "Adam") << name;
      else EXPECT_EQ((*model.spec.loss.all())->type(), "SparseCategoricalCrossentropy") << name;  // behind a softmax
    }
}

// The state of the optimizer, too, which the two forms keep in different ways.
TEST(KerasFiles, OfBothFormsAreTheSameModel) {
  for (const char* name : {"chain", "graph"}) {
    const Model old = imported(folder + name + ".h5"), now = imported(folder + name + ".keras");
    ASSERT_TRUE(now.optimizer) << name;
    EXPECT_EQ(now.optimizer->steps, 10) << name;
    EXPECT_EQ(model_text(old), model_text(now)) << name;
  }
}

TEST(KerasFiles, WeightsAloneNeedTheirNetwork) {
  const std::string path = folder + "chain.weights.h5";
  EXPECT_TRUE(format_of({path, read_file(path)}).needs_config);
  const Model whole = imported(folder + "chain.keras");
  expect_outputs(imported(path, {.config = whole.spec}), golden("keras_files/outputs.json")[0], path);
}

TEST(KerasFiles, OfAnotherNetworkAreRefused) {
  const Model graph = imported(folder + "graph.keras");
  try {
    imported(folder + "chain.weights.h5", {.config = graph.spec});
    FAIL() << "weights of another network were taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::model_file);
    EXPECT_NE(error.message.find("the weights lack"), std::string::npos) << error.message;
  }
}

TEST(KerasFiles, WithoutShapesAreToldByTheirPath) {
  const std::string whole = read_file(folder + "chain.keras");
  const std::string weights = ZipArchive(whole, "chain.keras").read("model.weights.h5");
  const std::string config = R"({"module": "keras", "class_name": "Sequential", "registered_name": null, "config": {"name": "s", "layers": [
      {"module": "keras.layers", "class_name": "Dense", "registered_name": null, "config": {"name": "d", "units": 1}}]}})";
  const std::array entries{ZipEntry{"config.json", config}, ZipEntry{"model.weights.h5", weights}};
  const ForeignFile file{"bare.keras", zip_of(entries)};
  try {
    format_of(file).read(file, {});
    FAIL() << "a network without the shape of its input was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::model_file);
    EXPECT_EQ(error.where, "bare.keras") << error.message;
    EXPECT_NE(error.message.find("is not known"), std::string::npos) << error.message;
  }
}

TEST(KerasFiles, AreDescribed) {
  const ForeignFile file{folder + "chain.keras", read_file(folder + "chain.keras")};
  const Description d = format_of(file).describe(file);
  ASSERT_EQ(d.layers.size(), 8u);
  EXPECT_EQ(d.layers[6].type, "SpectralNormalization");
  EXPECT_EQ(d.facts[0].first, "Keras");
  EXPECT_FALSE(d.tensors.empty());
}

}  // namespace
}  // namespace nntrain::test
