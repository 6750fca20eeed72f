// What an op kind knows about itself. One constant of this type per op, in one file of ops/ (see ops/README in src/README.md).
//
// The files of ops/ and kernels/ are compiled once per instruction set, and once more in double precision, each time into an
// object that exports nothing but its OpTable. So nothing here may mention the element type: memory is void*.
#pragma once
#include <algorithm>
#include <memory>

#include "graph/graph.h"

namespace nntrain {

// A count that may grow with the batch, which is known only while running.
struct Extent {
  Index fixed = 0, per_sample = 0;
  Index at(Index batch) const { return fixed + per_sample * batch; }
};

// What a worker thread knows while it runs a program.
struct Thread {
  int id = 0, count = 1;
  Index batch = 0;                      // samples in this step
  std::byte* scratch = nullptr;         // scratch_bytes, this thread's own: chunks and block registers of chains
  std::byte* workspace = nullptr;       // this thread's own, as large as the program's ops asked for
  const Index* rows = nullptr;          // the data set's rows that make up the batch
  const void* const* columns = nullptr; // the data set: one row-major matrix per input
  std::uint64_t step_seed = 0;          // random numbers are a function of this, the op's stream and the element

  static constexpr Index unit = 8;  // rows are dealt in units, so that slices do not cut register tiles
  static constexpr Index scratch_bytes = Index{1} << 20;
  static constexpr Index chunk_bytes = scratch_bytes / 2;  // of a product; behind it the block registers, then repeated row vectors
  static constexpr Index widest_chunk = 8192;  // columns of a result that may live in scratch alone: a unit of rows fits

  struct Range {
    Index begin, end;
    bool empty() const { return begin >= end; }
  };
  // This thread's part of n items, dealt `step` at a time. No sum is ever cut, so the parts do not show in the result.
  Range slice(Index n, Index step = unit) const {
    if (count == 1) return {0, n};  // divisions take time
    const Index units = (n + step - 1) / step;
    return {std::min(n, units * id / count * step), std::min(n, units * (id + 1) / count * step)};
  }
  Range samples() const { return slice(batch); }
};

struct Instruction {
  void (*run)(const void* arguments, const Thread& thread);
  const void* arguments;
  bool barrier;  // wait for all threads before running
};

// ---- elementwise ops: a block of n elements at a time ----
struct MapArguments {
  const void* in[8];  // an input whose bit is set in the kernel's mask is one element, repeated
  void* out;
  const Attributes* attributes;
};
struct MapWindow {
  Index n, position;  // elements; where the first stands in the whole tensor
  std::uint64_t step_seed;
};
using MapKernel = void (*)(const MapArguments&, const MapWindow&);

struct MapOperand {  // element (r, c) is base + r * row_stride + c * col_stride (elements)
  std::byte* base = nullptr;
  Index row_stride = 0, col_stride = 0;
  int reg = -1;        // >= 0: one of the thread's block registers
  bool chunk = false;  // the product of the main op, kept in the thread's scratch only
  bool far = false;    // no cache of a core holds all of it: fetched ahead
};
struct MapStep {
  MapKernel kernel;
  int inputs;
  int in[8];
  int out;  // operand index, or -1: the kernel writes its first inputs
  std::shared_ptr<const Attributes> attributes;
};
struct BoundMapStep {
  MapKernel kernel;
  MapArguments arguments;
};
// A chain of elementwise ops, run block by block so that what lies between them never leaves the first-level cache.
struct MapProgram {
  static constexpr Index block = 512;  // elements
  static constexpr int max_registers = 24, max_operands = 128, max_steps = 20;
  Extent rows;
  Index cols = 0;
  bool joinable = false;  // all operands are dense, row vectors or single numbers, so short rows may be run together ...
  int row_vectors = 0;    // ... after repeating these row vectors
  std::vector<MapOperand> operands;
  std::vector<MapStep> steps;
  // The same steps with their addresses, where these are known before the run: of a program for one thread, when all of the
  // chain is one block. Small steps are made of such chains, and finding the operands would cost more than the arithmetic.
  std::vector<BoundMapStep> bound;
  bool empty() const { return steps.empty(); }
};

// ---- lowering: from an op to an instruction ----
// A fused unit of work: a main op (or none, -1) and the elementwise ops run on each chunk it finishes.
struct Step {
  int main = -1;
  std::vector<int> map;
};

// What an op kind's lower() works with. Implemented by the compiler.
class Lowering {
 public:
  virtual ~Lowering() = default;
  virtual const Op& main(const Step& step) const = 0;
  virtual const Value& value(int id) const = 0;
  virtual std::byte* address(int id) const = 0;         // null: the value is consumed chunk by chunk and never stored
  virtual MapProgram tail(const Step& step) const = 0;  // empty if nothing is fused to the main op
  virtual int threads() const = 0;                      // steers how work is cut, never the result
  virtual bool reproducible() const = 0;                // the same bits for every instruction set, at whatever price
  virtual Index max_batch() const = 0;
  virtual void need_workspace(Index bytes) = 0;         // of each thread, while the instruction runs

  Extent rows(int id) const;
  // Appends an instruction. by_samples: each thread touches only its own samples of every batched operand.
  template <class Arguments>
  void add(const Step& step, void (*run)(const Arguments&, const Thread&), Arguments arguments, bool by_samples) {
    struct Bound {
      Arguments arguments;
      void (*run)(const Arguments&, const Thread&);
    };
    auto bound = std::make_shared<const Bound>(Bound{std::move(arguments), run});
    const void* raw = bound.get();
    append(step,
           {[](const void* b, const Thread& t) { static_cast<const Bound*>(b)->run(static_cast<const Bound*>(b)->arguments, t); },
            raw, false},
           std::move(bound), by_samples);
  }

 private:
  virtual void append(const Step& step, Instruction instruction, std::shared_ptr<const void> owner, bool by_samples) = 0;
};

// ---- gradients ----
// A gradient rule's view of its op. A rule emits ordinary ops: c.add(0, matmul(c.dy(), c.in(1), false, true)).
class Chain {
 public:
  virtual ~Chain() = default;
  virtual Tensor in(std::size_t i = 0) const = 0;
  virtual Tensor out(std::size_t i = 0) const = 0;
  virtual const Attributes& attributes() const = 0;
  virtual Tensor dy() const = 0;                       // gradient of the first output
  virtual bool wants(std::size_t i) const = 0;         // whether anybody needs the gradient of input i
  virtual void add(std::size_t i, Tensor dx) = 0;      // dx has the shape of in(i); contributions are summed
  virtual void add_part(std::size_t i, Tensor dx) = 0; // dx is the gradient of the window (axis, begin, end) taken of in(i)
};

// How an operand must lie for a kind to read it; emit() copies where it does not.
enum class Layout { contiguous, rows, strided };

struct OpKind {
  std::string_view name;
  std::vector<Shape> (*shape)(const Graph&, const Op&) = nullptr;  // of the outputs
  void (*gradient)(Chain&) = nullptr;                              // null: not differentiable, or never needed
  const MapKernel* map = nullptr;                  // elementwise: kernels by bit mask "input i is one repeated element"
  int map_inputs = 0;                              // how many inputs the mask covers
  void (*lower)(Lowering&, const Step&) = nullptr; // any other op: append an instruction
  bool (*view)(const Value& in, const Op&, Value& out) = nullptr;  // sets out's window on in; false: in must be copied first
  Tensor (*simplify)(Graph&, std::span<const Tensor> in, const Attributes&) = nullptr;  // an equal, simpler tensor, or none
  Layout reads = Layout::contiguous;
  bool takes_tail = false;      // runs elementwise ops on each chunk of output it finishes
  bool writes_strided = false;  // can write its output into a window of another value
  int writes = 0;               // the first so many inputs are updated in place
  bool draws = false;           // reads MapWindow::step_seed
  bool looks_up = false;        // of its first input it reads no more elements than it makes
};

// All op kinds built for one instruction set and element type.
struct OpTable {
  std::string_view name;     // "x86-64-v3"
  std::size_t element_size;  // 4, or 8 in the double-precision build
  std::span<const OpKind* const> kinds;
  void (*run_map)(const MapProgram&, const Thread&);  // a step that is elementwise only
  Index (*fma_loop)(Index rounds);                    // kernels/fma_loop.h
};
const OpKind& find_kind(const OpTable& table, std::string_view name);

}  // namespace nntrain
