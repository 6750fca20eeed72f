#include "compiler/compile.h"

#include <algorithm>

#include "compiler/lowering.h"
#include "compiler/passes/passes.h"
#include "compiler/plan.h"

namespace nntrain {

namespace {

std::byte* own_block(Program& program, Index bytes) {
  std::shared_ptr<std::byte[]> block = allocate_aligned(bytes);
  std::byte* p = block.get();
  program.owned.push_back(std::move(block));
  return p;
}

// Gives every stored value its address: intermediates in the arena, variables in the State, numbers in a block of their own.
void place_values(const Schedule& schedule, const Plan& plan, const State& state, Program& program) {
  const Graph& graph = schedule.graph;
  const Index size = static_cast<Index>(program.element_size);
  std::byte* const arena = own_block(program, plan.size * size);
  program.arena_begin = arena;
  std::vector<std::byte*> start(graph.values.size(), nullptr);
  Index numbers = 0;
  for (const Value& v : graph.values) numbers += v.role == Role::constant || v.role == Role::scalar;
  std::byte* number = own_block(program, numbers * size);
  for (std::size_t i = 0; i < graph.values.size(); ++i) {
    const Value& v = graph.values[i];
    if (v.root != static_cast<int>(i)) continue;
    if (v.role == Role::variable) {
      start[i] = state.address(v.name);
    } else if (v.role == Role::intermediate) {
      const auto placed = plan.offsets.find(static_cast<int>(i));
      if (placed != plan.offsets.end()) start[i] = arena + placed->second * size;
    } else {
      start[i] = number;
      const ScalarSlot slot(number, program.element_size);
      if (v.role == Role::constant) slot.set(v.constant);
      else program.scalars.emplace_back(v.name, slot);
      number += size;
    }
  }
  program.addresses.assign(graph.values.size(), nullptr);
  for (std::size_t i = 0; i < graph.values.size(); ++i) {
    Index offset = 0;
    int r = static_cast<int>(i);
    for (; schedule.value(r).root != r; r = schedule.value(r).root) offset += schedule.value(r).offset;
    if (start[static_cast<std::size_t>(r)]) program.addresses[i] = start[static_cast<std::size_t>(r)] + offset * size;
  }
}

}  // namespace

Program compile(Graph& graph, std::span<const Tensor> keep, const State& state, const CompileOptions& options) {
  Roots kept;
  for (const Tensor t : keep) kept.insert(t.value().root);
  Schedule schedule(graph, std::move(kept));
  if (options.fuse) share_equal(schedule);
  if (options.prepare) prepare(schedule);
  if (options.fuse) {
    place_at_destination(schedule);
    fuse(schedule);
  }
  const Plan plan = plan_memory(schedule, {options.max_batch, options.reuse_memory});
  Program program;
  program.element_size = graph.table->element_size;
  program.isa = graph.table->name;
  program.table = graph.table;
  program.max_batch = options.max_batch;
  program.threads = options.threads;
  program.arena_bytes = plan.size * static_cast<Index>(program.element_size);
  program.lower_bound_bytes = plan.lower_bound * static_cast<Index>(program.element_size);
  place_values(schedule, plan, state, program);
  program.scratch = own_block(program, Thread::scratch_bytes * options.threads);
  ProgramLowering(schedule, options, program).lower_all();
  constexpr Index page = 4096;
  program.workspace_bytes = (program.workspace_bytes + page - 1) / page * page;
  program.workspace = own_block(program, program.workspace_bytes * options.threads);
  return program;
}

int threads_worth(const Graph& graph, Index max_batch, int available) {
  double work = 0;  // multiplications and elements, in units of about a nanosecond of one core
  bool updates = false;
  for (const Op& op : graph.ops) {
    if (op.kind->view) continue;
    updates |= op.kind->writes > 0;
    const auto count = [&](int v) {
      const Shape& shape = graph.values[static_cast<std::size_t>(v)].shape;
      return static_cast<double>(shape.size()) * (shape.batched ? static_cast<double>(max_batch) : 1.0);
    };
    double elements = 0;
    for (const int v : op.in) elements = std::max(elements, count(v));
    for (const int v : op.out) elements = std::max(elements, count(v));
    work += elements * 0.3;
    if (op.kind->name == "matmul") {
      const Shape& a = graph.values[static_cast<std::size_t>(op.in[0])].shape;
      const double inner = op.attributes.transpose_a ? (a.batched ? static_cast<double>(a.dims[0] * max_batch) : static_cast<double>(a.dims[0]))
                                                     : static_cast<double>(a.cols());
      work += count(op.out[0]) * inner * 0.02;
    }
  }
  const double pays_off = updates ? 100e3 : 25e3;  // threads that only predict seldom wait for each other
  return std::max(1, std::min(available, static_cast<int>(work / pays_off)));
}

std::string describe(const Program& program) {
  std::size_t width = 0, result_width = 0;
  for (const InstructionNote& n : program.notes) {
    width = std::max(width, std::min<std::size_t>(n.ops.size(), 60));
    result_width = std::max(result_width, n.result.size());
  }
  std::string text;
  for (std::size_t i = 0; i < program.notes.size(); ++i) {
    const InstructionNote& n = program.notes[i];
    std::string line = (i < program.num_prepared ? "= " : program.instructions[i].barrier ? "| " : "  ") + n.ops;
    line.resize(std::max(line.size(), width + 4), ' ');
    line += n.result;
    line.resize(std::max(line.size(), width + 6 + result_width), ' ');
    text += line + n.place + "\n";
  }
  const auto kib = [](Index bytes) { return std::to_string((bytes + 1023) / 1024) + " KiB"; };
  text += std::to_string(program.instructions.size()) + " instructions for " + std::string(program.isa) + ", batch up to " +
          std::to_string(program.max_batch) + ", " + std::to_string(program.threads) + (program.threads == 1 ? " thread" : " threads") +
          (program.threads > 1 ? ", " + std::to_string(program.barriers) + " barriers (|)" : "") + "; arena " + kib(program.arena_bytes) +
          " (no plan needs less than " + kib(program.lower_bound_bytes) + ")" +
          (program.num_prepared > 0 ? "; " + std::to_string(program.num_prepared) + " computed once for all batches (=)" : "") + "\n";
  return text;
}

}  // namespace nntrain
