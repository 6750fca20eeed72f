// The compiled form: a flat list of instructions over one arena. Running it allocates nothing, locks nothing and throws nothing.
#pragma once
#include <string>

#include "compiler/state.h"
#include "graph/op_kind.h"

namespace nntrain {

// A number that is set before each run: 1 / batch, the learning rate.
class ScalarSlot {
 public:
  ScalarSlot() = default;  // of a scalar that the program does not read: setting it does nothing
  ScalarSlot(std::byte* place, std::size_t element_size) : place_(place), element_size_(element_size) {}
  void set(double value) const;

 private:
  std::byte* place_ = nullptr;
  std::size_t element_size_ = 0;
};

struct InstructionNote {  // for people
  std::string ops;        // "matmul + add + relu"
  std::string result;     // "(B, 64)"
  std::string place;      // "arena 1024 ... 3072", "state dense/kernel"
  // How much there is to do. A product's multiplications and additions count two for each of its terms, any other op's one for each
  // element of its largest operand; bytes are those of the stored values read and written, of a table in which rows are looked up those rows.
  Extent flops, bytes;
  int op = -1;  // of the graph: the last one that it does
};

struct Program {
  std::vector<Instruction> instructions;
  std::vector<InstructionNote> notes;  // one for each instruction
  std::size_t num_prepared = 0;        // so many instructions at the front make again what they have made, until variables change
  std::vector<std::byte*> addresses;   // by value of the graph; null where a value is never stored
  std::size_t element_size = 0;
  std::string_view isa;
  const OpTable* table = nullptr;  // whose kernels it calls
  Index max_batch = 0;
  int threads = 1;  // how many it was cut for
  bool draws = false;  // random numbers: StepInput::seed matters
  Index arena_bytes = 0, lower_bound_bytes = 0, workspace_bytes = 0, barriers = 0;
  std::vector<std::pair<std::string, ScalarSlot>> scalars;
  const std::byte* arena_begin = nullptr;
  std::byte *scratch = nullptr, *workspace = nullptr;  // of each thread, one after the other: Thread::scratch_bytes, workspace_bytes
  std::vector<std::shared_ptr<const void>> owned;  // arguments and memory

  ScalarSlot scalar(std::string_view name) const;
  std::byte* address(Tensor t) const { return addresses[static_cast<std::size_t>(t.id)]; }
  float element(Tensor t, Index i) const;  // of a kept, contiguous value
};

}  // namespace nntrain
