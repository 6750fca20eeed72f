#include "callbacks/tensor_board.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include "base/file.h"
#include "callbacks/kept_file.h"
#include "callbacks/weight_image.h"
#include "events/event_file.h"

namespace nntrain::callbacks {

namespace {

using events::EventFile;
using events::GraphNode;

std::string event_path(const std::string& log_dir, const char* part) {
  return (std::filesystem::path(log_dir) / part / "events.out.tfevents.0.nntrain.v2").string();
}

// A node for each input, layer and weight; a weight stands in its layer's scope.
std::vector<GraphNode> graph_of(const JobFacts& job, std::span<const NamedTensor> weights) {
  std::vector<GraphNode> nodes;
  const auto batched = [](std::vector<std::int64_t> shape) {
    shape.insert(shape.begin(), -1);
    return shape;
  };
  for (const JobFacts::Layer& layer : job.layers) {
    GraphNode node{layer.name, layer.type, layer.inputs, batched(layer.output_shape)};
    for (const NamedTensor& weight : weights)
      if (weight.name.starts_with(layer.name + "/")) node.inputs.push_back(weight.name);
    nodes.push_back(std::move(node));
  }
  for (const NamedTensor& weight : weights) nodes.push_back({weight.name, "Weight", {}, weight.shape});
  return nodes;
}

class Board : public RunningCallback {
 public:
  Board(const TensorBoard& options, const JobFacts& job) : options_(options), job_(job) {}

  void train_begin(RunControl& run) override {
    std::error_code ignored;
    std::filesystem::remove(event_path(options_.log_dir, "validation"), ignored);  // of a run before
    train_ = open("train");
    if (options_.write_graph) train_->graph(graph_of(job_, run.weights()));
    train_->flush();
  }

  void epoch_begin(std::int64_t, RunControl& run) override {
    epoch_start_ns_ = step_start_ns_ = run.now_ns();
    updates_before_epoch_ = run.updates_done();
  }

  bool wants_steps() const override { return options_.update_freq.steps > 0; }

  void step_end(std::int64_t, RunControl& run) override {
    const std::int64_t step = run.steps_done();
    if (step % options_.update_freq.steps == 0) {
      train_->set_time(static_cast<double>(step));
      if (options_.write_steps_per_second)
        train_->scalar("batch_steps_per_second", step, 1 / seconds_since(step_start_ns_, run));
      for (const Logs::Value& v : run.logs_so_far()) train_->scalar("batch_" + v.name, step, v.value);
    }
    if (options_.write_steps_per_second) step_start_ns_ = run.now_ns();
  }

  void validation_end(const Logs& logs, RunControl& run) override {
    if (!validation_) validation_ = open("validation");
    validation_->set_time(static_cast<double>(run.steps_done()));
    for (const Logs::Value& v : logs)
      validation_->scalar("evaluation_" + v.name + "_vs_iterations", run.updates_done(), v.value);
  }

  void epoch_end(std::int64_t epoch, Logs& logs, RunControl& run) override {
    train_->set_time(static_cast<double>(run.steps_done()));
    for (const Logs::Value& v : logs) {
      if (v.name == "learning_rate") continue;  // that of now, which a callback before may have set
      if (!v.name.starts_with("val_"))
        train_->scalar("epoch_" + v.name, epoch, v.value);
      else if (validation_)
        validation_->scalar("epoch_" + v.name.substr(4), epoch, v.value);
    }
    for (const Logs::Value& v : run.learning_rates()) train_->scalar("epoch_" + v.name, epoch, v.value);
    if (options_.write_steps_per_second) {
      const auto updates = static_cast<double>(run.updates_done() - updates_before_epoch_);
      train_->scalar("epoch_steps_per_second", epoch, updates / seconds_since(epoch_start_ns_, run));
    }
    if (options_.histogram_freq > 0 && epoch % options_.histogram_freq == 0) write_weights(epoch, run);
    train_->flush();
    if (validation_) validation_->flush();
  }

  void keep(Archive& archive) override {
    keep_file(archive, train_, event_path(options_.log_dir, "train"));
    keep_file(archive, validation_, event_path(options_.log_dir, "validation"));
    archive(updates_before_epoch_);
  }

 private:
  std::unique_ptr<EventFile> open(const char* part) const {
    const std::string path = event_path(options_.log_dir, part);
    make_folders_of(path);
    return std::make_unique<EventFile>(path);
  }

  void write_weights(std::int64_t epoch, RunControl& run) {
    for (const NamedTensor& weight : run.weights()) {
      train_->histogram(weight.name + "/histogram", epoch, weight.values);
      if (!options_.write_images) continue;
      const std::vector<events::Image> images = weight_images(weight);
      if (!images.empty()) train_->images(weight.name + "/image", epoch, images);
    }
  }

  // More than nothing, so that a rate is finite.
  static double seconds_since(std::int64_t start_ns, const RunControl& run) {
    return static_cast<double>(std::max<std::int64_t>(run.now_ns() - start_ns, 1)) / 1e9;
  }

  TensorBoard options_;
  JobFacts job_;
  std::unique_ptr<EventFile> train_, validation_;
  std::int64_t epoch_start_ns_ = 0, step_start_ns_ = 0, updates_before_epoch_ = 0;
};

}  // namespace

std::string TensorBoard::check() const {
  if (log_dir.empty()) return "expected a log_dir";
  if (profile_batch != 0) return "profile_batch is not supported: expected 0; nntrain writes no profiles";
  if (embeddings_freq != 0 || embeddings_metadata)
    return "embeddings_freq and embeddings_metadata are not supported: expected 0 and null; nntrain writes no "
           "embeddings";
  return {};
}

void TensorBoard::check_files() const {
  for (const char* part : {"train", "validation"}) check_writable(event_path(log_dir, part), true);
}

std::unique_ptr<RunningCallback> TensorBoard::start(const JobFacts& job) const {
  return std::make_unique<Board>(*this, job);
}

}  // namespace nntrain::callbacks
