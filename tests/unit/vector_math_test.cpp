// The elementwise functions against libm in double, over a dense sweep of floats, through each instruction set's own copy.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "support/run_graph.h"

namespace nntrain::test {
namespace {

struct Function {
  const char* name;
  Tensor (*op)(Tensor);
  double (*exact)(double);
  double most_ulp;
  float low, high;  // beyond these the result is 0, infinite or flushed
};

double sigmoid_exact(double x) { return 1 / (1 + std::exp(-x)); }
double softplus_exact(double x) { return x > 30 ? x + std::exp(-x) : std::log1p(std::exp(x)); }

constexpr float largest = std::numeric_limits<float>::max();
// The limits that kernels/vector_math.h states.
const Function functions[] = {
    {"exp", exp, std::exp, 1.0, -87.0f, 88.7f},
    {"expm1", expm1, std::expm1, 2.0, -100.0f, 88.7f},
    {"log", log, std::log, 1.0, 1.1754944e-38f, largest},
    {"sigmoid", sigmoid, sigmoid_exact, 2.4, -87.0f, 100.0f},
    {"tanh", tanh, std::tanh, 1.3, -largest, largest},
    {"erf", erf, std::erf, 1.2, -largest, largest},
    {"softplus", softplus, softplus_exact, 2.5, -87.0f, largest},
};

std::vector<double> applied(const OpTable& table, Tensor (*op)(Tensor), const std::vector<double>& x) {
  Graph graph(table);
  const auto n = static_cast<Index>(x.size());
  const Tensor keep[] = {op(gather_batch(graph, {n}, 0))};
  RunOptions options;
  options.columns = {x};
  return run_graph(graph, keep, options).kept[0];
}

// Every so many floats of either sign, from the smallest normal one on.
std::vector<double> sweep(std::uint32_t step) {
  std::vector<double> x{0};
  for (std::uint32_t bits = 0x00800000u; bits < 0x7F800000u; bits += step)
    for (const std::uint32_t sign : {0u, 0x80000000u}) x.push_back(static_cast<double>(std::bit_cast<float>(bits | sign)));
  return x;
}

double ulp_of(double exact) {
  const float f = std::fabs(static_cast<float>(exact));
  return static_cast<double>(std::nextafter(f, largest)) - static_cast<double>(f);
}

TEST(VectorMath, IsAsExactAsItSays) {
  const std::vector<double> x = sweep(2003);
  for (const Function& f : functions) {
    const std::vector<double> y = applied(*runnable_op_tables().back(), f.op, x);
    double worst = 0, worst_x = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double exact = f.exact(x[i]);
      if (x[i] < static_cast<double>(f.low) || x[i] > static_cast<double>(f.high) || std::fabs(exact) < 1.2e-37) continue;  // or flushed on the way
      const double error = std::fabs(y[i] - exact) / ulp_of(exact);
      if (error > worst) worst = error, worst_x = x[i];
    }
    EXPECT_LE(worst, f.most_ulp) << f.name << "(" << worst_x << ")";
    EXPECT_GE(worst, f.most_ulp * 0.5) << f.name << ": the documented limit is needlessly loose";
  }
}

TEST(VectorMath, GivesTheSameBitsOnEveryInstructionSet) {
  std::vector<double> x = sweep(20011);
  for (const float special : {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
                              std::numeric_limits<float>::quiet_NaN(), -0.0f, 1e-40f, -1e-40f})
    x.push_back(static_cast<double>(special));
  for (const Function& f : functions) {
    const std::vector<double> plainest = applied(*runnable_op_tables()[0], f.op, x);
    for (const OpTable* table : runnable_op_tables()) {
      const std::vector<double> y = applied(*table, f.op, x);
      for (std::size_t i = 0; i < x.size(); ++i)
        ASSERT_TRUE(std::bit_cast<std::uint64_t>(plainest[i]) == std::bit_cast<std::uint64_t>(y[i]) || (std::isnan(plainest[i]) && std::isnan(y[i])))
            << f.name << "(" << x[i] << ") on " << table->name << " is " << y[i] << ", on " << runnable_op_tables()[0]->name << " " << plainest[i];
    }
  }
}

TEST(VectorMath, KnowsSpecialValues) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::nan("");
  const double x[] = {nan, inf, -inf, 0.0, -0.0, 1e-40, -1e-40, 200, -200};  // 1e-40 is flushed to zero, as everywhere in a run
  const std::map<std::string, std::vector<double>> expected{
      {"exp", {nan, inf, 0, 1, 1, 1, 1, inf, 0}},
      {"expm1", {nan, inf, -1, 0, 0, 0, 0, inf, -1}},
      {"log", {nan, inf, nan, -inf, -inf, -inf, -inf, static_cast<double>(std::log(200.0f)), nan}},
      {"sigmoid", {nan, 1, 0, 0.5, 0.5, 0.5, 0.5, 1, 0}},
      {"tanh", {nan, 1, -1, 0, 0, 0, 0, 1, -1}},
      {"erf", {nan, 1, -1, 0, 0, 0, 0, 1, -1}},
      {"softplus", {nan, inf, 0, static_cast<double>(std::log(2.0f)), static_cast<double>(std::log(2.0f)), static_cast<double>(std::log(2.0f)),
                    static_cast<double>(std::log(2.0f)), 200, 0}},
  };
  for (const OpTable* table : runnable_op_tables())
    for (const Function& f : functions) {
      const std::vector<double> y = applied(*table, f.op, {std::begin(x), std::end(x)});
      for (std::size_t i = 0; i < y.size(); ++i) {
        const double wanted = expected.at(f.name)[i];
        EXPECT_TRUE(std::isnan(wanted) ? std::isnan(y[i]) : y[i] == wanted)
            << f.name << "(" << x[i] << ") on " << table->name << " is " << y[i] << ", expected " << wanted;
      }
    }
}

}  // namespace
}  // namespace nntrain::test
