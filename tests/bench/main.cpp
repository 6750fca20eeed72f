// nntrain_bench: a training step of ours against the same step written by hand with Eigen, in one process, turn by
// turn.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "base/error.h"
#include "jobs.h"
#include "kernels/op_tables.h"
#include "runtime/machine_limits.h"
#include "train/predict.h"
#include "pairs.h"
#include "whole_process.h"

namespace nntrain::bench {

namespace {

struct Options {
  bool json = false;
  int pairs = 25, threads = 0;  // threads: only this many; 0: one, then two
  std::string job, nntrain;     // only jobs whose name begins with `job`; path of the binary
};

struct Row {
  std::string job;
  int threads;
  Times ours, peer;
  std::string peer_name;  // "slices, 2 threads"
  double ratio, best_ratio, peak_share, loss_difference;
  Index arena_bytes;
};

// Runs both from the same weights over the same rows: the largest relative difference of a batch's loss.
double compare_losses(TrainingRun& ours, PeerStep& peer, const Batches& batches) {
  double largest = 0;
  for (Index s = 0; s < std::min<Index>(20, batches.num_batches()); ++s) {
    const auto rows = batches.batch(s);
    const double a = ours.step_loss(rows);
    peer.step(rows);
    const double b = peer.take_loss() / static_cast<double>(rows.size());
    const double difference = std::fabs(a - b) / std::max(std::fabs(a), 1e-3);
    largest = std::isfinite(difference) ? std::max(largest, difference) : INFINITY;
  }
  constexpr double rounding = 1e-3;
  if (!(largest < rounding))
    throw std::runtime_error("ours and the peer compute different losses: they do not do the same work");
  return largest;
}

template <class Run>
OneStep stepping(Run& run, const Batches& batches) {
  return [&run, &batches, next = Index{0}]() mutable {
    run.step(batches.batch(next));
    next = next + 1 < batches.num_batches() ? next + 1 : 0;
  };
}

Row measure(const Job& job, int threads, double peak, const Options& options) {
  Workload workload(job);
  const auto ours = workload.ours(threads);
  struct Candidate {
    std::string name;
    std::unique_ptr<PeerStep> step;
    OneStep run;
  };
  std::vector<Candidate> candidates;
  Row row{.job = job.name, .threads = threads, .loss_difference = 0, .arena_bytes = ours->run.arena_bytes()};
  for (const Peer* peer : peers_for(op_table().name))
    for (int t = 1; t <= threads; t += std::max(1, threads - 1)) {
      if (t == 1 && peer->threading == "openmp") continue;  // the same code
      const auto name =
          t == 1 ? std::string("one thread") : std::string(peer->threading) + ", " + std::to_string(t) + " threads";
      candidates.push_back({name, workload.peer(*peer, t), {}});
      const auto fresh = workload.ours(threads);
      row.loss_difference =
          std::max(row.loss_difference, compare_losses(fresh->run, *candidates.back().step, workload.batches()));
      candidates.back().run = stepping(*candidates.back().step, workload.batches());
    }
  // Eigen at its best: whatever is fastest here.
  std::vector<OneStep> trials;
  for (const Candidate& c : candidates) trials.push_back(c.run);
  std::size_t best = 0;
  if (trials.size() > 1) {
    const std::vector<Times> times = take_turns(trials, 5);
    for (std::size_t k = 1; k < times.size(); ++k)
      if (times[k].best() < times[best].best()) best = k;
  }
  std::vector<Times> times = take_turns({stepping(ours->run, workload.batches()), candidates[best].run}, options.pairs);
  std::vector<double> ratios;
  for (std::size_t r = 0; r < times[0].rounds.size(); ++r) ratios.push_back(times[0].rounds[r] / times[1].rounds[r]);
  row.peer_name = candidates[best].name;
  row.ratio = median(std::move(ratios));
  row.best_ratio = times[0].best() / times[1].best();
  row.peak_share = job.flops_per_step() / times[0].median() / peak;
  row.ours = std::move(times[0]);
  row.peer = std::move(times[1]);
  return row;
}

struct Prediction {
  Index rows;  // at once
  Times times; // of a call
};

// A batch of 1,024 rows, and a single one.
std::vector<Prediction> measure_predictions(const Job& job, int threads, const Options& options) {
  Workload workload(job);
  Predictor predictor(workload.model(), threads);
  std::vector<Prediction> list;
  for (const Index rows : {Index{1024}, Index{1}}) {
    const Matrix& all = workload.inputs();
    const std::vector<Matrix> inputs{{all.width, {all.values.begin(), all.values.begin() + rows * all.width}}};
    list.push_back({rows, take_turns({[&] { predictor.predict(inputs); }}, options.pairs)[0]});
  }
  return list;
}

std::string time_text(double seconds) {
  const auto [scale, unit] = seconds < 1e-6   ? std::pair(1e9, "ns")
                             : seconds < 1e-3 ? std::pair(1e6, "us")
                                              : std::pair(1e3, "ms");
  char text[32];
  std::snprintf(text, sizeof text, "%.3g %s", seconds * scale, unit);
  return text;
}

void print_header(const std::vector<MachineLimits>& limits) {
  double load[1] = {0};
  getloadavg(load, 1);
  std::printf("One training step, median (best) of the rounds; ratio: median of the pairs, (ratio of the bests).\n");
  std::printf("%s; FMA peak %.0f GFLOP/s and memory %.0f GB/s on one core", std::string(op_table().name).c_str(), limits[0].flops / 1e9,
              limits[0].memory_bytes / 1e9);
  if (limits.size() > 1) std::printf(", %.0f and %.0f on two", limits[1].flops / 1e9, limits[1].memory_bytes / 1e9);
  std::printf("; load before the run %.1f on %d cores\n\n", load[0], available_cores());
  std::printf(
      "| job | threads | ours | Eigen | Eigen's best with | ours / Eigen | of peak | arena | losses agree to |\n");
  std::printf("|---|---|---|---|---|---|---|---|---|\n");
  std::fflush(stdout);
}

void print_row(const Row& r) {
  std::printf("| %s | %d | %s (%s) | %s (%s) | %s | %.2f (%.2f) | %.0f %% | %lld KiB | %.0e |\n", r.job.c_str(),
              r.threads, time_text(r.ours.median()).c_str(), time_text(r.ours.best()).c_str(),
              time_text(r.peer.median()).c_str(), time_text(r.peer.best()).c_str(), r.peer_name.c_str(), r.ratio,
              r.best_ratio, 100 * r.peak_share, static_cast<long long>((r.arena_bytes + 1023) / 1024),
              r.loss_difference);
  std::fflush(stdout);
}

nlohmann::ordered_json json_of(const Row& r) {
  return {{"job", r.job},
          {"threads", r.threads},
          {"ours_s", r.ours.median()},
          {"ours_best_s", r.ours.best()},
          {"eigen_s", r.peer.median()},
          {"eigen_best_s", r.peer.best()},
          {"eigen_threading", r.peer_name},
          {"ratio", r.ratio},
          {"ratio_of_bests", r.best_ratio},
          {"share_of_peak", r.peak_share},
          {"arena_bytes", r.arena_bytes},
          {"loss_difference", r.loss_difference}};
}

// The tutorial's job as its reader runs it: start, read the CSV file, train, write the model.
ProcessTimes time_tutorial(const std::string& nntrain) {
  const std::string binary = std::filesystem::absolute(nntrain).string();
  std::string directory = (std::filesystem::temp_directory_path() / "nntrain_bench_XXXXXX").string();
  if (!mkdtemp(directory.data())) throw std::runtime_error("no temporary directory can be made");
  time_command({binary, "gen-synthetic", "-o", "d.csv"}, directory, 1);
  const ProcessTimes times =
      time_command({binary, "fit", NNTRAIN_SOURCE_DIR "/configs/tutorial.json", "d.csv"}, directory, 51);
  std::filesystem::remove_all(directory);
  return times;
}

Options options_from(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--json")
      options.json = true;
    else if (argument == "--pairs" && i + 1 < argc)
      options.pairs = std::max(1, std::stoi(argv[++i]));
    else if (argument == "--threads" && i + 1 < argc)
      options.threads = std::stoi(argv[++i]);
    else if (argument == "--job" && i + 1 < argc)
      options.job = argv[++i];
    else if (argument == "--nntrain" && i + 1 < argc)
      options.nntrain = argv[++i];
    else
      throw std::runtime_error("usage: nntrain_bench [--json] [--pairs N] [--job NAME] [--threads N] [--nntrain PATH]");
  }
  return options;
}

void run(const Options& options) {
  std::vector<MachineLimits> limits;
  for (int threads = 1; threads <= std::min(2, available_cores()); ++threads) {
    Team team(threads);
    limits.push_back(measure_limits(op_table(), team, threads));
  }
  if (!options.json) print_header(limits);
  nlohmann::ordered_json json{{"isa", op_table().name}, {"limits", nlohmann::json::array()}, {"steps", nlohmann::json::array()}, {"predictions", nlohmann::json::array()}};
  for (const MachineLimits& l : limits) json["limits"].push_back({{"flops", l.flops}, {"memory_bytes", l.memory_bytes}});
  for (const Job& job : jobs()) {
    if (!job.name.starts_with(options.job)) continue;
    for (std::size_t t = 0; t < limits.size(); ++t) {
      if (options.threads && options.threads != static_cast<int>(t + 1)) continue;
      const Row row = measure(job, static_cast<int>(t + 1), limits[t].flops, options);
      json["steps"].push_back(json_of(row));
      if (!options.json) print_row(row);
    }
  }
  if (!options.json) std::printf("\n| prediction | rows at once | threads | rows/s | a call |\n|---|---|---|---|---|\n");
  for (const Job& job : jobs()) {
    if (!job.name.starts_with(options.job) || job.widths.back() < 2 || job.widths[1] > 1024) continue;
    for (std::size_t t = 0; t < limits.size(); ++t) {
      if (options.threads && options.threads != static_cast<int>(t + 1)) continue;
      for (const Prediction& p : measure_predictions(job, static_cast<int>(t + 1), options)) {
        const double seconds = p.times.median();
        json["predictions"].push_back({{"job", job.name}, {"threads", t + 1}, {"rows", p.rows}, {"seconds", seconds}, {"best_s", p.times.best()}});
        if (!options.json)
          std::printf("| %s | %lld | %zu | %.0f | %s |\n", job.name.c_str(), static_cast<long long>(p.rows), t + 1, static_cast<double>(p.rows) / seconds,
                      time_text(seconds).c_str());
      }
    }
  }
  if (!options.nntrain.empty()) {
    const ProcessTimes times = time_tutorial(options.nntrain);
    const Times whole{times.elapsed}, busy{times.processor};
    json["tutorial_process_s"] = whole.median();
    json["tutorial_process_best_s"] = whole.best();
    json["tutorial_process_cpu_s"] = busy.median();
    if (!options.json)
      std::printf(
          "\nThe tutorial's job as a process (nntrain fit configs/tutorial.json d.csv): %s (best %s), %s of it "
          "processor time;\n"
          "the rest is mostly the disk's, for writing the model safely.\n",
          time_text(whole.median()).c_str(), time_text(whole.best()).c_str(), time_text(busy.median()).c_str());
  }
  if (options.json) std::printf("%s\n", json.dump(2).c_str());
}

}  // namespace

}  // namespace nntrain::bench

int main(int argc, char** argv) {
  try {
    nntrain::bench::run(nntrain::bench::options_from(argc, argv));
    return 0;
  } catch (const nntrain::Error& e) {
    std::fprintf(stderr, "nntrain_bench: %s\n", e.message.c_str());
  } catch (const std::exception& e) {
    std::fprintf(stderr, "nntrain_bench: %s\n", e.what());
  }
  return 1;
}
