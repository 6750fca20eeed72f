// Products of a few rows, whose time is that of going once through B: a tile holds the sums of many columns, so that none waits for the
// last addition. Few columns are few rows of the transposed product. Included by gemm.cpp alone, compiled with contraction.
#pragma once
#include "kernels/gemm_pack.h"

namespace nntrain {

namespace {

// Vectors of a tile: their sums stay in registers.
template <int rows>
constexpr int thin_vectors = rows == 1 ? 8 : rows <= 3 ? 4 : 3;
constexpr int most_thin_rows = 4;

// sum (rows, vectors * lanes), rows `width` apart, += a b.
template <int rows, int vectors>
void thin_tile(Index k, const GemmOperand& a, const real* b, Index ldb, real* to, Index width) {
  Vector sum[rows][vectors];
#pragma GCC unroll 4
  for (int i = 0; i < rows; ++i)
#pragma GCC unroll 8
    for (int j = 0; j < vectors; ++j) sum[i][j] = load(to + i * width + j * lanes);
  for (const real* x = a.p; k > 0; --k, x += a.col_stride, b += ldb) {
    Vector row[vectors];
#pragma GCC unroll 8
    for (int j = 0; j < vectors; ++j) row[j] = load(b + j * lanes);
#pragma GCC unroll 4
    for (int i = 0; i < rows; ++i) {
      const Vector factor = x[i * a.row_stride] - Vector{};
#pragma GCC unroll 8
      for (int j = 0; j < vectors; ++j) sum[i][j] += factor * row[j];
    }
  }
#pragma GCC unroll 4
  for (int i = 0; i < rows; ++i)
#pragma GCC unroll 8
    for (int j = 0; j < vectors; ++j) store(to + i * width + j * lanes, sum[i][j]);
}

// The same of any number of vectors, by the widest tiles that they fill.
template <int rows, int vectors = thin_vectors<rows>>
void thin_tiles(Index count, Index k, const GemmOperand& a, const real* b, Index ldb, real* to, Index width) {
  for (; count >= vectors; count -= vectors, b += vectors * lanes, to += vectors * lanes) thin_tile<rows, vectors>(k, a, b, ldb, to, width);
  if constexpr (vectors > 1)
    if (count > 0) thin_tiles<rows, vectors / 2>(count, k, a, b, ldb, to, width);
}

struct ThinResult {  // element (r, c) is p[r * row_stride + c * col_stride]
  real* p;
  Index row_stride, col_stride;
};

template <int rows>
void multiply_thin_rows(Index n, Index k, const GemmOperand& a, const GemmOperand& b, const ThinResult& c) {
  constexpr Index width = thin_vectors<rows> * lanes, depth = 16 * 1024 / static_cast<Index>(sizeof(real)) / width;  // a part of the first-level cache
  alignas(64) real panel[depth * width], sum[rows * width];
  for (Index j = 0; j < n; j += width) {
    const Index cols = std::min(width, n - j), filled = filled_columns(cols);
    std::fill_n(sum, rows * width, real{0});
    if (b.col_stride == 1 && cols == filled) {
      thin_tiles<rows>(cols / lanes, k, a, b.at(0, j), b.row_stride, sum, width);
    } else {
      for (Index p = 0; p < k; p += depth) {
        const Index terms = std::min(depth, k - p);
        pack<width>(b.at(p, j), b.col_stride, b.row_stride, cols, filled, terms, panel);
        thin_tiles<rows>(filled / lanes, terms, {a.at(0, p), a.row_stride, a.col_stride}, panel, width, sum, width);
      }
    }
    for (Index r = 0; r < rows; ++r) {
      real* const to = c.p + r * c.row_stride + j * c.col_stride;
      if (c.col_stride == 1) copy_few(sum + r * width, cols, to);
      else for (Index q = 0; q < cols; ++q) to[q * c.col_stride] = sum[r * width + q];
    }
  }
}

void multiply_thin(Index m, Index n, Index k, GemmOperand a, const GemmOperand& b, ThinResult c) {
  constexpr decltype(&multiply_thin_rows<1>) multiply[most_thin_rows] = {multiply_thin_rows<1>, multiply_thin_rows<2>, multiply_thin_rows<3>, multiply_thin_rows<4>};
  while (m > 0) {
    const Index rows = m > most_thin_rows && m < 2 * most_thin_rows ? m - m / 2 : std::min<Index>(m, most_thin_rows);  // none is left alone
    multiply[rows - 1](n, k, a, b, c);
    m -= rows;
    a.p += rows * a.row_stride;
    c.p += rows * c.row_stride;
  }
}

}  // namespace

}  // namespace nntrain
