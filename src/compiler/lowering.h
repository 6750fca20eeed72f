// From planned steps to instructions, and the barriers between them.
#pragma once
#include "compiler/compile.h"
#include "compiler/schedule.h"

namespace nntrain {

class ProgramLowering : public Lowering {
 public:
  ProgramLowering(const Schedule& schedule, const CompileOptions& options, Program& program)
      : schedule_(schedule), options_(options), program_(program) {}

  void lower_all();

  const Op& main(const Step& step) const override { return schedule_.op(step.main); }
  const Value& value(int id) const override { return schedule_.value(id); }
  std::byte* address(int id) const override { return program_.addresses[static_cast<std::size_t>(id)]; }
  MapProgram tail(const Step& step) const override;
  int threads() const override { return options_.threads; }
  bool reproducible() const override { return options_.reproducible; }
  Index max_batch() const override { return program_.max_batch; }
  void need_workspace(Index bytes) override { program_.workspace_bytes = std::max(program_.workspace_bytes, bytes); }

 private:
  struct Access {  // of a step, to a range of memory
    const std::byte *begin, *end;
    bool write, own_samples;
  };
  MapOperand operand(int value, const Step& step, Index cols) const;
  void bind(MapProgram& chain) const;
  std::vector<Access> accesses(const Step& step, bool by_samples) const;
  bool needs_barrier(const std::vector<Access>& now) const;
  InstructionNote note(const Step& step) const;
  Extent flops(const Op& op) const;
  Extent bytes(const Step& step) const;
  void append(const Step& step, Instruction instruction, std::shared_ptr<const void> owner, bool by_samples) override;

  const Schedule& schedule_;
  const CompileOptions& options_;
  Program& program_;
  std::vector<Access> since_barrier_;
};

}  // namespace nntrain
