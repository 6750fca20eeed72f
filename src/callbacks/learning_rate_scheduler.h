// LearningRateScheduler: sets the learning rate when an epoch begins, from a table or a schedule that counts epochs.
#pragma once
#include <variant>

#include "callbacks/monitor.h"
#include "schedules/schedule.h"

namespace nntrain::callbacks {

// The learning rate of an epoch, from 0. Written
//   [0.1, 0.1, 0.01]          of each epoch; the last stays
//   {"0": 0.1, "10": 0.01}    from that epoch on; before the first, the optimizer's own
//   {"type": "CosineDecay", …}, or any other schedule; a step of it is an epoch
struct EpochRates {
  std::variant<std::vector<double>, Keyed<double>, Schedule> table;

  std::optional<double> at(std::int64_t epoch) const;  // nothing: it stays as it is
  bool operator==(const EpochRates&) const = default;
};

}  // namespace nntrain::callbacks

namespace nntrain {

template <>
struct Field<callbacks::EpochRates> {
  static bool fits(const Reader& json) { return json.is_list() || json.is_object() || json.is_string(); }
  static void read(const Reader& json, callbacks::EpochRates& out);
  static void write(Writer json, const callbacks::EpochRates& value);
  static void schema(Schema schema);
  static std::string text() { return "a list of numbers or an object of them, or a schedule"; }
};

namespace callbacks {

struct LearningRateScheduler {
  static constexpr std::string_view type = "LearningRateScheduler",
                                    summary = "Sets the learning rate at the beginning of each epoch.";

  EpochRates schedule;
  int verbose = 0;

  static constexpr std::array params{
      required<&LearningRateScheduler::schedule>("schedule",
                                                 "the rate by epoch, from 0: [0.1, 0.1, 0.01], the last stays; "
                                                 "{\"10\": 0.01}, from that epoch on; or a schedule, which "
                                                 "counts epochs",
                                                 non_negative)
          .example("[0.1, 0.05, 0.01]"),
      optional<&LearningRateScheduler::verbose>("verbose", "1: say so in the log", silent_or_not),
  };

  void check_job(const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer) const;
  std::unique_ptr<RunningCallback> start(const JobFacts& job) const;
};

}  // namespace callbacks

}  // namespace nntrain
