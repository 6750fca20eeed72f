// Keras' own JSON of every recorded model (tests/golden/keras_json.json): it becomes a config whose network has Keras' weights, and
// the config becomes Keras' JSON again, in the very text that the real Keras has read (keras_json_read.json).
#include "formats/keras_json.h"

#include <set>

#include "base/error.h"
#include "config/config.h"
#include "formats/keras_objects.h"
#include "support/golden.h"
#include "train/programs.h"

namespace nntrain {
namespace {

using test::golden;

ConvertedConfig convert(const std::string& keras) {
  Diagnostics diagnostics({"keras.json", keras, {}});
  return config_from_keras(diagnostics);
}

// A config's network, as summary --keras-json has it.
struct Job {
  Diagnostics diagnostics;
  Spec spec;
  Network network;
  JobGraphPtr graph;

  explicit Job(const std::string& config)
      : diagnostics({"config.json", config, {}, {"loss=mse"}}),
        spec(read_config<Spec>(diagnostics)),
        network((diagnostics.throw_if_any(), spec), diagnostics),
        graph(prediction_graph(network, shapes_of(network, diagnostics), diagnostics)) {}
  std::string keras() {
    return keras_json(spec, network, graph->forward, !diagnostics.was_assumed("loss"), diagnostics);
  }
};

// FNV-1a, as check_keras_json.py computes it.
std::string fingerprint(const std::string& text) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return std::to_string(hash);
}

class KerasJson : public testing::TestWithParam<Json> {};

TEST_P(KerasJson, BecomesAConfigWithItsWeights) {
  const Job job(convert(GetParam()["keras"].dump()).text);
  Json weights = Json::array();
  for (const Weight& weight : job.graph->forward.weights) weights.push_back({weight.name, weight.shape.dims});
  EXPECT_EQ(weights, GetParam()["weights"]);
}

TEST_P(KerasJson, IsWrittenBackAsKerasHasReadIt) {
  const std::string config = convert(GetParam()["keras"].dump()).text;
  const std::string keras = Job(config).keras();
  EXPECT_EQ(convert(keras).text, config);
  const Json read = golden("keras_json_read.json");
  EXPECT_EQ(read.value(GetParam()["name"].get<std::string>(), ""), fingerprint(keras))
      << "another text than Keras has read: run tests/golden/check_keras_json.py\n"
      << keras;
}

INSTANTIATE_TEST_SUITE_P(Golden, KerasJson, testing::ValuesIn(test::golden_cases("keras_json.json")), test::case_name);

// ---- what stands in layers, and what they are compiled with ----

constexpr std::array families{&family_of<OptimizerFamily>,  &family_of<ScheduleFamily>,    &family_of<LossFamily>,
                              &family_of<MetricFamily>,     &family_of<InitializerFamily>, &family_of<RegularizerFamily>,
                              &family_of<ConstraintFamily>};

const Family& family_named(const std::string& name) {
  for (const Family* family : families)
    if (family->name == name) return *family;
  throw Error(ErrorKind::internal, "no family " + name);
}

AnyComponent read_as(const Family& family, const Json& json) {
  Diagnostics diagnostics;
  AnyComponent out;
  read_component(Reader(json, {}, diagnostics), family, out);
  diagnostics.throw_if_any();
  return out;
}

// What we write is what Keras has written, as far as we write it; numbers as float32. Keras writes null for "none" too, an
// empty list for no exclude_layers, and takes one axis for a list of one.
void expect_same(const Json& ours, const Json& keras, const std::string& what) {
  if (keras.is_object() && keras.value("class_name", "") == "__tensor__") {
    expect_same(ours, keras["config"]["value"], what);
  } else if (keras.is_array() && keras.size() == 1 && !ours.is_array()) {
    expect_same(ours, keras[0], what);
  } else if (ours.is_null() && keras == Json::array()) {
    EXPECT_TRUE(what.ends_with("exclude_layers")) << what;
  } else if (keras.is_null() && ours == "none") {
    EXPECT_TRUE(what.ends_with("reduction")) << what;
  } else if (ours.is_number() && keras.is_number()) {
    EXPECT_EQ(ours.get<float>(), keras.get<float>()) << what;
  } else if (ours.is_array() && keras.is_array() && ours.size() == keras.size()) {
    for (std::size_t i = 0; i < ours.size(); ++i) expect_same(ours[i], keras[i], what);
  } else if (ours.is_object() && !ours.contains("class_name")) {  // optimizers by the weights' paths
    EXPECT_EQ(ours.size(), keras.size()) << what;
    for (const auto& [key, value] : ours.items()) expect_same(value, keras.value(key, Json()), what + " " + key);
  } else if (ours.is_object() && keras.is_object()) {
    EXPECT_EQ(ours["class_name"], keras["class_name"]) << what;
    for (const auto& [key, value] : ours["config"].items())
      if (keras["config"].contains(key) && key != "name") expect_same(value, keras["config"][key], what + " " + key);
  } else {
    EXPECT_EQ(ours, keras) << what;
  }
}

class KerasObjects : public testing::TestWithParam<Json> {};

TEST_P(KerasObjects, BecomeOursAndAreWrittenBack) {
  const std::string name = GetParam()["family"].get<std::string>();
  const Family& family = family_named(name);
  Diagnostics diagnostics;
  Json ours;
  ASSERT_TRUE(FromKeras().component(Reader(GetParam()["keras"], {}, diagnostics), family, ours, {})) << diagnostics.text();
  ASSERT_TRUE(diagnostics.empty()) << diagnostics.text();
  const AnyComponent read = read_as(family, ours);
  Json wanted = GetParam()[name];
  wanted.erase("name");  // a metric's place in "metrics" has it; an optimizer's says nothing
  EXPECT_TRUE(read == read_as(family, wanted)) << ours;
  Json written;
  write_component(Writer(written), read);
  expect_same(to_keras(written, family), GetParam()["keras"], "written back");
}

INSTANTIATE_TEST_SUITE_P(Golden, KerasObjects, testing::ValuesIn(test::golden_cases("keras_objects.json")),
                         [](const auto& test) {
                           const auto text = [&](const char* key) { return test.param[key].template get<std::string>(); };
                           return test::test_name(text("family") + "_" + text("name") + "_" + std::to_string(test.index));
                         });

// What Keras' JSON has no class for, and why.
struct WithoutClass {
  const char* family;
  const char* type;
  const char* reason;
};
constexpr WithoutClass without_class[] = {
    {"loss", "Crossentropy", "Keras chooses it by a string"},
    {"metric", "accuracy", "the same"},
};

TEST(KerasObjectCases, HoldEveryComponent) {
  std::set<std::pair<std::string, std::string>> have, reasoned;
  for (const Json& each : test::golden_cases("keras_objects.json"))
    have.emplace(each["family"], family_named(each["family"]).find(each["keras"]["class_name"].get<std::string>())->type);
  for (const WithoutClass& each : without_class) {
    reasoned.emplace(each.family, each.type);
    EXPECT_FALSE(have.contains({each.family, each.type})) << each.type << " has a case, and no class: " << each.reason;
  }
  for (const Family* family : families)
    for (std::size_t i = 0; i < family->size(); ++i) {
      const std::pair<std::string, std::string> name{family->name, family->kind(i).type};
      EXPECT_NE(have.contains(name), reasoned.contains(name))
          << name.first << " " << name.second << " must be in tests/golden/keras_objects.json (record.py keras_objects), or have a reason";
    }
}

// All classes in it, however deep.
void collect_classes(const Json& json, std::set<std::string>& classes) {
  if (json.is_object() && json.contains("class_name")) classes.insert(json["class_name"].get<std::string>());
  if (json.is_structured())
    for (const Json& item : json) collect_classes(item, classes);
}

TEST(KerasJsonCases, HoldEveryLayer) {
  std::set<std::string> classes;
  for (const Json& each : test::golden_cases("keras_json.json")) collect_classes(each["keras"], classes);
  for (const LayerKind& kind : LayerFamily::kinds())
    EXPECT_TRUE(classes.contains(std::string(kind.type)))
        << kind.type << " is in no case of tests/golden/keras_json.json: record.py keras_json";
}

}  // namespace
}  // namespace nntrain
