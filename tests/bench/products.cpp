// Products of few rows and few columns, where the forms of kernels/gemm.cpp change over: a line for each shape, against Eigen, best of nine.
// products M N K: of that shape alone. All of its bits must be those of plain sums.
#include "kernels/gemm.cpp"

#include <Eigen/Dense>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace {

using namespace nntrain;
using Matrix = Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

enum class Form { forward, weights_gradient, backward };  // x w, x^T dy, dy w^T
constexpr std::array names{"x w", "xT dy", "dy wT"};

template <class F>
double best_nanoseconds(F call) {
  using Clock = std::chrono::steady_clock;
  const auto run = [&](Index times) {
    const auto begin = Clock::now();
    for (Index i = 0; i < times; ++i) call();
    return std::chrono::duration<double, std::nano>(Clock::now() - begin).count() / static_cast<double>(times);
  };
  run(1);
  const auto times = static_cast<Index>(std::max(1.0, 30e3 / run(1)));
  double best = run(times);
  for (int i = 0; i < 8; ++i) best = std::min(best, run(times));
  return best;
}

bool measure(Form form, Index m, Index n, Index k, std::vector<std::byte>& workspace) {
  const bool ta = form == Form::weights_gradient, tb = form == Form::backward;
  const Matrix a = ta ? Matrix::Random(k, m) : Matrix::Random(m, k), b = tb ? Matrix::Random(n, k) : Matrix::Random(k, n);
  Matrix ours(m, n), eigen(m, n), plain(m, n);
  const GemmOperand left{a.data(), ta ? 1 : k, ta ? m : 1}, right{b.data(), tb ? 1 : n, tb ? k : 1};
  workspace.resize(static_cast<std::size_t>(gemm_workspace_bytes(m, n, k)) + 64);
  void* aligned = workspace.data();
  std::size_t space = workspace.size();
  std::align(64, space - 64, aligned, space);
  const double time = best_nanoseconds([&] { gemm(m, n, k, left, right, {ours.data(), n}, static_cast<std::byte*>(aligned)); });
  const double peer = best_nanoseconds([&] {
    if (ta) eigen.noalias() = a.transpose() * b;
    else if (tb) eigen.noalias() = a * b.transpose();
    else eigen.noalias() = a * b;
  });
  tiny_gemm(m, n, k, left, right, plain.data(), n);
  const bool same = std::memcmp(ours.data(), plain.data(), static_cast<std::size_t>(m * n) * sizeof(real)) == 0;
  std::printf("| %s | %td | %td | %td | %.4g ns | %.1f | %.2f |%s\n", names[static_cast<std::size_t>(form)], m, n, k, time,
              2 * static_cast<double>(m * n * k) / time, time / peer, same ? "" : " other bits than plain sums");
  return same;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Index> rows{1, 2, 4, 8, 32, 128, 1024}, columns{1, 2, 3, 4, 8, 10, 16, 64}, terms{1, 4, 16, 64, 256, 1024};
  if (argc == 4) rows = {std::atol(argv[1])}, columns = {std::atol(argv[2])}, terms = {std::atol(argv[3])};
  std::printf("| product | rows | columns | terms | time | GFLOP/s | of Eigen's time |\n|---|---|---|---|---|---|---|\n");
  std::vector<std::byte> workspace;
  bool same = true;
  for (const Form form : {Form::forward, Form::weights_gradient, Form::backward})
    for (const Index n : columns)
      for (const Index k : terms)
        for (const Index m : rows) same &= measure(form, m, n, k, workspace);
  return same ? 0 : 1;
}
