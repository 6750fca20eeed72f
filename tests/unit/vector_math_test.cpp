// The elementwise functions against libm in double, through each instruction set's own kernels, over the floats themselves: every
// 61st, and all where a function changes its ways. NNTRAIN_EVERY_FLOAT=1 takes all 2^32, a minute a function: src/README.md has the result.
#include <gtest/gtest.h>

#include <atomic>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <mutex>
#include <thread>

#include "kernels/op_tables.h"
#include "runtime/team.h"

namespace nntrain::test {
namespace {

double sigmoid_exact(double x) { return 1 / (1 + std::exp(-x)); }
double softplus_exact(double x) { return x > 30 ? x + std::exp(-x) : std::log1p(std::exp(x)); }
double rsqrt_exact(double x) { return 1 / std::sqrt(x); }

struct Function {
  const char* name;
  double (*exact)(double);
  double most_ulp;                 // as kernels/vector_math.h states it
  std::uint64_t sum;               // of the sweep's results: the same for every instruction set, compiler and machine
  std::vector<float> changes = {}; // where another formula begins, or the result ends
};
const Function functions[] = {
    {"exp", std::exp, 1.0, 0x2c4a33304e98142e, {88.7228394f, 89, -87.3365479f, -104}},
    {"expm1", std::expm1, 1.6, 0x043996dc11e137ed, {88.7228394f, 89, 30, -30, -104}},
    {"log", std::log, 0.9, 0xe875b6baa93a7892, {0.707106769f, 1, 1.41421354f}},
    {"sigmoid", sigmoid_exact, 2.5, 0x1ca4a35bd1212d1f, {-87.3365479f, -88.7228394f, 16.6355324f, 104}},
    {"tanh", std::tanh, 1.4, 0x566691f555d95a5b, {0.625f, 9.01091290f, 44.5f}},
    {"erf", std::erf, 1.2, 0xbadbd6e55083b68c, {0.927734375f, 3.83250689f, 4}},
    {"softplus", softplus_exact, 2.0, 0xc255428a6a5a3e79, {-87.3365479f, 30, 104}},
    {"rsqrt", rsqrt_exact, 1.5, 0x895eb1824b63c4f3},
};

bool every_float() {
  const char* wanted = std::getenv("NNTRAIN_EVERY_FLOAT");
  return wanted && std::string_view(wanted) == "1";
}

constexpr float smallest = std::numeric_limits<float>::min();  // of the normal ones
bool is_nan(std::uint32_t bits) { return (bits & 0x7FFFFFFFu) > 0x7F800000u; }

// How far a result is from the exact one, in units of the exact one's last place as a float. What is smaller than a normal float may be
// zero, what is larger than any is infinite.
double error_in_ulp(float result, double exact) {
  constexpr double overflow = 0x1p128;
  if (std::isnan(exact)) return std::isnan(result) ? 0 : overflow;
  if (std::isnan(result)) return overflow;
  const double size = std::fabs(exact);
  if (result == 0 && size < static_cast<double>(smallest) * (1 + 2.5 * 0x1p-23)) return 0;
  const int exponent = std::clamp(static_cast<int>(std::bit_cast<std::uint64_t>(size) >> 52) - 1023, -126, 127);
  const double ulp = std::bit_cast<double>(static_cast<std::uint64_t>(exponent - 23 + 1023) << 52);
  const double y = std::clamp(static_cast<double>(result), -overflow, overflow), right = std::clamp(exact, -overflow, overflow);
  return std::fabs(y - right) / ulp;
}

std::uint64_t mixed(std::uint32_t x, std::uint32_t y) {
  std::uint64_t h = (std::uint64_t{x} << 32 | (is_nan(y) ? 0x7FC00000u : y)) * 0x9E3779B97F4A7C15u;
  h = (h ^ (h >> 32)) * 0xD6E8FEB86659FD93u;
  return h ^ (h >> 32);
}

struct Found {
  double worst = 0;
  float at = 0;
  std::uint64_t sum = 0;
  std::string difference;  // between instruction sets: the first that was met

  void add(const Found& other) {
    if (other.worst > worst) worst = other.worst, at = other.at;
    sum += other.sum;
    if (difference.empty()) difference = other.difference;
  }
};

std::vector<MapKernel> kernels_of(const char* name) {
  std::vector<MapKernel> kernels;
  for (const OpTable* table : runnable_op_tables()) kernels.push_back(find_kind(*table, name).map[0]);
  return kernels;
}

// The floats whose bits are first, first + step, ...: `count` of them.
Found look_at(const Function& f, const std::vector<MapKernel>& kernels, std::uint64_t first, std::uint64_t step, std::size_t count) {
  std::vector<float> x(count), y(count), other(count);
  for (std::size_t i = 0; i < count; ++i) x[i] = std::bit_cast<float>(static_cast<std::uint32_t>(first + i * step));
  const auto apply = [&](MapKernel kernel, std::vector<float>& to) {
    const FlushDenormals flush;  // as in every run
    kernel({{x.data()}, to.data(), nullptr}, {static_cast<Index>(count), 0, 0});
  };
  Found found;
  apply(kernels[0], y);
  for (std::size_t k = 1; k < kernels.size(); ++k) {
    apply(kernels[k], other);
    if (std::memcmp(y.data(), other.data(), count * sizeof(float)) == 0) continue;
    for (std::size_t i = 0; i < count && found.difference.empty(); ++i)
      if (std::bit_cast<std::uint32_t>(y[i]) != std::bit_cast<std::uint32_t>(other[i]) && !(std::isnan(y[i]) && std::isnan(other[i])))
        found.difference = std::string(f.name) + "(" + std::to_string(x[i]) + ") on " + std::string(runnable_op_tables()[k]->name);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const double argument = std::fabs(x[i]) < smallest ? std::copysign(0.0, static_cast<double>(x[i])) : static_cast<double>(x[i]);
    const double error = error_in_ulp(y[i], f.exact(argument));
    if (error > found.worst) found.worst = error, found.at = x[i];
    found.sum += mixed(std::bit_cast<std::uint32_t>(x[i]), std::bit_cast<std::uint32_t>(y[i]));
  }
  return found;
}

// All floats from bits 0 on, `step` apart, on all cores.
Found sweep(const Function& f, std::uint64_t step) {
  constexpr std::uint64_t all = std::uint64_t{1} << 32, block = 4096;
  const std::vector<MapKernel> kernels = kernels_of(f.name);
  const std::uint64_t count = (all + step - 1) / step;
  std::atomic<std::uint64_t> next{0};
  std::mutex mutex;
  Found found;
  const auto work = [&] {
    Found mine;
    for (std::uint64_t i = next.fetch_add(block); i < count; i = next.fetch_add(block))
      mine.add(look_at(f, kernels, i * step, step, static_cast<std::size_t>(std::min(block, count - i))));
    const std::lock_guard lock(mutex);
    found.add(mine);
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < available_cores(); ++i) threads.emplace_back(work);
  work();
  for (std::thread& t : threads) t.join();
  return found;
}

class VectorMath : public testing::TestWithParam<Function> {};

TEST_P(VectorMath, IsAsExactAsItSaysWithTheSameBitsEverywhere) {
  const Function& f = GetParam();
  const Found found = sweep(f, every_float() ? 1 : 61);
  if (every_float()) std::printf("%-9s at most %.3f ulp, at %.9g; sum %016llx\n", f.name, found.worst, static_cast<double>(found.at), static_cast<unsigned long long>(found.sum));
  EXPECT_EQ(found.difference, "");
  EXPECT_LE(found.worst, f.most_ulp) << f.name << "(" << found.at << ")";
  EXPECT_GE(found.worst, f.most_ulp * 0.8) << f.name << ": the documented limit is needlessly loose";
  if (every_float()) return;
  EXPECT_EQ(found.sum, f.sum) << f.name << " has other bits: 0x" << std::hex << found.sum;
}

TEST_P(VectorMath, HoldsNearEveryChange) {
  const Function& f = GetParam();
  std::vector<float> places = f.changes;
  for (const float common : {0.0f, smallest, 1.0f, std::numeric_limits<float>::infinity()}) places.push_back(common);
  constexpr std::uint64_t around = 5000;
  Found found;
  for (const float place : places)
    for (const float signed_place : {place, -place})
      found.add(look_at(f, kernels_of(f.name), (std::uint64_t{1} << 32) + std::bit_cast<std::uint32_t>(signed_place) - around, 1, 2 * around + 1));
  EXPECT_EQ(found.difference, "");
  EXPECT_LE(found.worst, f.most_ulp) << f.name << "(" << found.at << ")";
}

INSTANTIATE_TEST_SUITE_P(Functions, VectorMath, testing::ValuesIn(functions), [](const auto& f) { return std::string(f.param.name); });

}  // namespace
}  // namespace nntrain::test
