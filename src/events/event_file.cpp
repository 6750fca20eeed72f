#include "events/event_file.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "events/event.pb.h"
#include "events/png.h"
#include "events/record.h"

namespace nntrain::events {

using tensorflow::Tensor, tensorflow::TensorShape;

namespace {

constexpr std::size_t num_buckets = 30;
constexpr std::size_t most_waiting = 1 << 16;

// The one value of an event, to be given its tensor.
Tensor& add_value(Event& event, std::string_view tag, std::int64_t step, const char* plugin, tensorflow::DataType type,
                  std::initializer_list<std::size_t> shape) {
  event.set_step(step);
  Summary::Value& value = *event.mutable_summary()->add_value();
  value.set_tag(std::string(tag));
  value.mutable_metadata()->mutable_plugin_data()->set_plugin_name(plugin);
  Tensor& tensor = *value.mutable_tensor();
  tensor.set_dtype(type);
  TensorShape& dims = *tensor.mutable_tensor_shape();  // a scalar's is empty, but there
  for (const std::size_t size : shape) dims.add_dim()->set_size(static_cast<std::int64_t>(size));
  return tensor;
}

}  // namespace

EventFile::EventFile(const std::string& path) : file_(path, GrowingFile::Start::empty) {
  Event first;
  first.set_file_version("brain.Event:2");
  add(first);
  flush();
}

EventFile::~EventFile() {
  try {
    flush();
  } catch (const Error&) {
    // Whoever cares calls flush().
  }
}

template <class E>
void EventFile::add(const E& event) {
  append_record(waiting_, event.SerializeAsString());
  if (waiting_.size() >= most_waiting) flush();
}

void EventFile::flush() {
  const std::string events = std::exchange(waiting_, {});
  if (!events.empty()) file_.append(events);
}

std::uint64_t EventFile::sync() {
  flush();
  return file_.sync();
}

void EventFile::scalar(std::string_view tag, std::int64_t step, double value) {
  Event event;
  event.set_wall_time(time_);
  add_value(event, tag, step, "scalars", tensorflow::DT_FLOAT, {}).add_float_val(static_cast<float>(value));
  add(event);
}

void EventFile::histogram(std::string_view tag, std::int64_t step, std::span<const float> values) {
  Event event;
  event.set_wall_time(time_);
  Tensor& tensor = add_value(event, tag, step, "histograms", tensorflow::DT_DOUBLE, {num_buckets, 3});
  for (const double number : histogram_buckets(values)) tensor.add_double_val(number);
  add(event);
}

void EventFile::images(std::string_view tag, std::int64_t step, std::span<const Image> images) {
  Event event;
  event.set_wall_time(time_);
  Tensor& tensor = add_value(event, tag, step, "images", tensorflow::DT_STRING, {2 + images.size()});
  tensor.add_string_val(std::to_string(images[0].width));
  tensor.add_string_val(std::to_string(images[0].height));
  for (const Image& image : images) tensor.add_string_val(png(image));
  add(event);
}

void EventFile::graph(std::span<const GraphNode> nodes) {
  tensorflow::Graph graph;
  graph.mutable_versions()->set_producer(1);
  for (const GraphNode& node : nodes) {
    tensorflow::Node& out = *graph.add_node();
    out.set_name(node.name);
    out.set_op(node.op);
    for (const std::string& input : node.inputs) out.add_input(input);
    tensorflow::Node::Attr& attr = *out.add_attr();
    attr.set_key("_output_shapes");
    TensorShape& shape = *attr.mutable_value()->mutable_list()->add_shape();
    for (const std::int64_t size : node.shape) shape.add_dim()->set_size(size);
  }
  Event event;
  event.set_wall_time(time_);
  event.set_graph_def(graph.SerializeAsString());
  add(event);
}

std::vector<double> histogram_buckets(std::span<const float> values) {
  std::vector<double> buckets(num_buckets * 3, 0.0);
  if (values.empty()) return buckets;
  const auto [low_at, high_at] = std::minmax_element(values.begin(), values.end());
  const double low = static_cast<double>(*low_at), high = static_cast<double>(*high_at);
  const double range = high - low, width = range / static_cast<double>(num_buckets);
  for (std::size_t i = 0; i < num_buckets; ++i) {
    buckets[3 * i] = low + static_cast<double>(i) * width;
    buckets[3 * i + 1] = i + 1 < num_buckets ? low + static_cast<double>(i + 1) * width : high;
  }
  for (const float value : values) {
    // All in the last one where they are equal.
    const double place =
        range > 0 ? std::floor((static_cast<double>(value) - low) / width) : static_cast<double>(num_buckets);
    const double last = static_cast<double>(num_buckets - 1);
    buckets[3 * static_cast<std::size_t>(place >= 0 && place < last ? place : last) + 2] += 1;
  }
  return buckets;
}

}  // namespace nntrain::events
