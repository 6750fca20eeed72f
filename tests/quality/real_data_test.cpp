// The configs on real data, and those that init writes for them, reach what others reach on them (5-fold cross-validation of shuffled rows, scikit-learn 1.9's defaults
// on scaled inputs): the mean over ten seeds, twice five folds, is at least the better of a linear model and a network, within the
// spread over the seeds.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <numeric>
#include <tuple>

#include "base/file.h"
#include "base/random.h"
#include "config/config.h"
#include "formats/suggested_config.h"
#include "suggest/suggestion.h"
#include "train/fit.h"
#include "train/predict.h"

namespace nntrain {
namespace {

struct Job {
  const char* name;    // of config and data
  const char* metric;  // of the log
  double others;       // the better of linear and mlp
  bool higher_is_better;
  const char* target = nullptr;  // the config is what init makes of the training rows; null: the repository's
};
void PrintTo(const Job& job, std::ostream* out) { *out << job.name; }

constexpr std::uint64_t folds = 5;

std::string source_file(const std::string& path) { return std::string(NNTRAIN_SOURCE_DIR) + "/" + path; }

// The file's rows, shuffled anew for every five seeds, as two tables: four fifths to train on, and the seed's fifth held out.
std::pair<Table, Table> shuffled_parts(const std::string& path, std::uint64_t seed, const ReadOptions& options = {}) {
  const std::string text = read_file(path);
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin) + "\n");
    begin = end + 1;
  }
  std::vector<std::int64_t> order(lines.size() - 1);
  permutation(seed / folds, stream(StreamKind::shuffle), 12345, order);
  std::string train = lines[0], held_out = lines[0];
  for (std::size_t i = 0; i < order.size(); ++i)
    (i % folds != seed % folds ? train : held_out) += lines[static_cast<std::size_t>(order[i]) + 1];
  return {parse_csv(train, "train.csv", options), parse_csv(held_out, "held_out.csv", options)};
}

std::string config_of(const Job& job, const Table& train) {
  if (job.target) return suggested_config_text(suggest_job(profile_table(train), job.target, train.source()));
  return read_file(source_file("configs/" + std::string(job.name) + ".json"));
}

double score(const Job& job, int seed) {
  auto [train, held_out] = shuffled_parts(source_file("data/" + std::string(job.name) + ".csv"), static_cast<std::uint64_t>(seed));
  Diagnostics diagnostics({job.name, config_of(job, train), {"seed=" + std::to_string(seed)}});
  const Spec spec = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  if (job.target) std::tie(train, held_out) = shuffled_parts(source_file("data/" + std::string(job.name) + ".csv"), static_cast<std::uint64_t>(seed), reading_of(spec.data.spec()));
  FitOptions options;
  options.threads = 1;
  options.log.style = LogStyle::quiet;
  options.log.write = [](std::string_view) {};
  const Model model = fit(spec, diagnostics, std::move(train), std::nullopt, options);
  for (const auto& [name, value] : evaluate(model, encode(model.columns, held_out, true), nullptr, 1).values)
    if (name == job.metric) return value;
  ADD_FAILURE() << "no metric " << job.metric;
  return 0;
}

class RealData : public testing::TestWithParam<Job> {};

TEST_P(RealData, ReachesWhatOthersReach) {
  const Job& job = GetParam();
  std::vector<double> scores;
  for (int seed = 0; seed < 10; ++seed) scores.push_back(score(job, seed));
  const double mean = std::accumulate(scores.begin(), scores.end(), 0.0) / 10;
  double variance = 0;
  for (const double s : scores) variance += (s - mean) * (s - mean) / 9;
  const double spread = std::sqrt(variance);
  std::printf("%-14s %-8s mean of 10 seeds %.4f, spread %.4f; others %.4f\n", job.name, job.metric, mean, spread, job.others);
  if (job.higher_is_better) EXPECT_GE(mean, job.others - spread);
  else EXPECT_LE(mean, job.others + spread);
}

INSTANTIATE_TEST_SUITE_P(Configs, RealData,
                         testing::Values(Job{"penguins", "accuracy", 0.988, true}, Job{"iris", "accuracy", 0.960, true},
                                         Job{"digits", "accuracy", 0.969, true}, Job{"breast_cancer", "accuracy", 0.979, true},
                                         Job{"diabetes", "rmse", 54.5, false}),
                         [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(Init, RealData,
                         testing::Values(Job{"penguins", "accuracy", 0.988, true, "species"}, Job{"iris", "accuracy", 0.960, true, "species"},
                                         Job{"wine", "accuracy", 0.983, true, "cultivar"}, Job{"breast_cancer", "accuracy", 0.979, true, "diagnosis"},
                                         Job{"digits", "accuracy", 0.969, true, "digit"}, Job{"titanic", "accuracy", 0.786, true, "survived"},
                                         Job{"credit", "accuracy", 0.795, true, "Status"}, Job{"diabetes", "rmse", 54.5, false, "progression"},
                                         Job{"concrete", "rmse", 5.41, false, "compressive_strength"}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace nntrain
