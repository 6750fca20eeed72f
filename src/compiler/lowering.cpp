#include "compiler/lowering.h"

#include <cassert>
#include <map>
#include <set>

namespace nntrain {

namespace {

// Block registers for what lives only inside a chain.
class Registers {
 public:
  Registers() {
    for (int r = MapProgram::max_registers; r-- > 0;) free_.push_back(r);
  }
  int take() {
    assert(!free_.empty());
    const int r = free_.back();
    free_.pop_back();
    return r;
  }
  void give_back(int r) { free_.push_back(r); }

 private:
  std::vector<int> free_;
};

bool is_repeated(const MapOperand& o) { return o.reg < 0 && !o.chunk && o.col_stride == 0; }

// Whether short rows may be run together, and how many operands must be repeated for that.
void find_joinable(MapProgram& m) {
  const bool many_rows = m.rows.fixed > 1 || m.rows.per_sample > 0;
  m.joinable = true;
  for (const MapOperand& o : m.operands) {
    const bool number = o.row_stride == 0 && o.col_stride == 0, dense = o.row_stride == m.cols && o.col_stride == 1;
    if (o.reg >= 0 || o.chunk || number || dense) continue;
    if (o.row_stride == 0 && o.col_stride == 1) m.row_vectors += many_rows ? 1 : 0;
    else m.joinable = false;
  }
  constexpr int most_repeated = 8;  // they fill the rest of a thread's scratch
  if (m.row_vectors > most_repeated || (m.row_vectors > 0 && m.cols * 2 > MapProgram::block)) m.joinable = false;
}

}  // namespace

MapOperand ProgramLowering::operand(int v, const Step& step, Index cols) const {
  const Value& x = value(v);
  const RowLayout layout = row_layout(x);
  MapOperand o{address(v), layout.row_stride, layout.col_stride};
  if (cols == 1 && layout.row_stride == 1) o.col_stride = 1;  // a dense column
  if (cols == 1 && layout.row_stride == 0) o.col_stride = 0;  // one number
  constexpr Index cache = Index{1} << 20;
  o.far = o.base && o.col_stride == 1 && o.row_stride > 0 && x.shape.size() * (x.shape.batched ? program_.max_batch : 1) * static_cast<Index>(program_.element_size) > cache;
  o.chunk = step.main >= 0 && !o.base && schedule_.root(v) == schedule_.root(main(step).out[0]);
  assert(o.base || o.chunk);
  return o;
}

MapProgram ProgramLowering::tail(const Step& step) const {
  MapProgram m;
  if (step.map.empty()) return m;
  const Op& first = schedule_.op(step.map[0]);
  const int like = step.main >= 0 ? main(step).out[0] : first.out.empty() ? first.in[0] : first.out[0];
  m.rows = rows(like);
  m.cols = value(like).shape.cols();
  std::map<int, int> last_use, in_register;  // by root: the op that reads it last; its operand
  for (const int i : step.map)
    for (const int v : schedule_.op(i).in) last_use[schedule_.root(v)] = i;
  Registers registers;
  for (const int i : step.map) {
    const Op& x = schedule_.op(i);
    MapStep s{nullptr, static_cast<int>(x.in.size()), {}, -1, std::make_shared<const Attributes>(x.attributes)};
    unsigned repeated = 0;
    for (std::size_t k = 0; k < x.in.size(); ++k) {
      const auto held = in_register.find(schedule_.root(x.in[k]));
      if (held != in_register.end()) {
        s.in[k] = held->second;
      } else {
        s.in[k] = static_cast<int>(m.operands.size());
        m.operands.push_back(operand(x.in[k], step, m.cols));
      }
      if (is_repeated(m.operands[static_cast<std::size_t>(s.in[k])])) repeated |= 1u << k;
    }
    for (const int v : x.in)
      if (const auto held = in_register.find(schedule_.root(v)); held != in_register.end() && last_use[schedule_.root(v)] == i) {
        registers.give_back(m.operands[static_cast<std::size_t>(held->second)].reg);
        in_register.erase(held);
      }
    if (!x.out.empty()) {
      s.out = static_cast<int>(m.operands.size());
      if (address(x.out[0])) {
        m.operands.push_back(operand(x.out[0], step, m.cols));
      } else {
        MapOperand o;
        o.reg = registers.take();
        m.operands.push_back(o);
        in_register[schedule_.root(x.out[0])] = s.out;
      }
    }
    s.kernel = x.kind->map[repeated & ((1u << x.kind->map_inputs) - 1)];
    m.steps.push_back(std::move(s));
  }
  assert(m.operands.size() <= MapProgram::max_operands);
  find_joinable(m);
  bind(m);
  return m;
}

void ProgramLowering::bind(MapProgram& m) const {
  if (threads() > 1 || !m.joinable || m.row_vectors > 0 || m.rows.at(program_.max_batch) * m.cols > MapProgram::block) return;
  const auto address = [&](int k) {
    const MapOperand& o = m.operands[static_cast<std::size_t>(k)];
    const Index registers = Thread::chunk_bytes + o.reg * MapProgram::block * static_cast<Index>(program_.element_size);
    return o.reg >= 0 ? program_.scratch + registers : o.chunk ? program_.scratch : o.base;
  };
  for (const MapStep& s : m.steps) {
    BoundMapStep bound{s.kernel, {{}, s.out < 0 ? nullptr : address(s.out), s.attributes.get()}};
    for (int i = 0; i < s.inputs; ++i) bound.arguments.in[i] = address(s.in[i]);
    m.bound.push_back(bound);
  }
}

void ProgramLowering::lower_all() {
  for (const Step& step : schedule_.steps) {
    Schedule::each_op(step, [&](int i) { program_.draws |= schedule_.op(i).kind->draws; });
    if (step.main >= 0) {
      main(step).kind->lower(*this, step);
    } else {
      MapProgram chain = tail(step);
      const bool by_samples = chain.rows.per_sample > 0;
      add(step, schedule_.graph.table->run_map, std::move(chain), by_samples);
    }
    if (schedule_.is_prepared(step)) program_.num_prepared = program_.instructions.size();
  }
}

std::vector<ProgramLowering::Access> ProgramLowering::accesses(const Step& step, bool by_samples) const {
  std::vector<Access> list;
  const auto access = [&](int v, bool write) {
    const int r = schedule_.root(v);
    const std::byte* begin = address(r);
    if (!begin || schedule_.is_number(r)) return;
    const Shape& shape = value(r).shape;
    const Index elements = shape.size() * (shape.batched ? program_.max_batch : 1);
    list.push_back({begin, begin + elements * static_cast<Index>(program_.element_size), write, by_samples && shape.batched});
  };
  Schedule::each_op(step, [&](int i) {
    const Op& x = schedule_.op(i);
    for (std::size_t k = 0; k < x.in.size(); ++k) access(x.in[k], static_cast<int>(k) < x.kind->writes);
    for (const int v : x.out) access(v, true);
  });
  return list;
}

// A step must wait where it touches memory that another thread may have touched since the last barrier: true dependences and
// reuse of memory alike, because addresses decide.
bool ProgramLowering::needs_barrier(const std::vector<Access>& now) const {
  for (const Access& a : now)
    for (const Access& b : since_barrier_) {
      const bool same_part = a.own_samples && b.own_samples && a.begin == b.begin && a.end == b.end;
      if (a.begin < b.end && b.begin < a.end && (a.write || b.write) && !same_part) return true;
    }
  return false;
}

Extent ProgramLowering::flops(const Op& op) const {
  const auto count = [&](int v, Index factor) {
    const Shape& shape = value(v).shape;
    return shape.batched ? Extent{0, shape.size() * factor} : Extent{shape.size() * factor, 0};
  };
  if (op.kind->name == "matmul") {
    const Shape& a = value(op.in[0]).shape;
    const bool sums_batch = op.attributes.transpose_a && a.batched && a.rank() == 2;
    const Index inner = a.dims[a.dims.size() - (op.attributes.transpose_a ? 2 : 1)];
    return sums_batch ? Extent{0, 2 * inner * value(op.out[0]).shape.size()} : count(op.out[0], 2 * inner);
  }
  Extent most;
  const auto look = [&](int v) {
    const Extent n = count(v, 1);
    if (n.at(program_.max_batch) > most.at(program_.max_batch)) most = n;
  };
  for (const int v : op.in)
    if (!op.kind->looks_up || v != op.in[0]) look(v);
  for (const int v : op.out) look(v);
  return most;
}

Extent ProgramLowering::bytes(const Step& step) const {
  Extent sum;
  std::set<const std::byte*> seen;  // what is done in place is read and written once
  const auto touch = [&](int v, bool again, const Shape& shape) {
    if (!address(v) || schedule_.is_number(v) || !(seen.insert(address(v)).second || again)) return;
    (shape.batched ? sum.per_sample : sum.fixed) += shape.size() * static_cast<Index>(program_.element_size);
  };
  Schedule::each_op(step, [&](int i) {
    const Op& x = schedule_.op(i);
    for (const int v : x.in) touch(v, false, value(x.kind->looks_up && v == x.in[0] ? x.out[0] : v).shape);
    for (int k = 0; k < x.kind->writes; ++k) touch(x.in[static_cast<std::size_t>(k)], true, value(x.in[static_cast<std::size_t>(k)]).shape);
    for (const int v : x.out) touch(v, false, value(v).shape);
  });
  return sum;
}

InstructionNote ProgramLowering::note(const Step& step) const {
  InstructionNote n;
  n.bytes = bytes(step);
  Schedule::each_op(step, [&](int i) {
    const Extent work = flops(schedule_.op(i));
    n.flops.fixed += work.fixed;
    n.flops.per_sample += work.per_sample;
  });
  int result = -1;
  std::string updated;
  Schedule::each_op(step, [&](int i) {
    const Op& x = schedule_.op(i);
    n.op = i;
    n.ops += (n.ops.empty() ? "" : " + ") + std::string(x.kind->name);
    if (!x.out.empty() && address(x.out[0])) result = x.out[0];
    if (x.kind->writes > 0) updated = value(schedule_.root(x.in[0])).name;
  });
  const int shown = result >= 0 ? result : step.main >= 0 ? main(step).out[0] : schedule_.op(step.map.back()).in[0];
  n.result = to_string(value(shown).shape);
  const int owner = schedule_.root(shown);
  if (!updated.empty()) n.place = "state " + updated;
  else if (result >= 0 && value(owner).role == Role::intermediate)
    n.place = "arena " + std::to_string(address(shown) - program_.arena_begin);
  return n;
}

void ProgramLowering::append(const Step& step, Instruction instruction, std::shared_ptr<const void> owner, bool by_samples) {
  std::vector<Access> now = accesses(step, by_samples);
  instruction.barrier = needs_barrier(now);
  if (instruction.barrier) {
    since_barrier_.clear();
    ++program_.barriers;
  }
  since_barrier_.insert(since_barrier_.end(), now.begin(), now.end());
  program_.instructions.push_back(instruction);
  program_.notes.push_back(note(step));
  program_.owned.push_back(std::move(owner));
}

}  // namespace nntrain
