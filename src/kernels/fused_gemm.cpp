// A product of two floats is exact in double. Added to the sum in double it is rounded once, and once more to float: this differs from
// a single rounding only where the double lies half way between two floats although the sum does not (S. Boldo and G. Melquiond,
// "Emulation of FMA and correctly rounded sums", 2008). Such a double is moved to the side on which the sum lies.
#include "kernels/fused_gemm.h"

#include <algorithm>

namespace nntrain {

namespace {

constexpr int lanes = 2, vectors = 4, tile_cols = lanes * vectors, tile_rows = 2;
typedef double Doubles __attribute__((vector_size(16)));
typedef std::int64_t Bits __attribute__((vector_size(16)));
typedef float Floats __attribute__((vector_size(8)));

constexpr std::int64_t below_float = (std::int64_t{1} << 29) - 1, half_way = std::int64_t{1} << 28;  // of a double's last bits

Bits is_half_way(Doubles s) { return (reinterpret_cast<Bits>(s) & below_float) == half_way; }

// s = p + c, rounded to double: away from half way, if rounding has brought it there.
Doubles beside_half_way(Doubles s, Doubles p, Doubles c) {
  const Doubles c_part = s - p, lost = (p - (s - c_part)) + (c - c_part);  // exactly (D. Knuth)
  const Bits outwards = (lost > 0) == (s > 0);                             // -1 where true
  const Bits step = (outwards & 2) - 1;
  return reinterpret_cast<Doubles>(reinterpret_cast<Bits>(s) + (step & is_half_way(s) & (lost != 0)));
}

// sum[i][j] += a[i] * b[j], of `rows` rows of A, whose elements are `a_row` and `a_col` apart, and a packed panel of B.
template <int rows>
void tile(Index k, const real* a, Index a_row, Index a_col, const Doubles* b, real (*result)[tile_cols]) {
  Doubles sum[rows][vectors] = {};
  for (Index p = 0; p < k; ++p, a += a_col, b += vectors) {
    Doubles product[rows][vectors], exact[rows][vectors];
    Bits any = {};
#pragma GCC unroll 2
    for (int i = 0; i < rows; ++i) {
      const Doubles factor = static_cast<double>(a[i * a_row]) - Doubles{};
#pragma GCC unroll 4
      for (int j = 0; j < vectors; ++j) {
        product[i][j] = factor * b[j];
        exact[i][j] = product[i][j] + sum[i][j];
        any |= is_half_way(exact[i][j]);
      }
    }
    if (any[0] | any[1])
      for (int i = 0; i < rows; ++i)
        for (int j = 0; j < vectors; ++j) exact[i][j] = beside_half_way(exact[i][j], product[i][j], sum[i][j]);
#pragma GCC unroll 2
    for (int i = 0; i < rows; ++i)
#pragma GCC unroll 4
      for (int j = 0; j < vectors; ++j) sum[i][j] = __builtin_convertvector(__builtin_convertvector(exact[i][j], Floats), Doubles);
  }
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < tile_cols; ++j) result[i][j] = static_cast<real>(sum[i][j / lanes][j % lanes]);
}

}  // namespace

Index fused_gemm_workspace_bytes(Index k) { return k * tile_cols * static_cast<Index>(sizeof(double)); }

void fused_gemm(Index m, Index n, Index k, const GemmOperand& a, const GemmOperand& b, const GemmResult& result, std::byte* workspace) {
  if (m <= 0 || n <= 0) return;
  auto* const panel = reinterpret_cast<double*>(workspace);
  const Index rows_at_once = std::max<Index>(gemm_block_elements / n, 1);
  for (Index begin = 0; begin < m; begin += rows_at_once) {
    const Index end = std::min(m, begin + rows_at_once), ldc = result.c ? result.ldc : n;
    real* const c = result.c ? result.c + begin * ldc : result.block;
    for (Index j = 0; j < n; j += tile_cols) {
      const Index cols = std::min<Index>(tile_cols, n - j);
      for (Index p = 0; p < k; ++p)
        for (Index q = 0; q < tile_cols; ++q) panel[p * tile_cols + q] = q < cols ? static_cast<double>(*b.at(p, j + q)) : 0;
      for (Index i = begin; i < end; i += tile_rows) {
        real elements[tile_rows][tile_cols];
        const Index rows = std::min<Index>(tile_rows, end - i);
        (rows == tile_rows ? tile<tile_rows> : tile<1>)(k, a.at(i, 0), a.row_stride, a.col_stride, reinterpret_cast<const Doubles*>(panel), elements);
        for (Index r = 0; r < rows; ++r) std::copy_n(elements[r], cols, c + (i - begin + r) * ldc + j);
      }
    }
    if (result.finished) result.finished(result.context, begin, end, 0, n);
  }
}

}  // namespace nntrain
