#include "suggest/suggestion.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "columns/number.h"
#include "suggest/input_column.h"
#include "suggest/network.h"
#include "suggest/target.h"
#include "suggest/wording.h"

namespace nntrain {

namespace {

using namespace suggest;

// The largest number of columns that all are whole numbers from 0 to it, as the pixels of an image are; 0: they are not.
double pixel_scale(const std::vector<const ColumnProfile*>& inputs) {
  double largest = 0;
  for (const ColumnProfile* c : inputs) {
    if (c->kind != ColumnKind::number || c->num_missing > 0 || !c->number.is_whole || c->number.min < 0) return 0;
    largest = std::max(largest, c->number.max);
  }
  const auto reach = std::ranges::count_if(inputs, [&](const ColumnProfile* c) { return c->number.max == largest; });
  return inputs.size() >= 16 && reach * 2 >= static_cast<std::int64_t>(inputs.size()) ? largest : 0;
}

class Suggester {
 public:
  Suggester(const TableProfile& table, Target target, const std::string& source) : table_(table), target_(std::move(target)), source_(source) {}

  Suggestion suggest() {
    result_.target = target_.name;
    result_.spec.data.target = target_.name;
    if (target_.num_rows < 5)
      throw Error{ErrorKind::data, "found " + count_of(target_.num_rows, "row") + " with a target; expected at least 5", source_, "give more rows"};
    result_.reasons.push_back({});
    add_target();
    add_inputs();
    add_split();
    result_.reasons[0].text = count_of(target_.num_rows, "row") + " of " + source_.substr(source_.rfind('/') + 1) + ": " + quoted(target_.name) +
                              " is learned from " + count_of(num_inputs_, "column") + ".";
    suggest_network(target_, sizes_, result_);
    return std::move(result_);
  }

 private:
  void say(std::string pointer, std::string text) { result_.reasons.push_back({std::move(pointer), std::move(text)}); }
  void add_column(const std::string& name, const ColumnType& type, const std::string& reason) {
    result_.spec.data.columns.entries.push_back({name, type});
    say("/data/columns/" + name, reason);
  }

  void add_target() {
    if (target_.type) add_column(target_.name, *target_.type, target_.reason);
    else say("/data/target", target_.reason);
  }

  void add_inputs() {
    std::vector<const ColumnProfile*> used;
    std::vector<InputColumn> inputs;
    for (const ColumnProfile& c : table_.columns) {
      if (c.name == target_.name) continue;
      inputs.push_back(suggest_input(c));
      if (!inputs.back().is_left_out()) used.push_back(&c);
    }
    if (used.empty()) {
      std::string all;
      for (const ColumnProfile& c : table_.columns)
        if (c.name != target_.name) all += (all.empty() ? "" : "; ") + quoted(c.name) + ": " + suggest_input(c).left_out;
      throw Error{ErrorKind::data, "no column beside the target " + quoted(target_.name) + " can be an input" + (all.empty() ? "" : ": " + all), source_,
                  "give columns that tell something of the target"};
    }
    sizes_.pixel_scale = pixel_scale(used);
    auto input = inputs.begin();
    for (const ColumnProfile& c : table_.columns) {
      if (c.name == target_.name) continue;
      add_input(c.name, *input++);
    }
    if (!table_.gap_texts.empty()) {
      auto& texts = result_.spec.data.missing_values;
      for (const std::string& text : table_.gap_texts)
        if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
      say("/data/missing_values", "texts that count as empty cells; added: " + list_of(table_.gap_texts, "and") + ", which stand in columns of numbers");
    }
    result_.spec.data.missing = Missing::drop;
    say("/data/missing", "of columns that say nothing of gaps because they have none here: a row that has one is left out, predicted as NA");
  }

  void add_input(const std::string& name, const InputColumn& input) {
    if (input.is_left_out()) {
      result_.left_out.push_back({name, input.left_out});
      add_column(name, input.type, input.reason);
      return;
    }
    ++num_inputs_;
    sizes_.inputs += input.width;
    if (input.orders_rows && time_.empty()) time_ = name;
    if (sizes_.pixel_scale == 0) add_column(name, input.type, input.reason);
  }

  // Rows of a later time are what predictions will be about.
  void add_split() {
    SplitSpec split{.validation = target_.num_rows < 20'000 ? 0.2 : 0.1};
    std::string reason;
    if (!time_.empty() && target_.task == Task::number) {
      split.kind = SplitKind::time;
      split.by = time_;
      reason = "the file is in the order of " + quoted(time_) + ": the latest rows validate";
    } else if (target_.task != Task::number) {
      split.kind = SplitKind::stratified;
      reason = "of each class as many rows validate";
    } else {
      split.kind = SplitKind::random;
      reason = "any rows validate";
    }
    sizes_.train_rows = target_.num_rows - static_cast<std::int64_t>(static_cast<double>(target_.num_rows) * split.validation + 0.5);
    result_.spec.data.split = split;
    say("/data/split", reason + R"(; "test": 0.1 would hold back rows for a last evaluation)");
  }

  const TableProfile& table_;
  Target target_;
  const std::string& source_;
  Suggestion result_;
  Sizes sizes_;
  std::int64_t num_inputs_ = 0;
  std::string time_;  // the column that the file is in order of
};

}  // namespace

Suggestion suggest_job(const TableProfile& table, const std::optional<std::string>& target, const std::string& source) {
  return Suggester(table, suggest_target(table, target, source), source).suggest();
}

}  // namespace nntrain
