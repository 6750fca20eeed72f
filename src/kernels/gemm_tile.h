// The innermost part of a product: a tile of C in registers. Included by gemm.cpp alone, compiled with contraction.
#pragma once
#include <algorithm>
#if defined(__AVX__)
#include <immintrin.h>
#endif

#include "kernels/real.h"

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

typedef real Vector __attribute__((vector_size(vector_bytes), may_alias));
typedef real UnalignedVector __attribute__((vector_size(vector_bytes), aligned(sizeof(real)), may_alias));
inline Vector load(const real* p) { return *reinterpret_cast<const UnalignedVector*>(p); }
inline void store(real* p, Vector v) { *reinterpret_cast<UnalignedVector*>(p) = v; }

// The first `count` lanes, fewer than there are, and 0 in the others. Reads nothing behind them: it may belong to another thread.
class FewLanes {
 public:
  explicit FewLanes(Index count) : count_(count) {
#if defined(__AVX2__) && !defined(__AVX512F__)
    for (Index i = 0; i < lanes; ++i) mask_[i] = i < count ? -1 : 0;
#endif
  }
  Vector load(const real* p) const {
#if defined(__AVX512F__)
    return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << count_) - 1), p);
#elif defined(__AVX2__)
    return _mm256_maskload_ps(p, reinterpret_cast<__m256i>(mask_));
#else
    Vector v{};
    for (Index i = 0; i < count_; ++i) v[i] = p[i];
    return v;
#endif
  }

 private:
  [[maybe_unused]] Index count_;
#if defined(__AVX2__) && !defined(__AVX512F__)
  std::int32_t mask_ __attribute__((vector_size(vector_bytes)));
#endif
};

// What the next tiles will need from the memory: `lines` lines of `count` elements. A tile asks for it element by element beside its
// arithmetic, which a burst of requests would hold up.
struct Ahead {
  static constexpr Index lines = 16, line_elements = 64 / static_cast<Index>(sizeof(real));
  const real* from = nullptr;
  Index stride = 0;
};

struct TileArguments {
  Index k;
  const real *a, *b;
  Index a_row, a_col, ldb;
  real* c;
  Index ldc;
  bool accumulate;
  Ahead ahead;
};

// c (rows, vectors * lanes) = (or +=) a b. Packed: a is a strip, element (r, k) at k * tile_rows + r.
template <int rows, int vectors, bool packed>
void tile(const TileArguments& t) {
  const real *a = t.a, *b = t.b;
  const Index a_row = packed ? 1 : t.a_row, a_col = packed ? tile_rows : t.a_col;
  Vector sum[rows][vectors];
#pragma GCC unroll 8
  for (int i = 0; i < rows; ++i)
#pragma GCC unroll 4
    for (int j = 0; j < vectors; ++j) sum[i][j] = t.accumulate ? load(t.c + i * t.ldc + j * lanes) : Vector{};
  const bool fetches = t.ahead.from;
  const Index section = fetches ? (t.k + Ahead::lines - 1) / Ahead::lines : t.k;
  const Index ahead_step = fetches ? Ahead::line_elements : 0;
  const real* line = fetches ? t.ahead.from : t.c;
  for (Index left = t.k; left > 0; left -= section, line += t.ahead.stride) {
    const real* ahead = line;
    for (Index k = std::min(section, left); k > 0; --k, a += a_col, b += t.ldb, ahead += ahead_step) {
      __builtin_prefetch(ahead, 0, 2);
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

}  // namespace

}  // namespace nntrain
