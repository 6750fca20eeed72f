// Rows for a network's input that are no rows of its training data.
#pragma once
#include <cmath>

#include "columns/columns.h"

namespace nntrain::test {

// From -2 to 2; small whole numbers where an embedding looks them up.
inline Matrix example_rows(const InputColumns& input, std::int64_t rows) {
  Matrix m{input.row_size(), FloatBuffer(static_cast<std::size_t>(rows * input.row_size()))};
  for (std::size_t i = 0; i < m.values.size(); ++i) {
    const auto u = static_cast<float>((i * 2654435761u + 12345u) % 1000) / 1000;
    m.values[i] = input.index_limit > 0 ? std::floor(u * static_cast<float>(input.index_limit)) : 4 * u - 2;
  }
  return m;
}

}  // namespace nntrain::test
