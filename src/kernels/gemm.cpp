// Blocking after K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): a panel of B stays
// in the second-level cache, strips of A stream past it, and a tile of C stays in registers.
#include "kernels/gemm.h"

#include <cstring>
#if defined(__AVX__)
#include <immintrin.h>
#endif

namespace nntrain {

namespace {

#if defined(__AVX512F__)
constexpr int vector_bytes = 64, tile_vectors = 3, tile_rows = 8;
#elif defined(__AVX2__)
constexpr int vector_bytes = 32, tile_vectors = 2, tile_rows = 6;
#else
constexpr int vector_bytes = 16, tile_vectors = 2, tile_rows = 4;
#endif
constexpr int lanes = vector_bytes / static_cast<int>(sizeof(real)), tile_cols = lanes * tile_vectors;
constexpr Index block_k = 528, block_m = tile_rows * 24, block_n = tile_cols * 64;

typedef real Vector __attribute__((vector_size(vector_bytes), may_alias));
typedef real UnalignedVector __attribute__((vector_size(vector_bytes), aligned(sizeof(real)), may_alias));
Vector load(const real* p) { return *reinterpret_cast<const UnalignedVector*>(p); }
void store(real* p, Vector v) { *reinterpret_cast<UnalignedVector*>(p) = v; }

struct TileArguments {
  Index k;
  const real *a, *b;
  Index a_row, a_col, ldb;
  real* c;
  Index ldc;
  bool accumulate;
};

template <int rows, int vectors, bool packed>
void tile(const TileArguments& t) {
  const real *a = t.a, *b = t.b;
  const Index a_row = packed ? 1 : t.a_row, a_col = packed ? tile_rows : t.a_col;
  Vector sum[rows][vectors];
#pragma GCC unroll 8
  for (int i = 0; i < rows; ++i)
#pragma GCC unroll 4
    for (int j = 0; j < vectors; ++j) sum[i][j] = t.accumulate ? load(t.c + i * t.ldc + j * lanes) : Vector{};
  for (Index k = 0; k < t.k; ++k, a += a_col, b += t.ldb) {
    Vector row[vectors];
#pragma GCC unroll 4
    for (int j = 0; j < vectors; ++j) {
      __builtin_prefetch(b + 16 * t.ldb + j * lanes);
      row[j] = load(b + j * lanes);
    }
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i) {
      const Vector factor = a[i * a_row] - Vector{};
#pragma GCC unroll 4
      for (int j = 0; j < vectors; ++j) sum[i][j] += factor * row[j];
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < rows; ++i)
#pragma GCC unroll 4
    for (int j = 0; j < vectors; ++j) store(t.c + i * t.ldc + j * lanes, sum[i][j]);
}

using Tile = void (*)(const TileArguments&);
template <int rows>
constexpr int capped = rows <= tile_rows ? rows : 1;  // taller tiles than the registers hold are never asked for
template <int vectors, bool packed>
constexpr Tile tiles_of[8] = {tile<1, vectors, packed>,         tile<2, vectors, packed>,
                              tile<3, vectors, packed>,         tile<4, vectors, packed>,
                              tile<capped<5>, vectors, packed>, tile<capped<6>, vectors, packed>,
                              tile<capped<7>, vectors, packed>, tile<capped<8>, vectors, packed>};
template <bool packed>
constexpr const Tile* tiles[3] = {tiles_of<1, packed>, tiles_of<2, packed>, tiles_of<tile_vectors, packed>};

#if defined(__AVX__)
[[maybe_unused]] void transpose_8x8(const float* from, Index from_stride, float* to, Index to_stride) {
  __m256 r[8], t[8];
  for (int i = 0; i < 8; ++i) r[i] = _mm256_loadu_ps(from + i * from_stride);
  for (int i = 0; i < 4; ++i) {
    t[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
  }
  for (int h = 0; h < 2; ++h) {
    r[4 * h + 0] = _mm256_shuffle_ps(t[4 * h], t[4 * h + 2], 0x44);
    r[4 * h + 1] = _mm256_shuffle_ps(t[4 * h], t[4 * h + 2], 0xEE);
    r[4 * h + 2] = _mm256_shuffle_ps(t[4 * h + 1], t[4 * h + 3], 0x44);
    r[4 * h + 3] = _mm256_shuffle_ps(t[4 * h + 1], t[4 * h + 3], 0xEE);
  }
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

// `used` lanes of k elements each to to[k * width + lane], zero in the lanes from there to `filled`.
template <int width>
void pack(const real* from, Index lane_stride, Index k_stride, Index used, Index filled, Index k, real* to) {
  if (used == width && lane_stride == 1) {
    for (Index j = 0; j < k; ++j) std::memcpy(to + j * width, from + j * k_stride, width * sizeof(real));
    return;
  }
  Index blocked = 0;
  if (k_stride == 1 && lane_stride != 1) {
    blocked = used / 8 * 8;
    const Index k8 = k / 8 * 8;
    for (Index i = 0; i < blocked; i += 8)
      for (Index j = 0; j < k8; j += 8) transpose_8x8(from + i * lane_stride + j, lane_stride, to + j * width + i, width);
    for (Index i = 0; i < blocked; ++i)
      for (Index j = k8; j < k; ++j) to[j * width + i] = from[i * lane_stride + j];
  }
  for (Index j = 0; j < k; ++j) {
    real* const row = to + j * width;
    if (lane_stride == 1) {
      for (Index i = 0; i < used; ++i) row[i] = from[i + j * k_stride];
    } else {
      for (Index i = blocked; i < used; ++i) row[i] = from[i * lane_stride + j * k_stride];
    }
    for (Index i = used; i < filled; ++i) row[i] = 0;
  }
}
// A ragged panel of B holds as many vectors as its columns fill.
Index filled_columns(Index cols) { return (cols + lanes - 1) / lanes * lanes; }
void pack_panel(GemmOperand b, Index cols, Index k, real* to) {
  pack<tile_cols>(b.p, b.col_stride, b.row_stride, cols, filled_columns(cols), k, to);
}

// A few elements, in place: a call would cost more than they do.
void copy_few(const real* from, Index n, real* to) {
  for (Index i = 0; i < n; ++i) to[i] = from[i];
}

// One block of rows of A times one packed or plain panel set of B.
struct Block {
  Index m, n, k;
  GemmOperand a, b;
  bool pack_a, pack_b, accumulate;
  real *packed_a, *packed_b, *c;
  Index ldc;
};
void multiply_block(const Block& q) {
  alignas(64) real edge[tile_rows * tile_cols];
  const Index strips = (q.m + tile_rows - 1) / tile_rows, panels = (q.n + tile_cols - 1) / tile_cols;
  if (q.pack_a)
    for (Index i = 0; i < strips; ++i) {
      const Index rows = std::min<Index>(tile_rows, q.m - i * tile_rows);
      pack<tile_rows>(q.a.at(i * tile_rows, 0), q.a.row_stride, q.a.col_stride, rows, rows, q.k, q.packed_a + i * tile_rows * q.k);
    }
  for (Index j = 0; j < panels; ++j) {
    const Index cols = std::min<Index>(tile_cols, q.n - j * tile_cols), vectors = filled_columns(cols) / lanes;
    const bool from_pack = q.pack_b || cols < tile_cols;
    const real* b = q.pack_b ? q.packed_b + j * tile_cols * q.k : from_pack ? q.packed_b : q.b.at(0, j * tile_cols);
    for (Index i = 0; i < strips; ++i) {
      const Index rows = std::min<Index>(tile_rows, q.m - i * tile_rows);
      real* c = q.c + i * tile_rows * q.ldc + j * tile_cols;
      const Tile run = (q.pack_a ? tiles<true> : tiles<false>)[vectors - 1][rows - 1];
      TileArguments t{q.k,  q.pack_a ? q.packed_a + i * tile_rows * q.k : q.a.at(i * tile_rows, 0),
                      b,    q.a.row_stride,
                      q.a.col_stride, from_pack ? tile_cols : q.b.row_stride,
                      c,    q.ldc,
                      q.accumulate};
      if (cols == vectors * lanes) {
        run(t);
        continue;
      }
      if (q.accumulate)
        for (Index r = 0; r < rows; ++r) copy_few(c + r * q.ldc, cols, edge + r * tile_cols);
      t.c = edge;
      t.ldc = tile_cols;
      run(t);
      for (Index r = 0; r < rows; ++r) copy_few(edge + r * tile_cols, cols, c + r * q.ldc);
    }
  }
}

// Of B that are packed at once, at most.
Index packed_columns(Index n) { return std::min((n + tile_cols - 1) / tile_cols * tile_cols, block_n); }

void blocked(Index m, Index n, Index k, GemmOperand a, GemmOperand b, real* c, Index ldc, std::byte* workspace) {
  real* const packed_b = as_real(workspace);
  const bool pack_a = n > 2 * tile_cols, pack_b = b.col_stride != 1 || m > 16 * tile_rows;
  const Index blocks = std::max<Index>((k + block_k - 1) / block_k, 1);
  const Index k_step = ((k + blocks - 1) / blocks + 7) / 8 * 8;
  real* const packed_a = packed_b + packed_columns(n) * k_step;
  for (Index jc = 0; jc < n; jc += block_n) {
    const Index nc = std::min(block_n, n - jc), panels = (nc + tile_cols - 1) / tile_cols;
    for (Index pc = 0; pc < k; pc += k_step) {
      const Index kc = std::min(k_step, k - pc);
      for (Index j = pack_b ? 0 : panels - 1; j < panels && (pack_b || nc % tile_cols != 0); ++j)  // unpacked: the ragged last panel
        pack_panel({b.at(pc, jc + j * tile_cols), b.row_stride, b.col_stride}, std::min<Index>(tile_cols, nc - j * tile_cols), kc,
                   packed_b + (pack_b ? j * tile_cols * kc : 0));
      for (Index ic = 0; ic < m; ic += block_m)
        multiply_block({std::min(block_m, m - ic), nc, kc,
                        {a.at(ic, pc), a.row_stride, a.col_stride}, {b.at(pc, jc), b.row_stride, b.col_stride},
                        pack_a, pack_b, pc > 0, packed_a, packed_b, c + ic * ldc + jc, ldc});
    }
  }
}

}  // namespace

Index gemm_workspace_bytes(Index n, Index k) {
  return (packed_columns(n) + block_m) * std::min((k + 7) / 8 * 8, block_k) * static_cast<Index>(sizeof(real));
}

void tiny_gemm(Index m, Index n, Index k, GemmOperand a, GemmOperand b, real* c, Index ldc) {
  for (Index i = 0; i < m; ++i, a.p += a.row_stride, c += ldc) {
    const real* column = b.p;
    for (Index j = 0; j < n; ++j, column += b.col_stride) {
      const real *x = a.p, *y = column;
      real sum = 0;
      for (Index p = 0; p < k; ++p, x += a.col_stride, y += b.row_stride) sum += *x * *y;
      c[j] = sum;
    }
  }
}

void gemm(GemmMethod method, Index m, Index n, Index k, GemmOperand a, GemmOperand b, real* c, Index ldc, std::byte* workspace) {
  if (method == GemmMethod::tiny || k == 0) tiny_gemm(m, n, k, a, b, c, ldc);
  else blocked(m, n, k, a, b, c, ldc, workspace);
}

}  // namespace nntrain
