#include "initializers/orthogonal.h"

#include <Eigen/QR>

#include "base/error.h"

namespace nntrain {

void Orthogonal::fill(std::span<float> out, std::span<const std::int64_t> shape, Draw draw) const {
  if (shape.size() < 2)
    throw Error{ErrorKind::config,
                "Orthogonal expected a weight of at least two dimensions; got one of " + std::to_string(shape.size()),
                {},
                "use it for kernels, and another initializer for vectors like a bias"};
  if (out.empty()) return;
  using Matrix = Eigen::MatrixXd;
  using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Index cols = shape.back(), rows = static_cast<Eigen::Index>(out.size()) / cols;
  const Eigen::Index tall = std::max(rows, cols), wide = std::min(rows, cols);

  const Draw source = seeded(seed, draw);
  Matrix a(tall, wide);
  for (Eigen::Index r = 0; r < tall; ++r)
    for (Eigen::Index c = 0; c < wide; ++c)
      a(r, c) = normal(source.seed, source.stream, 0, static_cast<std::uint64_t>(r * wide + c));
  const Eigen::HouseholderQR<Matrix> qr(a);
  Matrix q = qr.householderQ() * Matrix::Identity(tall, wide);
  for (Eigen::Index c = 0; c < wide; ++c)
    if (qr.matrixQR()(c, c) < 0) q.col(c) *= -1;
  if (rows < cols) q.transposeInPlace();
  Eigen::Map<RowMajor>(out.data(), rows, cols) = (q * gain).cast<float>();
}

}  // namespace nntrain
