#include "jobs.h"

#include <nlohmann/json.hpp>

#include "base/random.h"
#include "columns/number.h"
#include "config/config.h"

namespace nntrain::bench {

namespace {

std::string config_of(const Job& job) {
  nlohmann::json layers;
  for (std::size_t l = 1; l < job.widths.size(); ++l) {
    const bool last = l + 1 == job.widths.size();
    layers.push_back({{"type", "Dense"},
                      {"units", job.widths[l]},
                      {"activation", !last               ? "relu"
                                     : job.widths[l] > 1 ? "softmax"
                                                         : "linear"}});
  }
  return nlohmann::json{{"layers", layers},
                        {"optimizer", job.adam ? "adam" : "sgd"},
                        {"loss", job.widths.back() > 1 ? "sparse_categorical_crossentropy" : "mse"},
                        {"batch_size", job.batch}}
      .dump();
}

Columns columns_of(const Job& job) {
  Columns columns;
  InputColumns input{.shape = {job.widths[0]}};
  for (Index i = 0; i < job.widths[0]; ++i) input.columns.push_back({"x" + std::to_string(i), columns::Number{}});
  TargetColumns target{.columns = {{"y", columns::Number{}}}};
  if (job.widths.back() > 1) {
    target.encoding = TargetEncoding::class_index;
    target.num_classes = job.widths.back();
  }
  columns.inputs.push_back(std::move(input));
  columns.targets.push_back(std::move(target));
  return columns;
}

// Inputs from U(-1, 1); the target is a class, or a number, that the first two inputs tell with some noise.
Dataset data_of(const Job& job) {
  Dataset data;
  const Index width = job.widths[0], classes = job.widths.back();
  Matrix x{width, FloatBuffer(static_cast<std::size_t>(job.rows * width))}, y{1, FloatBuffer(static_cast<std::size_t>(job.rows))};
  std::uint32_t random = 12345;
  for (float& value : x.values) {
    random = random * 1664525u + 1013904223u;
    value = static_cast<float>(random >> 8) * 0x1p-23f - 1;
  }
  for (Index r = 0; r < job.rows; ++r) {
    const float told = 2 * x.row(r)[0] + x.row(r)[1] + (width > 2 ? 0.1f * x.row(r)[2] : 0);  // -3.1 ... 3.1
    y.values[static_cast<std::size_t>(r)] = classes == 1 ? told + 4 : std::floor((told + 3.2f) / 6.4f * static_cast<float>(classes));
  }
  data.inputs.push_back(std::move(x));
  data.targets.push_back(std::move(y));
  data.rows = job.rows;
  return data;
}

template <class T>
T checked(T value, Diagnostics& diagnostics) {
  diagnostics.throw_if_any();
  return value;
}

}  // namespace

const std::vector<Job>& jobs() {
  static const std::vector<Job> list{{"2-1", {2, 1}, 2, 1000, false},
                                     {"16-64-64-3", {16, 64, 64, 3}, 32, 3200, true},
                                     {"784-128-10", {784, 128, 10}, 64, 12800, true},
                                     {"784-512-512-10", {784, 512, 512, 10}, 128, 12800, true},
                                     {"1024-4096-4096-10", {1024, 4096, 4096, 10}, 128, 512, false}};
  return list;
}

double Job::flops_per_step() const {
  double products = 0;  // forward, the kernel's gradient, and, but for the first layer, the input's gradient
  for (std::size_t l = 0; l + 1 < widths.size(); ++l)
    products += (l ? 3.0 : 2.0) * static_cast<double>(widths[l] * widths[l + 1]);
  return 2.0 * products * static_cast<double>(batch);
}

Workload::Workload(const Job& job)
    : job_(job),
      diagnostics_(ConfigSource{job.name, config_of(job), {}}),
      spec_(checked(read_config<Spec>(diagnostics_), diagnostics_)),
      network_(spec_, diagnostics_),
      columns_(columns_of(job)),
      data_(data_of(job)),
      batches_(job.rows, job.batch, true, 1) {
  batches_.start_epoch(0);
}

std::unique_ptr<OurStep> Workload::ours(int threads) {
  return std::make_unique<OurStep>(spec_, network_, columns_, data_, diagnostics_, threads);
}

Model Workload::model() {
  Model model{.spec = spec_, .columns = columns_};
  model.weights = ours(1)->run.weights();
  return model;
}

std::unique_ptr<PeerStep> Workload::peer(const Peer& peer, int threads) {
  PeerJob job{job_.widths,
              job_.batch,
              job_.adam,
              job_.adam ? 0.001 : 0.01,
              data_.inputs[0].values.data(),
              data_.targets[0].values.data(),
              {},
              threads};
  for (const NamedTensor& weight : ours(1)->run.weights()) job.parameters.push_back(weight.values);
  return peer.make(std::move(job));
}

}  // namespace nntrain::bench
