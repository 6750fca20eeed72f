#include "train/report.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "network/network.h"
#include "train/answers.h"

namespace nntrain {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

ClassScores scores_of(double hits, double predicted, double support) {
  return {share(hits, predicted), share(hits, support), share(2 * hits, predicted + support)};
}

// ---- ROC ----

struct ScoredRow {
  double score;
  std::size_t row;
};

// The rows' scores for class c in ascending order, equal ones in the rows' order: sums do not depend on how they are
// sorted.
std::vector<ScoredRow> sorted_scores(const ClassRows& rows, std::size_t c) {
  std::vector<ScoredRow> sorted(rows.truth.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) sorted[i] = {rows.scores[i * rows.scores_each + c], i};
  std::ranges::sort(sorted, [](const ScoredRow& a, const ScoredRow& b) {
    return a.score < b.score || (a.score == b.score && a.row < b.row);
  });
  return sorted;
}

// For class `positive` against the rest, by the scores of column `column`. NaN where either has no weight.
double roc_auc(const ClassRows& rows, std::size_t positive, std::size_t column) {
  const std::vector<ScoredRow> sorted = sorted_scores(rows, column);
  double below = 0, positives = 0, won = 0;  // weight of the negatives so far, of all positives, of the pairs won
  for (std::size_t i = 0; i < sorted.size();) {
    double negative_ties = 0, positive_ties = 0;
    const double score = sorted[i].score;
    for (; i < sorted.size() && sorted[i].score == score; ++i)
      (rows.truth[sorted[i].row] == positive ? positive_ties : negative_ties) += rows.weights[sorted[i].row];
    won += positive_ties * (below + negative_ties / 2);
    below += negative_ties;
    positives += positive_ties;
  }
  return positives > 0 && below > 0 ? won / (positives * below) : undefined;
}

// support: by class number.
double mean_roc_auc(const ClassRows& rows, const std::vector<double>& support) {
  if (!std::ranges::all_of(rows.scores, [](double x) { return !std::isnan(x); })) return undefined;
  if (rows.num_classes == 2) return roc_auc(rows, 1, rows.scores_each - 1);
  if (static_cast<std::size_t>(std::ranges::count_if(support, [](double x) { return x > 0; })) >
      ClassReport::max_curves)
    return undefined;
  double sum = 0, curves = 0;
  for (std::size_t c = 0; c < rows.num_classes; ++c) {
    if (support[c] == 0) continue;
    const double area = roc_auc(rows, c, c);
    if (std::isnan(area)) continue;
    sum += area;
    ++curves;
  }
  return curves > 0 ? sum / curves : undefined;
}

// ---- log loss ----

bool are_probabilities(const ClassRows& rows) {
  const auto is_share = [](double x) { return x >= 0 && x <= 1; };
  if (!std::ranges::all_of(rows.scores, is_share)) return false;
  for (std::size_t i = 0; rows.scores_each > 1 && i < rows.scores.size(); i += rows.scores_each) {
    const auto begin = rows.scores.begin() + static_cast<std::ptrdiff_t>(i);
    const double sum = std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(rows.scores_each), 0.0);
    if (std::fabs(sum - 1) > 1e-3) return false;
  }
  return true;
}

// As scikit-learn's of float32: a probability counts as no less than the least difference from 1.
double log_loss(const ClassRows& rows, double total_weight) {
  constexpr double least = std::numeric_limits<float>::epsilon();
  double sum = 0;
  for (std::size_t i = 0; i < rows.truth.size(); ++i) {
    const double* scores = &rows.scores[i * rows.scores_each];
    const double p = rows.scores_each > 1 ? scores[rows.truth[i]] : rows.truth[i] == 1 ? scores[0] : 1 - scores[0];
    sum -= rows.weights[i] * std::log(std::clamp(p, least, 1 - least));
  }
  return sum / total_weight;
}

}  // namespace

ClassReport report_classes(const ClassRows& rows, const Answer& names) {
  std::map<std::pair<std::size_t, std::size_t>, double> cells;
  std::vector<double> support(rows.num_classes), predicted(rows.num_classes), hits(rows.num_classes);
  std::vector<bool> seen(rows.num_classes);
  for (std::size_t i = 0; i < rows.truth.size(); ++i) {
    const std::size_t t = rows.truth[i], p = rows.predicted[i];
    const double weight = rows.weights[i];
    cells[{t, p}] += weight;
    support[t] += weight;
    predicted[p] += weight;
    if (t == p) hits[t] += weight;
    seen[t] = seen[p] = true;
  }
  ClassReport report;
  report.rows = std::accumulate(support.begin(), support.end(), 0.0);
  report.accuracy = std::accumulate(hits.begin(), hits.end(), 0.0) / report.rows;
  std::vector<std::size_t> place(rows.num_classes);
  const auto num_seen = static_cast<double>(std::ranges::count(seen, true));
  for (std::size_t c = 0; c < rows.num_classes; ++c) {
    if (!seen[c]) continue;
    place[c] = report.classes.size();
    report.classes.push_back({scores_of(hits[c], predicted[c], support[c]), names.class_name(c), support[c]});
    for (double ClassScores::*score : {&ClassScores::precision, &ClassScores::recall, &ClassScores::f1}) {
      report.macro.*score += report.classes.back().*score / num_seen;
      report.weighted.*score += report.classes.back().*score * share(support[c], report.rows);
    }
  }
  for (const auto& [cell, weight] : cells) report.confusion.push_back({place[cell.first], place[cell.second], weight});
  report.roc_auc = mean_roc_auc(rows, support);
  if (are_probabilities(rows)) report.log_loss = log_loss(rows, report.rows);
  return report;
}

std::vector<ClassReport::Cell> most_confused(const ClassReport& report, std::size_t at_most) {
  std::vector<ClassReport::Cell> pairs;
  for (const ClassReport::Cell& cell : report.confusion)
    if (cell.truth != cell.predicted && cell.rows > 0) pairs.push_back(cell);
  std::ranges::stable_sort(pairs, std::ranges::greater(), &ClassReport::Cell::rows);
  if (pairs.size() > at_most) pairs.resize(at_most);
  return pairs;
}

NumberReport report_numbers(std::span<const double> truth, std::span<const double> predicted,
                            std::span<const double> weights) {
  const std::size_t n = truth.size();
  double weight = 0, sum = 0, absolute = 0, squares = 0, variance = 0;
  for (std::size_t i = 0; i < n; ++i) {
    weight += weights[i];
    sum += weights[i] * truth[i];
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double error = truth[i] - predicted[i], deviation = truth[i] - sum / weight;
    absolute += weights[i] * std::fabs(error);
    squares += weights[i] * error * error;
    variance += weights[i] * deviation * deviation;
  }
  const double of_equal_targets = squares == 0 ? 1 : 0;
  return {n < 2          ? undefined
          : variance > 0 ? 1 - squares / variance
                         : of_equal_targets,
          std::sqrt(squares / weight), absolute / weight};
}

namespace {

// Reads the rows of one output, and of its target.
class OutputReader {
 public:
  OutputReader(const TargetColumns& target, const Head& head, const Matrix& truth, const Matrix& weights,
               const OutputRows& output)
      : target_(target),
        head_(head),
        truth_(truth),
        weights_(weights),
        output_(output),
        rows_(static_cast<Index>(truth.values.size()) / truth.width) {}

  void add_to(Report& report) const {
    const std::vector<Answer> answers = answers_of(target_, output_.numbers.width, head_.loss);
    if (answers[0].form == AnswerForm::classes) return add_classes(answers[0], report);
    if (is_vector()) return add_classes(vector_answer(answers[0].scale), report);
    for (std::size_t place = 0; place < answers.size(); ++place) {
      Answer answer = answers[place];
      if (answer.form == AnswerForm::number) answer = yes_no_or_number(place, answer);
      report.push_back({head_.name, target_.columns[place].name, {}});
      if (answer.form == AnswerForm::yes_no)
        report.back().scores = yes_no_report(static_cast<Index>(place), answer);
      else
        report.back().scores = number_report(static_cast<Index>(place), answer.scale);
    }
  }

 private:
  float truth(Index row, Index place) const { return truth_.row(row)[static_cast<std::size_t>(place)]; }

  // Of `place`, one of `places` of a row.
  double weight(Index row, Index place, Index places) const {
    double weight = weights_.width > 0 ? weights_.row(row)[0] : 1;
    const Matrix& counts = output_.counts;
    if (counts.width > 0) weight *= counts.row(row)[static_cast<std::size_t>(place * counts.width / places)];
    return weight;
  }

  bool is_for_yes_and_no() const {
    if (!head_.loss || target_.encoding != TargetEncoding::number) return false;
    const LossKind& loss = head_.loss.kind();
    return loss.margins || (loss.target_range && loss.target_range->high == 1);
  }

  // Whether all targets of the place are `no` or 1.
  bool has_only(Index place, float no) const {
    for (Index row = 0; row < rows_; ++row)
      if (const float t = truth(row, place); t != no && t != 1) return false;
    return true;
  }

  Answer yes_no_or_number(std::size_t place, Answer answer) const {
    if (!is_for_yes_and_no()) return answer;
    for (const float no : {0.0f, -1.0f}) {
      if (!has_only(static_cast<Index>(place), no)) continue;
      answer.form = AnswerForm::yes_no;
      answer.class_names = {no == 0 ? "0" : "-1", "1"};
      break;
    }
    return answer;
  }

  // Whether every step of every target row is a vector with one 1 among zeros.
  bool is_vector() const {
    if (target_.encoding != TargetEncoding::one_hot || output_.units < 2) return false;
    const auto units = static_cast<std::ptrdiff_t>(output_.units);
    for (auto begin = truth_.values.begin(); begin != truth_.values.end(); begin += units)
      if (std::count(begin, begin + units, 1.0f) != 1 || std::count(begin, begin + units, 0.0f) != units - 1)
        return false;
    return true;
  }

  Answer vector_answer(Scale scale) const {
    Answer answer{AnswerForm::classes, scale, static_cast<std::size_t>(output_.units), {}, {}};
    if (output_.units == output_.numbers.width)
      for (const Column& column : target_.columns) answer.class_names.push_back(column.name);
    return answer;
  }

  // One report of all steps.
  void add_classes(const Answer& answer, Report& report) const {
    const auto places = output_.numbers.width / static_cast<Index>(answer.size);
    ClassRows rows{.num_classes = answer.size, .scores_each = answer.size};
    for (Index row = 0; row < rows_; ++row)
      for (Index place = 0; place < places; ++place) {
        add_row(rows, answer,
                output_.numbers.row(row).subspan(static_cast<std::size_t>(place) * answer.size, answer.size),
                weight(row, place, places));
        const std::span<const float> target = truth_.row(row);
        if (target_.encoding == TargetEncoding::class_index) {
          rows.truth.push_back(static_cast<std::size_t>(target[static_cast<std::size_t>(place)]));
        } else {
          const auto vector = target.subspan(static_cast<std::size_t>(place) * answer.size, answer.size);
          rows.truth.push_back(static_cast<std::size_t>(std::ranges::max_element(vector) - vector.begin()));
        }
      }
    const std::vector<Column>& columns = target_.columns;
    report.push_back({head_.name, columns[0].name + (columns.size() > 1 ? " … " + columns.back().name : ""),
                      report_classes(rows, answer)});
  }

  ClassReport yes_no_report(Index place, const Answer& answer) const {
    ClassRows rows;
    for (Index row = 0; row < rows_; ++row) {
      add_row(rows, answer, output_.numbers.row(row).subspan(static_cast<std::size_t>(place), 1),
              weight(row, place, output_.numbers.width));
      rows.truth.push_back(truth(row, place) == 1 ? 1 : 0);
    }
    ClassReport report = report_classes(rows, answer);
    if (answer.scale == Scale::margins) report.log_loss.reset();
    return report;
  }

  // All of a row but its truth.
  static void add_row(ClassRows& rows, const Answer& answer, std::span<const float> numbers, double weight) {
    const std::vector<double> shares = answer.shares(numbers);
    rows.predicted.push_back(likeliest(shares));
    rows.scores.insert(rows.scores.end(), answer.form == AnswerForm::yes_no ? shares.begin() + 1 : shares.begin(),
                       shares.end());
    rows.weights.push_back(weight);
  }

  // What the output says in the target's measure: probabilities, where it gives logits.
  double prediction(Index row, Index place, Scale scale) const {
    const std::span<const float> numbers = output_.numbers.row(row);
    if (scale != Scale::logits) return numbers[static_cast<std::size_t>(place)];
    const bool is_vector = target_.encoding == TargetEncoding::one_hot;
    const std::size_t size = is_vector ? static_cast<std::size_t>(output_.units) : 1,
                      at = static_cast<std::size_t>(place) % size;
    const Answer probability{is_vector ? AnswerForm::classes : AnswerForm::yes_no, scale, size, {}, {}};
    return probability.shares(numbers.subspan(static_cast<std::size_t>(place) - at, size))[is_vector ? at : 1];
  }

  NumberReport number_report(Index place, Scale scale) const {
    std::vector<double> truths, predicted, weights;
    const std::vector<Undo> all = target_.undo();
    const Undo undo = all.empty() ? Undo{} : all[static_cast<std::size_t>(place) % all.size()];
    for (Index row = 0; row < rows_; ++row) {
      truths.push_back(undo(truth(row, place)));
      predicted.push_back(undo(prediction(row, place, scale)));
      weights.push_back(weight(row, place, output_.numbers.width));
    }
    return report_numbers(truths, predicted, weights);
  }

  const TargetColumns& target_;
  const Head& head_;
  const Matrix &truth_, &weights_;
  const OutputRows& output_;
  Index rows_;
};

}  // namespace

Report make_report(const Model& model, const Dataset& data, std::span<const OutputRows> outputs) {
  Diagnostics diagnostics;
  const Network network(model.spec, diagnostics);
  Report report;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const TargetColumns& target = model.columns.targets[k];
    if (target.columns.empty()) continue;  // it is held against nothing
    OutputReader(target, network.heads()[k], data.targets[k], data.weights[k], outputs[k]).add_to(report);
  }
  return report;
}

}  // namespace nntrain
