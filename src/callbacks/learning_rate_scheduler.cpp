#include "callbacks/learning_rate_scheduler.h"

#include "base/text.h"
#include "callbacks/python_text.h"
#include "callbacks/settable_rate.h"

namespace nntrain {

using callbacks::EpochRates;

void Field<EpochRates>::read(const Reader& json, EpochRates& out) {
  if (json.is_list()) {
    json.read(out.table.emplace<std::vector<double>>());
    if (json.size() == 0) json.error("expected at least one learning rate");
  } else if (json.is_object() && !json.has("type")) {
    json.read(out.table.emplace<Keyed<double>>());
    std::optional<std::int64_t> before;
    for (const auto& [key, value] : json.members()) {
      const std::optional<std::int64_t> epoch = parse_int(key);
      if (!epoch || *epoch < 0)
        value.key_error("expected the number of an epoch, from 0; got " + quoted(key));
      else if (before && *epoch <= *before)
        value.key_error("expected epochs in rising order; got " + key + " after " + std::to_string(*before));
      before = epoch;
    }
  } else if (json.is_object() || json.is_string()) {
    json.read(out.table.emplace<Schedule>());
  } else {
    json.expected(text());
  }
}
void Field<EpochRates>::write(Writer json, const EpochRates& value) {
  std::visit([&](const auto& held) { json.write(held); }, value.table);
}
void Field<EpochRates>::schema(Schema schema) {
  Field<std::vector<double>>::schema(schema.alternative());
  Field<Keyed<double>>::schema(schema.alternative());
  Field<Schedule>::schema(schema.alternative());
}

namespace callbacks {

std::optional<double> EpochRates::at(std::int64_t epoch) const {
  if (const auto* list = std::get_if<std::vector<double>>(&table))
    return (*list)[std::min(static_cast<std::size_t>(epoch), list->size() - 1)];
  if (const auto* schedule = std::get_if<Schedule>(&table))
    return static_cast<double>(schedule->call(&ScheduleKind::rate, epoch));
  std::optional<double> rate;
  for (const auto& [from, value] : std::get<Keyed<double>>(table).entries)
    if (*parse_int(from) <= epoch) rate = value;
  return rate;
}

namespace {

class Scheduler : public RunningCallback {
 public:
  explicit Scheduler(const LearningRateScheduler& options) : options_(options) {}

  void epoch_begin(std::int64_t epoch, RunControl& run) override {
    const double rate = options_.schedule.at(epoch).value_or(run.learning_rate());
    run.set_learning_rate(rate);
    if (options_.verbose > 0)
      run.message("Epoch " + std::to_string(epoch + 1) + ": LearningRateScheduler setting learning rate to " +
                  python_text(rate) + ".");
  }
  void epoch_end(std::int64_t, Logs& logs, RunControl& run) override { logs.set("learning_rate", run.learning_rate()); }

 private:
  LearningRateScheduler options_;
};

}  // namespace

void LearningRateScheduler::check_job(const JobFacts& job, Diagnostics& diagnostics, const std::string& pointer) const {
  check_settable_rate(job, diagnostics, pointer);
}

std::unique_ptr<RunningCallback> LearningRateScheduler::start(const JobFacts&) const {
  return std::make_unique<Scheduler>(*this);
}

}  // namespace callbacks

}  // namespace nntrain
