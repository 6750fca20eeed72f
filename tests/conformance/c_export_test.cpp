// Every layer and activation as C: small jobs that were trained (tests/golden/parity), exported, compiled without a
// warning and run beside the network itself.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "base/error.h"
#include "exchange/format.h"
#include "support/example_rows.h"
#include "support/parity.h"
#include "support/temporary_folder.h"
#include "train/predict.h"

namespace nntrain::test {
namespace {

struct Exported {
  std::string name;
  Model model;
};

// Calls NAME_run(in..., out..., memory).
void call(void* function, std::vector<void*> pointers) {
  using P = void*;
  pointers.resize(8);  // those of a C function that it does not name do no harm
  reinterpret_cast<void (*)(P, P, P, P, P, P, P, P)>(function)(pointers[0], pointers[1], pointers[2], pointers[3],
                                                               pointers[4], pointers[5], pointers[6], pointers[7]);
}

void expect_equal(void* library, const Exported& exported) {
  constexpr Index rows = 5;
  std::vector<Matrix> inputs;
  for (const InputColumns& input : exported.model.columns.inputs) inputs.push_back(example_rows(input, rows));
  const std::vector<Matrix> expected = Predictor(exported.model, 1).predict(inputs);
  void* const run = dlsym(library, (exported.name + "_run").c_str());
  void* const self_test = dlsym(library, (exported.name + "_self_test").c_str());
  ASSERT_TRUE(run && self_test) << exported.name;
  std::vector<float> memory(1 << 20);
  EXPECT_EQ(reinterpret_cast<int (*)(void*)>(self_test)(memory.data()), 0) << exported.name;
  for (Index r = 0; r < rows; ++r) {
    std::vector<std::vector<float>> outputs;
    std::vector<void*> pointers;
    for (Matrix& input : inputs) pointers.push_back(input.values.data() + r * input.width);
    for (const Matrix& output : expected) outputs.emplace_back(static_cast<std::size_t>(output.width));
    for (std::vector<float>& output : outputs) pointers.push_back(output.data());
    pointers.push_back(memory.data());
    call(run, pointers);
    for (std::size_t k = 0; k < expected.size(); ++k)
      for (std::size_t i = 0; i < outputs[k].size(); ++i) {
        const float is = outputs[k][i], was = expected[k].row(r)[i];
        EXPECT_TRUE(std::fabs(is - was) <= 1e-5f * std::max(1.0f, std::fabs(was)) ||
                    (std::isnan(is) && std::isnan(was)) || is == was)
            << exported.name << ", row " << r << ", output " << k << ", number " << i << ": " << is << " is not "
            << was;
      }
  }
}

class CExport : public testing::TestWithParam<std::string> {};

TEST_P(CExport, ComputesWhatTheNetworkDoes) {
  const TemporaryFolder folder;
  std::vector<Exported> all;
  std::string command = "cc -std=c99 -O0 -Wall -Wextra -pedantic -Werror -shared -fPIC -o all.so";
  for (const Json& each : parity_cases(GetParam())) {
    all.push_back({each["name"].get<std::string>(), train_case(each)});
    ExportFiles files(all.back().name + ".c");
    format_to_write("", files.path()).write(all.back().model, {}, files);
    files.finish();
    command += " " + all.back().name + ".c";
  }
  ASSERT_GT(all.size(), 10u);
  ASSERT_EQ(std::system(command.c_str()), 0);
  void* const library = dlopen("./all.so", RTLD_NOW | RTLD_LOCAL);
  ASSERT_TRUE(library) << dlerror();
  for (const Exported& exported : all) expect_equal(library, exported);
  dlclose(library);
}

INSTANTIATE_TEST_SUITE_P(Golden, CExport, testing::Values("layers", "activations", "graphs"),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace nntrain::test
