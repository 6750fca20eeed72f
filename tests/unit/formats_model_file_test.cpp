#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "config/config.h"
#include "error_text.h"
#include "formats/model_file.h"
#include "input/table_reader.h"
#include "train/fit.h"
#include "train/predict.h"

namespace nntrain {
namespace {

constexpr const char* flowers = "width,colour,kind\n1,red,rose\n2,blue,iris\n3,red,rose\n4,white,lily\n5,blue,iris\n";

Model trained(const std::string& config, const std::string& csv) {
  Diagnostics diagnostics({"job.json", config, {}});
  const Spec spec = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  FitOptions options;
  options.log = {.style = LogStyle::quiet, .write = [](std::string_view) {}};
  return fit(spec, diagnostics, parse_csv(csv, "data.csv"), std::nullopt, options);
}

// Text columns, classes, two inputs, statistics that training changes, metrics.
const Model& graph_model() {
  static const Model model = trained(R"({
    "layers": [
      {"type": "Input", "name": "size"},
      {"type": "Input", "name": "look"},
      {"type": "BatchNormalization", "inputs": ["size"]},
      {"type": "Concatenate", "inputs": ["batch_normalization", "look"]},
      {"type": "Dense", "units": 3, "activation": "softmax", "name": "kind", "kernel_regularizer": {"type": "L2", "l2": 0.01}}
    ],
    "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "epochs": 2,
    "data": {"inputs": {"size": ["width"], "look": ["colour"]}}
  })",
                                     flowers);
  return model;
}

const Model& chain_model() {
  static const Model model =
      trained(R"({"layers": [{"type": "Dense", "units": 2}, {"type": "Dense", "units": 1}], "loss": "mse"})",
              "a,b,y\n1,2,3\n4,5,6\n7,8,9\n");
  return model;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](float x, float y) {
           return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y) ||
                  (std::isnan(x) && std::isnan(y));
         });
}

TEST(ModelFile, ReadsBackWhatItWrote) {
  for (const Model* model : {&graph_model(), &chain_model()}) {
    const std::string text = model_text(*model);
    const Model read = parse_model(text, "model.json");
    EXPECT_EQ(read.columns, model->columns);
    EXPECT_EQ(read.weights, model->weights);
    EXPECT_EQ(read.history, model->history);
    EXPECT_EQ(config_text(read.spec), config_text(model->spec));
    EXPECT_EQ(model_text(read), text);
    ASSERT_EQ(read.proof.inputs.size(), model->proof.inputs.size());
    for (std::size_t i = 0; i < read.proof.inputs.size(); ++i) {
      EXPECT_EQ(read.proof.inputs[i].width, model->proof.inputs[i].width);
      EXPECT_EQ(read.proof.inputs[i].values, model->proof.inputs[i].values);
    }
    ASSERT_EQ(read.proof.outputs.size(), model->proof.outputs.size());
    EXPECT_EQ(read.proof.outputs[0].values, model->proof.outputs[0].values);
    check_proof(read);
  }
}

TEST(ModelFile, HoldsEveryFloatToTheLastBit) {
  Model model = chain_model();
  using Limits = std::numeric_limits<float>;
  model.weights[0].values = {-0.0f, Limits::denorm_min(), Limits::max(), -Limits::min()};
  model.weights[1].values = {0.1f, 16777217.0f};
  model.weights[2].values = {Limits::quiet_NaN(), 3.0f};
  const Model read = parse_model(model_text(model), "model.json");
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(same_bits(read.weights[i].values, model.weights[i].values)) << i;
}

TEST(ModelFile, ShowsWeightsAsKerasOrdersThem) {
  std::vector<NamedTensor> weights{{"dense/kernel", {2, 1}, {1.996118f, 3.0239758f}}, {"dense/bias", {1}, {3.963116f}}};
  EXPECT_EQ(weights_text(weights), R"([
  {"name": "dense/kernel", "shape": [2, 1], "values": [[1.996118], [3.0239758]]},
  {"name": "dense/bias", "shape": [1], "values": [3.963116]}
]
)");
}

TEST(ModelFile, TellsModelsFromConfigs) {
  EXPECT_TRUE(is_model_text(model_text(chain_model())));
  EXPECT_TRUE(is_model_text("{\"format\":\"nntrain-model\"}"));
  EXPECT_FALSE(is_model_text("{\"layers\": [], \"format\": 1}"));
  EXPECT_FALSE(is_model_text("// a job\n{\"layers\": []}"));
  EXPECT_FALSE(is_model_text(""));
}

// The error of the chain's file with one piece of text replaced.
std::string error_of(const std::string& from, const std::string& to) {
  std::string text = model_text(chain_model());
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const std::string error = error_text([&] { check_proof(parse_model(text, "m.json")); });
  return error.substr(0, error.find('\n'));
}

TEST(ModelFile, NamesThePlaceOfWhatIsWrong) {
  EXPECT_EQ(error_of("nntrain-model", "other"),
            "5 m.json:1:1: this is not a model file: expected \"format\": \"nntrain-model\"");
  EXPECT_EQ(error_of("\"version\": 2", "\"version\": 7"), "5 m.json:3:14: /version: expected a version up to 2; got 7");
  EXPECT_EQ(error_of("\"history\"", "\"hystery\""), "5 m.json:1:1: expected a member \"history\"");
  EXPECT_EQ(error_of("\"units\": 2", "\"units\": \"two\""),
            "5 m.json:9:18: /config/layers/0/units: expected an integer; got \"two\"");
  EXPECT_NE(error_of("\"type\": \"number\"", "\"type\": \"numbre\"").find("/columns/inputs/0/columns/0/type: "),
            std::string::npos);
  EXPECT_NE(error_of("\"layer\": \"dense\"", "\"layer\": \"danse\"")
                .find("/columns/inputs/0: expected the columns of layer \"dense\"; got \"danse\""),
            std::string::npos);
  EXPECT_NE(error_of("\"shape\": [2, 2]", "\"shape\": [2, 3]")
                .find("/weights/0/values/0: expected a list of 3 numbers; got a list of 2"),
            std::string::npos);
  EXPECT_NE(error_of("\"shape\": [2, 2]", "\"shape\": [999999999999, 999999999999]")
                .find("/weights/0/values: expected a list of"),
            std::string::npos);
  EXPECT_NE(
      error_of("\"name\": \"dense/bias\"", "\"name\": \"dense/bios\"").find("expected \"dense/bias\" of shape [2]"),
      std::string::npos);
  EXPECT_NE(error_of("\"name\": \"dense/bias\",", "").find("/weights/1: expected a weight with"), std::string::npos);
  EXPECT_NE(error_of("\"outputs\": [[[", "\"outputs\": [[[9, ").find("/proof/outputs/0"), std::string::npos);
  EXPECT_NE(error_of("\"outputs\": [[[", "\"outputs\": [[[9], [").find("expected as many rows"), std::string::npos);
  EXPECT_NE(error_of("\"outputs\": [[[", "\"outputs\": [[[1").find("self-test"), std::string::npos);
}

TEST(ModelFile, ReadsColumnsAsVersion1HadThem) {
  Json document = Json::parse(model_text(chain_model()));
  const Model now = parse_model(document.dump(), "m.json");
  document["version"] = 1;
  for (Json& column : document["columns"]["inputs"][0]["columns"]) column = {{"name", column["name"]}, {"kind", "number"}};
  document["columns"]["targets"][0]["columns"][0] = {{"name", "y"}, {"kind", "text"}, {"vocabulary", {"no", "yes"}}};
  document["columns"]["targets"][0]["num_classes"] = document["columns"]["targets"][0]["encoding"] == "number" ? 0 : 2;
  const Model old = parse_model(document.dump(), "m.json");
  EXPECT_EQ(old.columns.inputs, now.columns.inputs);
  EXPECT_EQ(old.columns.targets[0].class_names().size(), 2u);
}

// Whatever the text: a model that works, or an Error of kind model_file.
void expect_safe(const std::string& text) {
  try {
    check_proof(parse_model(text, "m.json"));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::model_file) << error.where << ' ' << error.message << '\n' << text.substr(0, 300);
  }
}

TEST(ModelFile, RefusesWhatIsCutOff) {
  const std::string text = model_text(graph_model());
  const std::size_t whole = text.find_last_of('}');
  for (std::size_t size = 0; size <= whole; size += size < 200 || size + 200 > whole ? 1 : 13) {
    const std::string error = error_text([&] { parse_model(text.substr(0, size), "m.json"); });
    ASSERT_EQ(error.substr(0, 2), "5 ") << size << ": " << error;
  }
}

TEST(ModelFile, SurvivesAnyValueAnywhere) {
  const Json wrong[] = {nullptr,
                        true,
                        -1,
                        0,
                        3,
                        std::int64_t{1} << 40,
                        std::numeric_limits<std::int64_t>::max(),
                        0.5,
                        1e300,
                        "",
                        "dense",
                        Json::array(),
                        Json::object(),
                        Json::array({Json::array({Json::array()})}),
                        Json{{"type", "Dense"}}};
  for (const Model* model : {&graph_model(), &chain_model()}) {
    const Json whole = Json::parse(model_text(*model));
    const Json flat = whole.flatten();
    std::vector<std::string> pointers;  // of every value and of everything around it
    for (const auto& [pointer, value] : flat.items())
      for (std::size_t end = pointer.size(); end != std::string::npos && end > 0; end = pointer.rfind('/', end - 1))
        if (pointers.empty() || pointers.back() != pointer.substr(0, end)) pointers.push_back(pointer.substr(0, end));
    std::sort(pointers.begin(), pointers.end());
    pointers.erase(std::unique(pointers.begin(), pointers.end()), pointers.end());
    for (const std::string& pointer : pointers)
      for (const Json& value : wrong) {
        Json changed = whole;
        changed[Json::json_pointer(pointer)] = value;
        SCOPED_TRACE(pointer + " = " + value.dump());
        expect_safe(changed.dump());
      }
  }
}

TEST(ModelFile, SurvivesDeepNestingAndNoise) {
  expect_safe(std::string(1'000'000, '['));
  expect_safe("{\"format\": \"nntrain-model\", \"version\": 2, \"weights\": " + std::string(100'000, '[') +
              std::string(100'000, ']') + "}");
  expect_safe(std::string(1000, '\0'));
  expect_safe("\xff\xfe");
  std::string text = model_text(chain_model());
  for (std::size_t i = 0; i < text.size(); i += 3) {  // a byte that is not what it was
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 7)));
    SCOPED_TRACE(i);
    expect_safe(changed);
  }
}

}  // namespace
}  // namespace nntrain
