// Threads: either every thread takes its slice of each result, as ours do, on our own Team with our barriers, and Eigen
// computes the slice ("slices"); or Eigen's products and the loops between them are cut by OpenMP ("openmp").
#include <Eigen/Core>
#include <chrono>
#include <cmath>
#include <utility>
#if defined(_OPENMP)
#include <omp.h>
#else
#include "runtime/team.h"
#endif

#include "peer.h"

namespace nntrain::bench {

namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::Array<float, Eigen::Dynamic, 1>;

constexpr Index wide = 96;  // layers of as many units are cut by column, others by sample

struct Parameter {  // with its moments, for Adam
  explicit Parameter(Index size) : value(size), first(Vector::Zero(size)), second(Vector::Zero(size)) {}
  Vector value, first, second;
};

struct Layer {
  Layer(Index rows, Index inputs, Index units)
      : kernel(inputs * units),
        bias(units),
        kernel_gradient(inputs, units),
        bias_gradient(units),
        output(rows, units),
        delta(rows, units) {}
  Parameter kernel, bias;
  Matrix kernel_gradient;
  Vector bias_gradient;
  Matrix output, delta;  // delta: the loss' gradient by the sum before the activation
  Eigen::Map<Matrix> weights() { return {kernel.value.data(), kernel_gradient.rows(), kernel_gradient.cols()}; }
};

class EigenStep : public PeerStep {
 public:
  explicit EigenStep(PeerJob job)
      : job_(std::move(job)),
        input_(job_.batch, job_.widths[0]),
        target_(job_.batch),
        row_loss_(job_.batch)
#if !defined(_OPENMP)
        ,
        team_(job_.threads),
        barrier_(job_.threads)
#endif
  {
    for (std::size_t l = 0; l + 1 < job_.widths.size(); ++l) {
      layers_.emplace_back(job_.batch, job_.widths[l], job_.widths[l + 1]);
      std::copy(job_.parameters[2 * l].begin(), job_.parameters[2 * l].end(), layers_[l].kernel.value.data());
      std::copy(job_.parameters[2 * l + 1].begin(), job_.parameters[2 * l + 1].end(), layers_[l].bias.value.data());
    }
#if defined(_OPENMP)
    Eigen::setNbThreads(job_.threads);
#endif
  }

  void step(std::span<const Index> rows) override {
    rows_ = rows.data();
    ++steps_;
    rate_ = static_cast<float>(job_.learning_rate);
    if (job_.adam)
      rate_ *= static_cast<float>(std::sqrt(1 - std::pow(0.999, static_cast<double>(steps_))) /
                                  (1 - std::pow(0.9, static_cast<double>(steps_))));
#if defined(_OPENMP)
    run(0);
#else
    team_.run([](void* self, int id) { static_cast<EigenStep*>(self)->run(id); }, this);
#endif
    for (Index r = 0; r < job_.batch; ++r) loss_ += static_cast<double>(row_loss_[r]);
  }
  double take_loss() override { return std::exchange(loss_, 0); }

 private:
  // f(begin, end) on this thread's part of n items, dealt `unit` at a time.
  template <class F>
  void slices([[maybe_unused]] int id, Index n, Index unit, F f) {
    const auto part = [&](int thread) {
      const Index units = (n + unit - 1) / unit, count = job_.threads;
      const Index begin = std::min(n, units * thread / count * unit),
                  end = std::min(n, units * (thread + 1) / count * unit);
      if (begin < end) f(begin, end);
    };
#if defined(_OPENMP)
    if (job_.threads == 1) return part(0);
#pragma omp parallel num_threads(job_.threads)
    part(omp_get_thread_num());
#else
    part(id);
#endif
  }
  // multiply, then finish, on slices; multiplying on the whole where Eigen itself deals a product to threads.
  template <class Multiply, class Finish>
  void product(int id, Index n, Index unit, Multiply multiply, Finish finish) {
#if defined(_OPENMP)
    multiply(Index{0}, n);
    slices(id, n, unit, finish);
#else
    slices(id, n, unit, [&](Index begin, Index end) {
      multiply(begin, end);
      finish(begin, end);
    });
#endif
  }
  void meet() {
#if !defined(_OPENMP)
    barrier_.wait();
#endif
  }

  void run(int id) {
    gather(id);
    for (std::size_t l = 0; l < layers_.size(); ++l) forward(id, l);
    loss(id);
    for (std::size_t l = layers_.size() - 1; l > 0; --l) backward(id, l);
    for (std::size_t l = 0; l < layers_.size(); ++l) learn(id, l);
  }

  void gather(int id) {
    slices(id, job_.batch, 8, [&](Index begin, Index end) {
      for (Index r = begin; r < end; ++r) {
        std::copy_n(job_.inputs + rows_[r] * job_.widths[0], job_.widths[0], input_.row(r).data());
        target_[r] = job_.targets[rows_[r]];
      }
    });
    meet();
  }

  void forward(int id, std::size_t l) {
    Layer& layer = layers_[l];
    const Matrix& in = l ? layers_[l - 1].output : input_;
    const bool last = l + 1 == layers_.size();
    Matrix& y = layer.output;
    const auto finish = [&](Index row_begin, Index row_end, Index begin, Index end) {
      const auto bias = layer.bias.value.segment(begin, end - begin).transpose();
      for (Index r = row_begin; r < row_end; ++r) {
        auto part = y.row(r).segment(begin, end - begin).array();
        if (last)
          part += bias;
        else
          part = (part + bias).cwiseMax(0.f);
      }
    };
    if (y.cols() >= wide) {
      product(
          id, y.cols(), 48,
          [&](Index begin, Index end) {
            y.middleCols(begin, end - begin).noalias() = in * layer.weights().middleCols(begin, end - begin);
          },
          [&](Index begin, Index end) { finish(0, job_.batch, begin, end); });
      meet();
    } else {
      product(
          id, job_.batch, 8,
          [&](Index begin, Index end) {
            y.middleRows(begin, end - begin).noalias() = in.middleRows(begin, end - begin) * layer.weights();
          },
          [&](Index begin, Index end) { finish(begin, end, 0, y.cols()); });
      if (!last && layers_[l + 1].output.cols() >= wide) meet();  // else each thread goes on with its own rows
    }
  }

  void loss(int id) {
    Layer& last = layers_.back();
    const float scale = 1 / static_cast<float>(job_.batch);
    slices(id, job_.batch, 8, [&](Index begin, Index end) {
      for (Index r = begin; r < end; ++r) {
        const auto y = last.output.row(r).array();
        auto d = last.delta.row(r).array();
        if (last.output.cols() == 1) {
          const float error = y[0] - target_[r];
          row_loss_[r] = error * error;
          d[0] = 2 * scale * error;
          continue;
        }
        const Index label = static_cast<Index>(target_[r]);
        const float largest = y.maxCoeff();
        d = (y - largest).exp();
        const float sum = d.sum();
        row_loss_[r] = std::log(sum) + largest - y[label];
        d *= scale / sum;
        d[label] -= scale;
      }
    });
    meet();
  }

  // From a layer's delta to that of the layer before.
  void backward(int id, std::size_t l) {
    Layer &layer = layers_[l], &before = layers_[l - 1];
    if (before.output.cols() >= wide) {
      product(
          id, before.output.cols(), 48,
          [&](Index begin, Index end) {
            before.delta.middleCols(begin, end - begin).noalias() =
                layer.delta * layer.weights().middleRows(begin, end - begin).transpose();
          },
          [&](Index begin, Index end) {
            const auto y = before.output.middleCols(begin, end - begin).array();
            auto d = before.delta.middleCols(begin, end - begin).array();
            d = (y > 0.f).select(d, 0.f);
          });
    } else {
      product(
          id, job_.batch, 8,
          [&](Index begin, Index end) {
            before.delta.middleRows(begin, end - begin).noalias() =
                layer.delta.middleRows(begin, end - begin) * layer.weights().transpose();
          },
          [&](Index begin, Index end) {
            const auto y = before.output.middleRows(begin, end - begin).array();
            auto d = before.delta.middleRows(begin, end - begin).array();
            d = (y > 0.f).select(d, 0.f);
          });
    }
    meet();
  }

  // A layer's gradients and updates.
  void learn(int id, std::size_t l) {
    Layer& layer = layers_[l];
    const Matrix& in = l ? layers_[l - 1].output : input_;
    const Index units = layer.output.cols();
    const auto multiply = [&](Index begin, Index end) {
      layer.kernel_gradient.middleRows(begin, end - begin).noalias() =
          in.middleCols(begin, end - begin).transpose() * layer.delta;
    };
    const auto update_rows = [&](Index begin, Index end) {
      update(layer.kernel, layer.kernel_gradient.data(), begin * units, end * units);
    };
#if defined(_OPENMP)
    product(id, in.cols(), 8, multiply, update_rows);
#else
    slices(id, in.cols(), 8, [&](Index begin, Index end) {
      const Index chunk =
          std::max<Index>(8, 65536 / units / 8 * 8);  // 256 KiB of gradient, updated while it is in the cache
      for (Index i = begin; i < end; i += chunk) {
        multiply(i, std::min(i + chunk, end));
        update_rows(i, std::min(i + chunk, end));
      }
    });
#endif
    slices(id, units, 16, [&](Index begin, Index end) {
      layer.bias_gradient.segment(begin, end - begin) =
          layer.delta.middleCols(begin, end - begin).colwise().sum().transpose().array();
      update(layer.bias, layer.bias_gradient.data(), begin, end);
    });
  }

  void update(Parameter& p, const float* gradient, Index begin, Index end) const {
    if (!job_.adam) {
      const Eigen::Map<const Vector> g(gradient + begin, end - begin);
      p.value.segment(begin, end - begin) -= rate_ * g;
      return;
    }
    float *value = p.value.data(), *first = p.first.data(), *second = p.second.data();
#pragma GCC ivdep
    for (Index i = begin; i < end; ++i) {  // one pass over memory: faster than three Eigen expressions
      const float a = 0.9f * first[i] + 0.1f * gradient[i], b = 0.999f * second[i] + 0.001f * gradient[i] * gradient[i];
      first[i] = a;
      second[i] = b;
      value[i] -= a * rate_ / (std::sqrt(b) + 1e-7f);
    }
  }

  PeerJob job_;
  std::vector<Layer> layers_;
  Matrix input_;
  Vector target_, row_loss_;
  const Index* rows_ = nullptr;
  Index steps_ = 0;
  float rate_ = 0;
  double loss_ = 0;
#if !defined(_OPENMP)
  Team team_;
  Barrier barrier_;
#endif
};

}  // namespace

extern "C" const Peer PEER;
#if defined(_OPENMP)
constexpr std::string_view threading = "openmp";
#else
constexpr std::string_view threading = "slices";
#endif
const Peer PEER{PEER_ISA, threading,
                [](PeerJob job) -> std::unique_ptr<PeerStep> { return std::make_unique<EigenStep>(std::move(job)); }};

}  // namespace nntrain::bench
