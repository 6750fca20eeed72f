// An event file of TensorBoard: scalars, histograms and images by step, and a graph. Scalars, histograms and images are
// tensors with a plugin's name, as TensorFlow 2 writes them.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace nntrain::events {

// Grey, row-major, 0 black and 255 white.
struct Image {
  int width, height;
  std::vector<std::uint8_t> pixels;
};

struct GraphNode {
  std::string name, op;
  std::vector<std::string> inputs;  // names of nodes
  std::vector<std::int64_t> shape;  // of what it gives; -1: not known, the batch
};

class EventFile {
 public:
  // Begins the file afresh. Errors of all functions: io.
  explicit EventFile(const std::string& path);
  // Goes on behind its first `size` bytes.
  EventFile(const std::string& path, std::uint64_t size) : file_(path, size) {}
  ~EventFile();  // what is not yet written is, if it can be

  // The seconds at which TensorBoard shows what follows.
  void set_time(double seconds) { time_ = seconds; }

  void scalar(std::string_view tag, std::int64_t step, double value);
  // Of 30 buckets of equal width from the smallest to the largest value.
  void histogram(std::string_view tag, std::int64_t step, std::span<const float> values);
  // Of one size; at least one.
  void images(std::string_view tag, std::int64_t step, std::span<const Image> images);
  void graph(std::span<const GraphNode> nodes);

  void flush();  // until then some events may wait
  std::uint64_t sync();  // all is on the disk then; returns how many bytes that are

 private:
  template <class E>
  void add(const E& event);

  GrowingFile file_;
  double time_ = 0;
  std::string waiting_;
};

// Rows of left edge, right edge, number of values.
std::vector<double> histogram_buckets(std::span<const float> values);

}  // namespace nntrain::events
