// Blocking after K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): a panel of B stays
// in the second-level cache, strips of A stream past it, and a tile of C stays in registers.
#include "kernels/gemm.h"

#include <type_traits>

#include "kernels/cache.h"
#include "kernels/gemm_thin.h"

namespace nntrain {

namespace {

// What is kept near, in elements.
struct Limits {
  Index c, a, b, k;  // a block of C; a group's packed A; a block of packed B; the depth of a block
};
Limits limits() {
  const Index cache = second_level_cache_bytes() / static_cast<Index>(sizeof(real));
  return {std::min(cache / 4, gemm_block_elements), cache * 4, cache, std::clamp<Index>(cache / (8 * tile_cols) / 8 * 8, 128, 528)};
}

// How a product is gone through, outermost first: groups of rows, blocks of columns, blocks of k, blocks of rows. None of it
// shows in the result: an element is summed in the order of k, and lies in memory between two blocks of k.
struct Blocks {
  Index group, n, k, m;
  bool pack_a, keep_a, pack_b;  // keep_a: all of a group's A stays packed, for the next blocks of columns
};
Index down_to(Index x, Index unit) { return std::max(x / unit * unit, unit); }
Blocks choose_blocks(Index m, Index n, Index k, const GemmOperand& b) {
  const Limits most = limits();
  const Index blocks_of_k = (k + most.k - 1) / most.k;
  Blocks s{};
  s.k = up_to((k + blocks_of_k - 1) / blocks_of_k, 8);
  if (blocks_of_k == 1) {
    s.group = std::min(m, down_to(most.a / s.k, tile_rows));
    s.n = std::min(n, down_to(most.b / 2 / s.k, tile_cols));
    // A B that stays in the first-level cache leaves room for what is made of a block of C there, too.
    const bool small_b = s.k * s.n <= 8 * 1024;
    s.m = std::min(s.group, down_to((small_b ? 4 * 1024 : most.c) / s.n, tile_rows));
  } else {  // a block of C is complete after several blocks of k: it must be one block of rows
    s.group = s.m = std::min(m, down_to(std::clamp<Index>(most.a / k, 128, 512), tile_rows));
    s.n = std::min(n, down_to(std::min(most.c / s.m, most.b / s.k), tile_cols));
  }
  s.pack_a = n > 2 * tile_cols;
  s.keep_a = s.n < n && s.group * k <= most.a;
  // Rows of B far from each other share few places of the cache, so that it does not hold a panel for the next strip of A.
  const bool spread = s.k * b.row_stride > most.b;
  s.pack_b = b.col_stride != 1 || s.group > (spread ? 4 : 16) * tile_rows;
  return s;
}

struct Strips {  // rows of A
  Index rows;
  GemmOperand a;
  const real* packed;  // null: in place
};
// Rows of A times one panel of B, (k, cols), rows ldb apart. After each tile, `units` of the next block are packed.
void multiply_panel(const Strips& q, const real* b, Index ldb, Index cols, Index k, bool accumulate, real* c, Index ldc, Packer& next, Index units) {
  alignas(64) real edge[tile_rows * tile_cols];
  const Index vectors = filled_columns(cols) / lanes;
  const bool whole = cols == vectors * lanes;
  TileArguments t{k, q.packed, b, q.a.row_stride, q.a.col_stride, ldb, edge, tile_cols, accumulate, {}};
  if (whole) t.ldc = ldc;
  for (Index i = 0; i < q.rows; i += tile_rows, c += tile_rows * ldc) {
    const Index rows = std::min<Index>(tile_rows, q.rows - i);
    const Tile run = (q.packed ? tiles<true> : tiles<false>)[vectors - 1][rows - 1];
    t.a = q.packed ? q.packed + i * k : q.a.at(i, 0);
    t.ahead = next.ahead();
    if (whole) {
      t.c = c;
      run(t);
    } else {
      if (accumulate)
        for (Index r = 0; r < rows; ++r) copy_few(c + r * ldc, cols, edge + r * tile_cols);
      run(t);
      for (Index r = 0; r < rows; ++r) copy_few(edge + r * tile_cols, cols, c + r * ldc);
    }
    next.advance(units);
  }
}

// The next `depth` terms of c, (m, n), whose sums begin with the first ones.
template <int depth>
void add_terms(Index m, Index n, const GemmOperand& a, const GemmOperand& b, bool first, real* c, Index ldc) {
  constexpr Index ahead = 16 * lanes;
  Index j = 0;
  for (; j + lanes <= n; j += lanes) {
    Vector row[depth];
#pragma GCC unroll 8
    for (int p = 0; p < depth; ++p) {
      __builtin_prefetch(b.at(p, j + ahead));
      row[p] = load(b.at(p, j));
    }
    for (Index r = 0; r < m; ++r) {
      Vector sum = first ? Vector{} : load(c + r * ldc + j);
#pragma GCC unroll 8
      for (int p = 0; p < depth; ++p) sum += (*a.at(r, p) - Vector{}) * row[p];
      store(c + r * ldc + j, sum);
    }
  }
  for (; j < n; ++j)
    for (Index r = 0; r < m; ++r) {
      real sum = first ? 0 : c[r * ldc + j];
#pragma GCC unroll 8
      for (int p = 0; p < depth; ++p) sum += *a.at(r, p) * *b.at(p, j);
      c[r * ldc + j] = sum;
    }
}
// A B that no cache holds is read as it lies: some rows side by side, from end to end. So is one of a few vectors, without much ado.
bool is_read_by_row(Index n, Index k, const GemmOperand& b) {
  constexpr Index little = 256;
  return b.col_stride == 1 && (n < 2 * lanes || n * k < little || n * k > limits().b);
}
void multiply_by_row(Index m, Index n, Index k, GemmOperand a, GemmOperand b, real* c, Index ldc) {
  constexpr int depth = 8;
  const auto step = [&](auto terms, Index p) {
    add_terms<terms()>(m, n, {a.at(0, p), a.row_stride, a.col_stride}, {b.at(p, 0), b.row_stride, b.col_stride}, p == 0, c, ldc);
  };
  Index p = 0;
  for (; p + depth <= k; p += depth) step(std::integral_constant<int, depth>(), p);
  for (; p < k; ++p) step(std::integral_constant<int, 1>(), p);
}

bool is_few_rows(Index m, Index n) { return m <= 2 && m * n <= gemm_block_elements; }
void multiply_few_rows(Index m, Index n, Index k, const GemmOperand& a, const GemmOperand& b, const GemmResult& result) {
  real* const c = result.c ? result.c : result.block;
  const Index ldc = result.c ? result.ldc : n;
  if (is_read_by_row(n, k, b)) multiply_by_row(m, n, k, a, b, c, ldc);
  else multiply_thin(m, n, k, a, b, {c, ldc, 1});
  if (result.finished) result.finished(result.context, 0, m, 0, n);
}

// The transposed product, of which A is the wide side: with some more columns, if it lies so already.
bool is_few_columns(Index m, Index n, Index k, const GemmOperand& a) {
  return m >= lanes && (n <= most_thin_rows || (n <= 12 && k >= 16 && a.row_stride == 1));
}
void multiply_few_columns(Index m, Index n, Index k, const GemmOperand& a, const GemmOperand& b, const GemmResult& result) {
  constexpr Index at_once = 4 * 1024;  // elements that stay in the first-level cache for what is made of them
  const Index block = at_once / n, ldc = result.c ? result.ldc : n;
  for (Index i = 0; i < m; i += block) {
    const Index rows = std::min(block, m - i);
    real* const c = result.c ? result.c + i * ldc : result.block;
    multiply_thin(n, rows, k, {b.p, b.col_stride, b.row_stride}, {a.at(i, 0), a.col_stride, a.row_stride}, {c, 1, ldc});
    if (result.finished) result.finished(result.context, i, i + rows, 0, n);
  }
}

}  // namespace

Index gemm_workspace_bytes(Index m, Index n, Index k) {
  const Limits most = limits();
  const Index deep = up_to(k, 8), kc = std::min(deep, most.k);
  const Index a = std::min(up_to(m, tile_rows) * deep, most.a + tile_rows * deep);
  const Index b = std::min(up_to(n, tile_cols) * kc, std::max(most.b, tile_cols * kc));
  return (a + 2 * b) * static_cast<Index>(sizeof(real));
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

void gemm(Index m, Index n, Index k, const GemmOperand& a, const GemmOperand& b, const GemmResult& result, std::byte* workspace) {
  if (m <= 0 || n <= 0) return;
  if (k > 0 && is_few_rows(m, n)) return multiply_few_rows(m, n, k, a, b, result);
  if (k > 0 && is_few_columns(m, n, k, a)) return multiply_few_columns(m, n, k, a, b, result);
  const Blocks s = choose_blocks(m, n, std::max<Index>(k, 1), b);
  const Index blocks_of_k = std::max<Index>((k + s.k - 1) / s.k, 1), blocks_of_b = (n + s.n - 1) / s.n * blocks_of_k;
  const Index packed_b_size = (s.pack_b ? up_to(s.n, tile_cols) : tile_cols) * s.k;
  real *packed_b = as_real(workspace), *next_b = blocks_of_b > 1 && s.pack_b ? packed_b + packed_b_size : packed_b;
  real* const packed_a = next_b + packed_b_size;
  struct Range {
    Index j, cols, p, k;
  };
  const auto range = [&](Index block) {
    const Index j = block / blocks_of_k * s.n, p = block % blocks_of_k * s.k;
    return Range{j, std::min(s.n, n - j), p, std::min(s.k, k - p)};
  };
  const auto packer = [&](const Range& r, real* to) { return Packer({b.at(r.p, r.j), b.row_stride, b.col_stride}, r.cols, r.k, to); };
  if (s.pack_b) packer(range(0), packed_b).finish();
  for (Index ig = 0; ig < m; ig += s.group) {
    const Index group = std::min(s.group, m - ig);
    for (Index block = 0; block < blocks_of_b; ++block) {
      const Range r = range(block);
      const bool another = s.pack_b && blocks_of_b > 1 && (block + 1 < blocks_of_b || ig + group < m);
      Packer next = another ? packer(range((block + 1) % blocks_of_b), next_b) : Packer();
      const Index tiles_here = (r.cols + tile_cols - 1) / tile_cols * ((group + tile_rows - 1) / tile_rows);
      const Index units = (next.units() + tiles_here - 1) / tiles_here;
      const Index ragged = s.pack_b ? 0 : r.cols % tile_cols;  // in place, but for its last columns
      if (ragged) pack_panel({b.at(r.p, r.j + r.cols - ragged), b.row_stride, b.col_stride}, ragged, r.k, packed_b);
      for (Index ic = 0; ic < group; ic += s.m) {
        const Index rows = std::min(s.m, group - ic);
        Strips strips{rows, {a.at(ig + ic, r.p), a.row_stride, a.col_stride}, nullptr};
        if (s.pack_a) {
          real* const to = packed_a + (s.keep_a ? up_to(group, tile_rows) * r.p + ic * r.k : 0);
          if (!s.keep_a || r.j == 0) pack_strips(strips.a, rows, r.k, to);
          strips.packed = to;
        }
        real* const c = result.c ? result.c + (ig + ic) * result.ldc + r.j : result.block;
        for (Index j = 0; j < r.cols; j += tile_cols) {
          const Index cols = std::min<Index>(tile_cols, r.cols - j);
          const bool in_place = !s.pack_b && cols == tile_cols;
          multiply_panel(strips, in_place ? b.at(r.p, r.j + j) : packed_b + (s.pack_b ? j * r.k : 0), in_place ? b.row_stride : tile_cols,
                         cols, r.k, r.p > 0, c + j, result.c ? result.ldc : r.cols, next, units);
        }
        if (result.finished && r.p + r.k == k) result.finished(result.context, ig + ic, ig + ic + rows, r.j, r.j + r.cols);
      }
      next.finish();
      if (another) std::swap(packed_b, next_b);
    }
  }
}

}  // namespace nntrain
