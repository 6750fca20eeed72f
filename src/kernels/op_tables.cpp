#include "kernels/op_tables.h"

#include <cstdlib>
#include <string>

#include "base/error.h"

namespace nntrain {

#include "op_table_list.inc"

namespace {

bool runs_here([[maybe_unused]] std::string_view isa) {
#if defined(__x86_64__)
  __builtin_cpu_init();
#if defined(__clang__)  // knows single instructions; a processor that has these has all of the level's
  const auto has = [](auto... present) { return (... && (present != 0)); };
  if (isa == "x86-64-v4")
    return has(__builtin_cpu_supports("avx512f"), __builtin_cpu_supports("avx512bw"), __builtin_cpu_supports("avx512cd"), __builtin_cpu_supports("avx512dq"), __builtin_cpu_supports("avx512vl"));
  if (isa == "x86-64-v3") return has(__builtin_cpu_supports("avx2"), __builtin_cpu_supports("bmi"), __builtin_cpu_supports("bmi2"), __builtin_cpu_supports("fma"));
  if (isa == "x86-64-v2") return has(__builtin_cpu_supports("sse4.2"), __builtin_cpu_supports("popcnt"));
#else
  if (isa == "x86-64-v4") return __builtin_cpu_supports("x86-64-v4") != 0;
  if (isa == "x86-64-v3") return __builtin_cpu_supports("x86-64-v3") != 0;
  if (isa == "x86-64-v2") return __builtin_cpu_supports("x86-64-v2") != 0;
#endif
#endif
  return true;
}

}  // namespace

std::span<const OpTable* const> runnable_op_tables() {
  std::size_t n = 0;
  while (n < std::size(op_tables) && runs_here(op_tables[n]->name)) ++n;
  if (n == 0) throw Error(ErrorKind::internal, "this processor lacks the x86-64-v2 instructions (SSE 4.2) that nntrain needs");
  return {op_tables, n};
}

const OpTable& op_table() {
  const auto tables = runnable_op_tables();
  const char* wanted = std::getenv("NNTRAIN_ISA");
  if (!wanted || !*wanted) return *tables.back();
  std::string names;
  for (const OpTable* table : tables) {
    if (table->name == wanted) return *table;
    names += (names.empty() ? "" : ", ") + std::string(table->name);
  }
  throw Error(ErrorKind::usage, "NNTRAIN_ISA is \"" + std::string(wanted) + "\", expected one that this machine runs: " + names, {},
              "unset NNTRAIN_ISA to let nntrain choose");
}

}  // namespace nntrain
