// How the operands of a product are laid out for its tiles. Included by gemm.cpp alone.
#pragma once
#include <cstring>

#include "kernels/gemm.h"
#include "kernels/gemm_tile.h"

namespace nntrain {

namespace {

inline Index up_to(Index x, Index unit) { return (x + unit - 1) / unit * unit; }

// A few elements, in place: a call would cost more than they do.
inline void copy_few(const real* from, Index n, real* to) {
  for (Index i = 0; i < n; ++i) to[i] = from[i];
}

#if defined(__AVX__)
[[maybe_unused]] inline void transpose_8x8(const float* from, Index from_stride, float* to, Index to_stride) {
  __m256 r[8], t[8];
#pragma GCC unroll 8
  for (int i = 0; i < 8; ++i) r[i] = _mm256_loadu_ps(from + i * from_stride);
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    t[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
  }
#pragma GCC unroll 2
  for (int h = 0; h < 2; ++h) {
    r[4 * h + 0] = _mm256_shuffle_ps(t[4 * h], t[4 * h + 2], 0x44);
    r[4 * h + 1] = _mm256_shuffle_ps(t[4 * h], t[4 * h + 2], 0xEE);
    r[4 * h + 2] = _mm256_shuffle_ps(t[4 * h + 1], t[4 * h + 3], 0x44);
    r[4 * h + 3] = _mm256_shuffle_ps(t[4 * h + 1], t[4 * h + 3], 0xEE);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    _mm256_storeu_ps(to + i * to_stride, _mm256_permute2f128_ps(r[i], r[i + 4], 0x20));
    _mm256_storeu_ps(to + (i + 4) * to_stride, _mm256_permute2f128_ps(r[i], r[i + 4], 0x31));
  }
}
#endif
template <class T>
void transpose_8x8(const T* from, Index from_stride, T* to, Index to_stride) {
  for (int i = 0; i < 8; ++i)
    for (int k = 0; k < 8; ++k) to[k * to_stride + i] = from[i * from_stride + k];
}

// `used` lanes of k elements each to to[k * width + lane]; the lanes from there to `filled` are 0.
template <int width>
void pack(const real* from, Index lane_stride, Index k_stride, Index used, Index filled, Index k, real* to) {
  if (used == width && lane_stride == 1) {
    for (Index j = 0; j < k; ++j) std::memcpy(to + j * width, from + j * k_stride, width * sizeof(real));
    return;
  }
  if (lane_stride == 1 && filled % lanes == 0) {
    const Index whole = used / lanes * lanes;
    const FewLanes rest(used - whole);
    for (Index j = 0; j < k; ++j, from += k_stride, to += width) {
      for (Index i = 0; i < whole; i += lanes) store(to + i, load(from + i));
      if (whole < filled) store(to + whole, rest.load(from + whole));
    }
    return;
  }
  Index blocked = 0;
  if (k_stride == 1 && lane_stride != 1) {
    blocked = used / 8 * 8;
    const Index k8 = k / 8 * 8;
    // Lines of long rows share few places of the first-level cache: what one of them holds is used at once.
    for (Index line = 0; line < k8; line += Ahead::line_elements)
      for (Index i = 0; i < blocked; i += 8)
        for (Index j = line; j < std::min(line + Ahead::line_elements, k8); j += 8)
          transpose_8x8(from + i * lane_stride + j, lane_stride, to + j * width + i, width);
    for (Index i = 0; i < blocked; ++i)
      for (Index j = k8; j < k; ++j) to[j * width + i] = from[i * lane_stride + j];
  }
  for (Index j = 0; j < k; ++j) {
    real* const row = to + j * width;
    for (Index i = blocked; i < used; ++i) row[i] = from[i * lane_stride + j * k_stride];
    for (Index i = used; i < filled; ++i) row[i] = 0;
  }
}

// Rows of A, (rows, k), as strips of tile_rows.
inline void pack_strips(const GemmOperand& a, Index rows, Index k, real* to) {
  for (Index i = 0; i < rows; i += tile_rows) {
    const Index used = std::min<Index>(tile_rows, rows - i);
    pack<tile_rows>(a.at(i, 0), a.row_stride, a.col_stride, used, used, k, to + i * k);
  }
}

// A ragged panel of B holds as many vectors as its columns fill.
inline Index filled_columns(Index cols) { return up_to(cols, lanes); }
inline void pack_panel(const GemmOperand& b, Index cols, Index k, real* to) {
  pack<tile_cols>(b.p, b.col_stride, b.row_stride, cols, filled_columns(cols), k, to);
}

// Packs a block of B, (k, cols), as panels of tile_cols, a few lines of the matrix at a time: so that it can be done between the
// tiles of another block, which meanwhile fetch what comes next.
class Packer {
 public:
  Packer() = default;
  Packer(const GemmOperand& b, Index cols, Index k, real* to)
      : b_(b), cols_(cols), k_(k), by_row_(b.col_stride == 1), end_(by_row_ ? k : cols), to_(to) {}

  Index units() const { return (end_ - done_ + Ahead::lines - 1) / Ahead::lines; }  // still to do
  void advance(Index units) {
    for (; units > 0 && done_ < end_; --units, done_ += Ahead::lines) {
      const Index lines = std::min(Ahead::lines, end_ - done_);
      if (by_row_) pack_rows(lines);
      else pack_columns(lines);
    }
  }
  void finish() { advance(units()); }

  // What is packed after the next unit.
  Ahead ahead() const {
    if (done_ + 2 * Ahead::lines > end_ || (!by_row_ && b_.row_stride != 1)) return {};
    return by_row_ ? Ahead{b_.at(done_ + Ahead::lines, 0), b_.row_stride} : Ahead{b_.at(0, done_ + Ahead::lines), b_.col_stride};
  }

 private:
  void pack_rows(Index lines) {
    const Index whole = cols_ / tile_cols * tile_cols;
    for (Index i = done_; i < done_ + lines; ++i)
      for (Index j = 0; j < whole; j += tile_cols) std::memcpy(to_ + j * k_ + i * tile_cols, b_.at(i, j), tile_cols * sizeof(real));
    if (whole < cols_) pack_panel({b_.at(done_, whole), b_.row_stride, 1}, cols_ - whole, lines, to_ + whole * k_ + done_ * tile_cols);
  }
  void pack_columns(Index lines) {
    static_assert(tile_cols % Ahead::lines == 0 || Ahead::lines % tile_cols == 0);
    for (Index left = lines, j = done_; left > 0;) {  // a unit may be some panels, or a part of one
      const Index in_panel = j % tile_cols, n = std::min<Index>(left, tile_cols - in_panel);
      const Index filled = j + n == cols_ ? filled_columns(in_panel + n) - in_panel : n;
      pack<tile_cols>(b_.at(0, j), b_.col_stride, b_.row_stride, n, filled, k_, to_ + (j - in_panel) * k_ + in_panel);
      j += n;
      left -= n;
    }
  }

  GemmOperand b_{};
  Index cols_ = 0, k_ = 0;
  bool by_row_ = true;
  Index end_ = 0, done_ = 0;
  real* to_ = nullptr;
};

}  // namespace

}  // namespace nntrain
