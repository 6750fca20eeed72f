#include "kernels/map.h"

#include <array>

namespace nntrain {

namespace {

real* registers(const Thread& t) { return as_real(t.scratch + Thread::chunk_bytes); }

void fetch(const real* p, Index n) {
  for (Index i = 0; i < n; i += 64 / static_cast<Index>(sizeof(real))) __builtin_prefetch(p + i);
}

bool is_row_vector(const MapOperand& o) { return o.reg < 0 && !o.chunk && o.row_stride == 0 && o.col_stride == 1; }

// Rows that cannot be run together and are no wider than a block: what a step is called with is built once, and moved on from row to
// row.
void run_row_by_row(const MapProgram& chain, const Thread& t, Index r0, Index r1, Index c0, Index width) {
  struct Call {
    MapArguments arguments;
    Index inputs, in_step[8], out_step;  // bytes from a row to the next
  };
  std::array<Call, MapProgram::max_steps> calls;
  const auto start = [&](int k) {
    const MapOperand& o = chain.operands[static_cast<std::size_t>(k)];
    return o.reg >= 0 ? registers(t) + o.reg * MapProgram::block : o.chunk ? as_real(t.scratch) : as_real(o.base) + r0 * o.row_stride + c0 * o.col_stride;
  };
  const auto step = [&](int k) {
    const MapOperand& o = chain.operands[static_cast<std::size_t>(k)];
    return static_cast<Index>(sizeof(real)) * (o.reg >= 0 ? 0 : o.chunk ? width : o.row_stride);
  };
  for (std::size_t j = 0; j < chain.steps.size(); ++j) {
    const MapStep& s = chain.steps[j];
    Call& call = calls[j];
    call.inputs = s.inputs;
    for (int i = 0; i < s.inputs; ++i) {
      call.arguments.in[i] = start(s.in[i]);
      call.in_step[i] = step(s.in[i]);
    }
    call.arguments.out = s.out < 0 ? nullptr : start(s.out);
    call.out_step = s.out < 0 ? 0 : step(s.out);
    call.arguments.attributes = s.attributes.get();
  }
  MapWindow window{width, r0 * chain.cols + c0, t.step_seed};
  for (Index r = r0; r < r1; ++r, window.position += chain.cols)
    for (std::size_t j = 0; j < chain.steps.size(); ++j) {
      Call& call = calls[j];
      chain.steps[j].kernel(call.arguments, window);
      for (Index i = 0; i < call.inputs; ++i) call.arguments.in[i] = static_cast<const std::byte*>(call.arguments.in[i]) + call.in_step[i];
      call.arguments.out = static_cast<std::byte*>(call.arguments.out) + call.out_step;
    }
}

}  // namespace

std::vector<Shape> elementwise_shape(const Graph& graph, const Op& op) {
  const Shape* largest = nullptr;
  for (const int i : op.in) {
    const Shape& s = graph.values[static_cast<std::size_t>(i)].shape;
    if (!largest || (s.batched && !largest->batched) || (s.batched == largest->batched && s.rank() > largest->rank())) largest = &s;
  }
  return {*largest};
}

void run_map_chain(const MapProgram& chain, const Thread& t, Index r0, Index r1, Index c0, Index c1) {
  const Index width = c1 - c0, rows = r1 - r0;
  if (width <= 0 || rows <= 0) return;
  if (!chain.bound.empty() && r0 == 0 && c0 == 0) {  // one of several windows may begin elsewhere
    const MapWindow window{rows * width, 0, t.step_seed};
    for (const BoundMapStep& s : chain.bound) s.kernel(s.arguments, window);
    return;
  }
  const bool joined = chain.joinable && width == chain.cols;
  if (!joined && rows > 1 && width <= MapProgram::block) return run_row_by_row(chain, t, r0, r1, c0, width);
  const bool repeat = joined && chain.row_vectors > 0;
  const Index rows_at_once = !joined ? 1 : repeat ? std::max<Index>(1, MapProgram::block / chain.cols) : rows;
  real* const first_register = registers(t);
  real* const repeated = first_register + MapProgram::max_registers * MapProgram::block;
  if (repeat) {
    real* to = repeated;
    for (const MapOperand& o : chain.operands)
      if (is_row_vector(o)) {
        for (Index r = 0; r < std::min(rows_at_once, rows); ++r) std::copy_n(as_real(o.base), chain.cols, to + r * chain.cols);
        to += MapProgram::block;
      }
  }
  real* pointer[MapProgram::max_operands];
  for (Index r = r0; r < r1; r += rows_at_once) {
    const Index length = std::min(rows_at_once, r1 - r) * width;
    for (Index c = 0; c < length; c += MapProgram::block) {
      real* next_repeated = repeated;
      for (std::size_t k = 0; k < chain.operands.size(); ++k) {
        const MapOperand& o = chain.operands[k];
        if (o.reg >= 0) {
          pointer[k] = first_register + o.reg * MapProgram::block;
        } else if (o.chunk) {
          pointer[k] = as_real(t.scratch) + (r - r0) * width + c;
        } else if (repeat && is_row_vector(o)) {
          pointer[k] = next_repeated;
          next_repeated += MapProgram::block;
        } else {
          pointer[k] = as_real(o.base) + r * o.row_stride + (c0 + c) * o.col_stride;
          if (o.far) {
            const bool in_row = c + MapProgram::block < length;
            if (in_row || r + rows_at_once < r1)
              fetch(in_row ? pointer[k] + MapProgram::block : as_real(o.base) + (r + rows_at_once) * o.row_stride + c0, std::min(MapProgram::block, length));
          }
        }
      }
      const MapWindow window{std::min(MapProgram::block, length - c), r * chain.cols + c0 + c, t.step_seed};
      for (const MapStep& s : chain.steps) {
        MapArguments m{{}, s.out < 0 ? nullptr : pointer[s.out], s.attributes.get()};
        for (int i = 0; i < s.inputs; ++i) m.in[i] = pointer[s.in[i]];
        s.kernel(m, window);
      }
    }
  }
}

void run_map_step(const MapProgram& chain, const Thread& t) {
  if (chain.rows.per_sample) {
    const auto s = t.samples();
    run_map_chain(chain, t, s.begin * chain.rows.per_sample, s.end * chain.rows.per_sample, 0, chain.cols);
  } else if (chain.rows.fixed > 1) {
    const auto r = t.slice(chain.rows.fixed);
    run_map_chain(chain, t, r.begin, r.end, 0, chain.cols);
  } else {
    const auto c = t.slice(chain.cols, 16);
    run_map_chain(chain, t, 0, 1, c.begin, c.end);
  }
}

}  // namespace nntrain
