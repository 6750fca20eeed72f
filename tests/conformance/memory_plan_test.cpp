// How much more memory programs take than what is alive at once: no plan takes less (compiler/plan.h). Of every config of the
// repository and every job of the parity battery.
#include <filesystem>
#include <functional>

#include "base/file.h"
#include "config/config.h"
#include "support/parity.h"
#include "train/prepare.h"

namespace nntrain::test {
namespace {

constexpr double most = 1.1;

struct Plans {
  int count = 0;
  double worst = 0;
  std::string where;

  void add(const Program& program, const std::string& name) {
    ++count;
    EXPECT_GE(program.arena_bytes, program.lower_bound_bytes) << name;
    const double ratio = static_cast<double>(program.arena_bytes) / static_cast<double>(program.lower_bound_bytes);
    EXPECT_LE(program.arena_bytes, most * static_cast<double>(program.lower_bound_bytes)) << name << "\n" << describe(program);
    if (ratio > worst) worst = ratio, where = name;
  }
};

void add_programs(const std::string& name, const Spec& spec, Diagnostics& diagnostics, const std::string& data, Plans& plans) {
  FitOptions options;
  options.log.style = LogStyle::quiet;
  const PreparedRun prepared = prepare(spec, diagnostics, read_table(spec.data.spec(), reading_of(spec.data.spec()), data), std::nullopt, options);
  const DataShapes shapes = shapes_of(prepared.columns, prepared.data);
  const auto compiled = [&](const std::string& kind, const std::function<JobGraphPtr()>& graph_of, bool keep) {
    for (const Index batch : {Index{1}, static_cast<Index>(spec.batch_size), Index{1000}}) {
      const JobGraphPtr job = graph_of();
      State state(job->graph.table->element_size);
      state.declare(job->graph);
      state.allocate();
      const std::span<const Tensor> kept = keep ? std::span<const Tensor>(job->forward.outputs) : std::span<const Tensor>();
      plans.add(compile(job->graph, kept, state, {.max_batch = batch, .prepare = keep}), name + ", " + kind + ", batch " + std::to_string(batch));
    }
  };
  compiled("training", [&] { return training_graph(prepared.spec, prepared.network, shapes, diagnostics); }, false);
  if (kind_of_step(spec.optimizer, 1) == StepKind::gather)
    compiled("gathering", [&] { return training_graph(prepared.spec, prepared.network, shapes, diagnostics, StepKind::gather); }, false);
  compiled("evaluation", [&] { return evaluation_graph(prepared.network, shapes, diagnostics); }, true);
  compiled("prediction", [&] { return prediction_graph(prepared.network, shapes, diagnostics); }, true);
}

TEST(MemoryPlan, OfEveryConfigIsNearItsLowerBound) {
  const std::filesystem::path repository(NNTRAIN_SOURCE_DIR);
  Plans plans;
  for (const auto& entry : std::filesystem::directory_iterator(repository / "configs")) {
    const std::string name = entry.path().stem().string();
    std::vector<std::string> overrides;
    if (name == "tutorial") overrides = {"data.synthetic.kind=linear"};
    Diagnostics diagnostics({name, read_file(entry.path().string()), overrides});
    Spec spec = read_config<Spec>(diagnostics);
    diagnostics.throw_if_any();
    const std::filesystem::path own = repository / "data" / (name + ".csv");
    std::string data = std::filesystem::exists(own) ? own.string() : "";
    if (name == "penguins_graph") data = (repository / "data/penguins.csv").string();
    add_programs(name, spec, diagnostics, data, plans);
  }
  EXPECT_GE(plans.count, 9 * 9);
  std::printf("memory plans: at most %.3f of the lower bound (%s)\n", plans.worst, plans.where.c_str());
}

class ParityMemoryPlan : public testing::TestWithParam<std::string> {};

TEST_P(ParityMemoryPlan, IsNearItsLowerBound) {
  Plans plans;
  for (const Json& each : parity_cases(GetParam())) {
    Diagnostics diagnostics;
    add_programs(GetParam() + " " + each["name"].get<std::string>(), spec_of_case(each), diagnostics, parity_data(), plans);
  }
  std::printf("memory plans: of %d at most %.3f of the lower bound (%s)\n", plans.count, plans.worst, plans.where.c_str());
}

INSTANTIATE_TEST_SUITE_P(Golden, ParityMemoryPlan, testing::ValuesIn(parity_groups()), [](const auto& test) { return test.param; });

}  // namespace
}  // namespace nntrain::test
