// The TensorBoard callback against the events that Keras' wrote of the same job (tests/golden/tensor_board.json).
#include <map>

#include "support/event_reader.h"
#include "support/recorded_job.h"
#include "support/temporary_folder.h"

namespace nntrain {
namespace {

using test::flat;
using test::golden;

// Runs the recorded trajectory `binary_classifier` with this callback, and other changes.
void run_job(const Json& callback, Json changes = Json::object()) {
  changes["callbacks"] = Json::array({callback});
  test::RecordedJob("binary_classifier", changes).run->run();
}

std::string event_path(const std::string& part) { return "logs/" + part + "/events.out.tfevents.0.nntrain.v2"; }

// Numbers of a tensor; an image's are its size and its number of images.
std::vector<double> numbers_of(const tensorflow::Tensor& tensor) {
  std::vector<double> list(tensor.float_val().begin(), tensor.float_val().end());
  list.insert(list.end(), tensor.double_val().begin(), tensor.double_val().end());
  if (tensor.string_val_size() > 0)
    list = {std::stod(tensor.string_val(0)), std::stod(tensor.string_val(1)),
            static_cast<double>(tensor.string_val_size() - 2)};
  return list;
}

using Key = std::pair<std::string, std::int64_t>;  // tag and step

std::map<Key, events::Summary::Value> summaries(const std::string& part) {
  std::map<Key, events::Summary::Value> all;
  for (const events::Event& event : test::read_events(event_path(part)))
    for (const events::Summary::Value& value : event.summary().value()) {
      const bool is_new = all.emplace(Key{value.tag(), event.step()}, value).second;
      EXPECT_TRUE(is_new) << value.tag() << " twice at step " << event.step();
    }
  return all;
}

void expect_value(const events::Summary::Value& got, const Json& expected) {
  const std::string what = got.tag() + " at " + expected["step"].dump();
  EXPECT_EQ(got.metadata().plugin_data().plugin_name(), expected["plugin"].get<std::string>()) << what;
  const std::vector<double> numbers = numbers_of(got.tensor());
  if (expected["plugin"] == "scalars") {
    ASSERT_EQ(numbers.size(), 1u) << what;
    EXPECT_NEAR(numbers[0], expected["value"].get<double>(), 2e-5 * std::fabs(expected["value"].get<double>())) << what;
  } else if (expected["plugin"] == "images") {
    const Json& images = expected["value"];
    EXPECT_EQ(numbers, (std::vector<double>{static_cast<double>(images[0][0].size()),
                                            static_cast<double>(images[0].size()), static_cast<double>(images.size())}))
        << what;
    for (std::size_t i = 0; i < images.size(); ++i) {
      const std::vector<int> pixels = test::png_pixels(got.tensor().string_val(static_cast<int>(i) + 2));
      const std::vector<double> wanted = flat(images[i]);
      ASSERT_EQ(pixels.size(), wanted.size()) << what;
      for (std::size_t k = 0; k < pixels.size(); ++k) EXPECT_NEAR(pixels[k], wanted[k], 1) << what;
    }
  } else {
    // The edges; how many values lie between may differ by what lies on an edge, but not in all.
    const std::vector<double> wanted = flat(expected["value"]);
    ASSERT_EQ(numbers.size(), wanted.size()) << what;
    double count = 0, wanted_count = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (i % 3 != 2) {
        EXPECT_NEAR(numbers[i], wanted[i], 1e-5) << what;
      } else {
        count += numbers[i];
        wanted_count += wanted[i];
      }
    }
    EXPECT_EQ(count, wanted_count) << what;
  }
}

class TensorBoardGolden : public testing::TestWithParam<Json> {};

TEST_P(TensorBoardGolden, WritesWhatKerasWrites) {
  const test::TemporaryFolder folder;
  Json callback = GetParam()["options"];
  callback["type"] = "TensorBoard";
  run_job(callback, GetParam().value("changes", Json::object()));
  for (const char* part : {"train", "validation"}) {
    std::map<Key, events::Summary::Value> found = summaries(part);
    ASSERT_FALSE(GetParam()[part].empty());
    for (const Json& expected : GetParam()[part]) {
      const auto place = found.find({expected["tag"].get<std::string>(), expected["step"].get<std::int64_t>()});
      ASSERT_NE(place, found.end()) << expected["tag"] << " at " << expected["step"];
      expect_value(place->second, expected);
      found.erase(place);
    }
    // Keras drops what falls on other steps than every update_freq-th.
    const bool drops = GetParam()["options"].value("update_freq", Json()) == 2;
    for (const auto& [key, value] : found)  // what Keras has not
      EXPECT_TRUE(drops && (key.first.starts_with("epoch_") || key.first.starts_with("evaluation_")))
          << key.first << " at " << key.second;
    EXPECT_EQ(!found.empty(), drops);
  }
}

std::vector<Json> jobs() {
  const Json all = golden("tensor_board.json")["jobs"];
  return {all.begin(), all.end()};
}
INSTANTIATE_TEST_SUITE_P(Golden, TensorBoardGolden, testing::ValuesIn(jobs()), test::case_name);

TEST(TensorBoard, WritesTheNetworksGraphUnlessToldNotTo) {
  const auto graphs = [](bool wanted) {
    const test::TemporaryFolder folder;
    run_job({{"type", "TensorBoard"}, {"write_graph", wanted}});
    std::vector<tensorflow::Graph> list;
    for (const events::Event& event : test::read_events(event_path("train")))
      if (event.what_case() == events::Event::kGraphDef) {
        EXPECT_TRUE(list.emplace_back().ParseFromString(event.graph_def()));
      }
    return list;
  };
  EXPECT_TRUE(graphs(false).empty());
  const std::vector<tensorflow::Graph> found = graphs(true);
  ASSERT_EQ(found.size(), 1u);
  std::map<std::string, tensorflow::Node> nodes;
  for (const tensorflow::Node& node : found[0].node()) nodes[node.name()] = node;
  EXPECT_EQ(nodes.size(), static_cast<std::size_t>(found[0].node_size())) << "a name twice";
  for (const auto& [name, node] : nodes)
    for (const std::string& input : node.input()) EXPECT_TRUE(nodes.contains(input)) << name << " takes " << input;
  ASSERT_TRUE(nodes.contains("dense_1"));
  EXPECT_EQ(nodes["dense_1"].op(), "Dense");
  EXPECT_EQ(nodes["dense_1"].input(0), "batch_normalization");
  EXPECT_EQ(nodes["dense_1"].input(1), "dense_1/kernel");
  EXPECT_EQ(nodes["dense"].input(0), "input_layer");
  EXPECT_EQ(nodes["dense"].attr(0).value().list().shape(0).dim(1).size(), 8);
}

TEST(TensorBoard, EqualRunsWriteEqualBytes) {
  const Json callback{{"type", "TensorBoard"}, {"histogram_freq", 1}, {"write_images", true}, {"update_freq", 3}};
  std::string before;
  for (int run = 0; run < 2; ++run) {
    const test::TemporaryFolder folder;
    run_job(callback);
    run_job(callback);  // replaces the first's
    const std::string bytes = read_file(event_path("train")) + read_file(event_path("validation"));
    if (run > 0) {
      EXPECT_EQ(bytes, before);
    }
    before = bytes;
  }
}

}  // namespace
}  // namespace nntrain
