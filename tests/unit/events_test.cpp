// Event files: frames and checksums by their published values, images by the library, what is in a file as it was put
// in.
#include "events/event_file.h"
#include "events/png.h"
#include "support/event_reader.h"
#include "support/golden.h"
#include "support/temporary_folder.h"

namespace nntrain::events {

namespace {

TEST(Crc32c, HasItsPublishedValues) {  // RFC 3720, appendix B.4, and the polynomial's check value
  std::string rising, falling;
  for (int i = 0; i < 32; ++i) {
    rising += static_cast<char>(i);
    falling += static_cast<char>(31 - i);
  }
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(crc32c(std::string(32, '\xFF')), 0x62A8AB43u);
  EXPECT_EQ(crc32c(rising), 0x46DD794Eu);
  EXPECT_EQ(crc32c(falling), 0x113FDB5Cu);
  EXPECT_EQ(crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(crc32c(""), 0u);
}

TEST(Histogram, HasTensorFlowsBuckets) {
  const Json recorded = test::golden("tensor_board.json");
  for (const Json& each : recorded["histograms"]) {
    std::vector<float> values;
    for (const Json& v : each["values"]) values.push_back(v.get<float>());
    const std::vector<double> expected = test::flat(each["buckets"]), got = histogram_buckets(values);
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      const double allowed = i % 3 == 2 ? 0 : 1e-14 * std::fabs(expected[i]);  // counts are exact
      EXPECT_NEAR(got[i], expected[i], allowed) << each["name"] << ", bucket " << i / 3;
    }
  }
  EXPECT_EQ(histogram_buckets({}), std::vector<double>(90, 0.0));
}

TEST(Png, HoldsItsPixels) {
  const Image image{5, 3, {0, 1, 2, 3, 4, 50, 60, 70, 80, 90, 255, 254, 253, 252, 251}};
  EXPECT_EQ(test::png_pixels(png(image)), std::vector<int>(image.pixels.begin(), image.pixels.end()));
}

TEST(EventFile, HoldsWhatWasPutIn) {
  const test::TemporaryFolder folder;
  {
    EventFile file("events");
    file.scalar("epoch_loss", 3, 0.25);
    file.set_time(7);
    const std::vector<float> values{1, 2, 4};
    file.histogram("dense/kernel/histogram", 4, values);
    const Image images[] = {{2, 1, {0, 255}}, {2, 1, {9, 8}}};
    file.images("dense/kernel/image", 5, images);
    const GraphNode nodes[] = {{"x", "Input", {}, {-1, 2}}, {"dense", "Dense", {"x", "dense/kernel"}, {-1, 3}}};
    file.graph(nodes);
  }
  const std::vector<Event> found = test::read_events("events");
  ASSERT_EQ(found.size(), 5u);
  EXPECT_EQ(found[0].file_version(), "brain.Event:2");

  const Summary::Value& scalar = found[1].summary().value(0);
  EXPECT_EQ(found[1].step(), 3);
  EXPECT_EQ(found[1].wall_time(), 0);
  EXPECT_EQ(scalar.tag(), "epoch_loss");
  EXPECT_EQ(scalar.metadata().plugin_data().plugin_name(), "scalars");
  EXPECT_EQ(scalar.tensor().float_val(0), 0.25f);
  EXPECT_EQ(scalar.tensor().tensor_shape().dim_size(), 0);

  const Summary::Value& histogram = found[2].summary().value(0);
  EXPECT_EQ(found[2].wall_time(), 7);
  EXPECT_EQ(histogram.metadata().plugin_data().plugin_name(), "histograms");
  EXPECT_EQ(histogram.tensor().tensor_shape().dim(0).size(), 30);
  EXPECT_EQ(histogram.tensor().tensor_shape().dim(1).size(), 3);
  EXPECT_EQ(histogram.tensor().double_val_size(), 90);

  const Summary::Value& image = found[3].summary().value(0);
  EXPECT_EQ(image.metadata().plugin_data().plugin_name(), "images");
  ASSERT_EQ(image.tensor().string_val_size(), 4);
  EXPECT_EQ(image.tensor().string_val(0), "2");
  EXPECT_EQ(image.tensor().string_val(1), "1");

  tensorflow::Graph graph;
  ASSERT_TRUE(graph.ParseFromString(found[4].graph_def()));
  ASSERT_EQ(graph.node_size(), 2);
  EXPECT_EQ(graph.node(1).name(), "dense");
  EXPECT_EQ(graph.node(1).op(), "Dense");
  EXPECT_EQ(graph.node(1).input(1), "dense/kernel");
  EXPECT_EQ(graph.node(1).attr(0).key(), "_output_shapes");
  EXPECT_EQ(graph.node(1).attr(0).value().list().shape(0).dim(1).size(), 3);
}

}  // namespace

}  // namespace nntrain::events
