#include "cli/report_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "base/text.h"

namespace nntrain {

namespace {

constexpr std::size_t most_classes = 20;  // shown one by one
constexpr std::size_t most_worst = 10;    // of more
constexpr int usual_columns = 100;

std::string formatted(const char* format, double x) {
  if (std::isnan(x)) return "-";
  char buffer[400];
  std::snprintf(buffer, sizeof buffer, format, x);
  return buffer;
}
std::string four_decimals(double x) { return formatted("%.4f", x); }
std::string five_digits(double x) { return formatted("%.5g", x); }
std::string row_count(double x) { return formatted(x == std::floor(x) ? "%.0f" : "%.6g", x); }

std::size_t num_characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string no_longer(const std::string& text, std::size_t most) {
  if (num_characters(text) <= most) return text;
  std::size_t end = 0;
  for (std::size_t taken = 0; taken < most; ++end)
    if ((text[end] & 0xC0) != 0x80) ++taken;
  return text.substr(0, end - 1) + "…";
}

// A table: the first column on the left, the others on the right; cells of a row that lacks them are empty.
class TextTable {
 public:
  void add(std::vector<std::string> row) {
    for (std::string& cell : row) cell = no_longer(cell, 40);
    rows_.push_back(std::move(row));
  }

  std::size_t num_rows() const { return rows_.size(); }

  std::size_t width() const {
    std::size_t sum = 0;
    for (const std::size_t width : widths()) sum += width + 2;
    return sum;
  }

  std::string text() const {
    const std::vector<std::size_t> widest = widths();
    std::string out;
    for (const auto& row : rows_) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string space(widest[i] - num_characters(row[i]), ' ');
        line += "  " + (i == 0 ? row[i] + space : space + row[i]);
      }
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + '\n';
    }
    return out;
  }

 private:
  std::vector<std::size_t> widths() const {
    std::vector<std::size_t> widest;
    for (const auto& row : rows_) {
      widest.resize(std::max(widest.size(), row.size()));
      for (std::size_t i = 0; i < row.size(); ++i) widest[i] = std::max(widest[i], num_characters(row[i]));
    }
    return widest;
  }

  std::vector<std::vector<std::string>> rows_;
};

// Columns are headed by the classes' names, or by numbers where these would not fit.
std::string confusion_text(const ClassReport& report, int columns) {
  const std::size_t n = report.classes.size();
  std::vector<std::vector<std::string>> cells(n, std::vector<std::string>(n, "0"));
  for (const ClassReport::Cell& cell : report.confusion) cells[cell.truth][cell.predicted] = row_count(cell.rows);
  const auto table = [&](bool by_number) {
    TextTable t;
    std::vector<std::string> head{""};
    for (std::size_t c = 0; c < n; ++c) head.push_back(by_number ? std::to_string(c + 1) : report.classes[c].name);
    t.add(head);
    for (std::size_t c = 0; c < n; ++c) {
      std::vector<std::string> row{(by_number ? std::to_string(c + 1) + " " : "") + report.classes[c].name};
      row.insert(row.end(), cells[c].begin(), cells[c].end());
      t.add(row);
    }
    return t;
  };
  const TextTable named = table(false);
  const auto room = static_cast<std::size_t>(columns > 0 ? columns : usual_columns);
  return (named.width() <= room ? named : table(true)).text();
}

std::string pairs_text(const ClassReport& report) {
  TextTable table;
  table.add({"class", "predicted as", "rows", "part of its rows"});
  for (const ClassReport::Cell& cell : most_confused(report, most_worst)) {
    const ClassReport::Class& truth = report.classes[cell.truth];
    table.add({truth.name, report.classes[cell.predicted].name, row_count(cell.rows),
               four_decimals(cell.rows / truth.support)});
  }
  return table.text();
}

std::vector<std::string> scores_row(const std::string& name, const ClassScores& scores, double support) {
  return {name, four_decimals(scores.precision), four_decimals(scores.recall), four_decimals(scores.f1),
          row_count(support)};
}

std::string scores_text(const ClassReport& report) {
  std::vector<const ClassReport::Class*> shown;
  for (const ClassReport::Class& c : report.classes) shown.push_back(&c);
  if (shown.size() > most_classes) {
    std::ranges::stable_sort(shown, {}, [](const ClassReport::Class* c) { return c->f1; });
    shown.resize(most_worst);
  }
  TextTable table;
  table.add({"", "precision", "recall", "f1", "support"});
  for (const ClassReport::Class* c : shown) table.add(scores_row(c->name, *c, c->support));
  table.add({""});
  table.add({"accuracy", "", "", four_decimals(report.accuracy), row_count(report.rows)});
  table.add(scores_row("macro average", report.macro, report.rows));
  table.add(scores_row("weighted average", report.weighted, report.rows));
  return table.text();
}

std::string roc_text(const ClassReport& report) {
  const auto has_rows = [](const ClassReport::Class& c) { return c.support > 0; };
  std::string out = "  ROC AUC ";
  if (!std::isnan(report.roc_auc)) {
    out += four_decimals(report.roc_auc) +
           (report.classes.size() > 2 ? ", the mean over each class against the rest" : "");
  } else if (std::ranges::count_if(report.classes, has_rows) < 2) {
    out += "is not defined: it takes rows of two classes";
  } else {
    out += "is not computed for more than " + std::to_string(ClassReport::max_curves) +
           " classes, or of scores that are NaN";
  }
  return out + "\n";
}

std::string classes_text(const std::string& title, const ClassReport& report, std::span<const NamedValue> values,
                         int columns) {
  std::string out = "\n" + title;
  if (report.classes.size() <= most_classes) {
    out += ": rows are the true class, columns the predicted one\n" + confusion_text(report, columns) + "\n";
  } else {
    const std::string all = std::to_string(report.classes.size()) + " classes";
    out += ": the most confused of " + all + "\n" + pairs_text(report) + "\n";
    out += title + ": the lowest f1 of " + all + "\n";
  }
  out += scores_text(report) + "\n" + roc_text(report);
  const auto tells_it = [&](const NamedValue& v) { return four_decimals(v.value) == four_decimals(*report.log_loss); };
  if (report.log_loss && std::ranges::none_of(values, tells_it))
    out += "  log loss " + four_decimals(*report.log_loss) + "\n";
  return out;
}

}  // namespace

std::string report_text(const Report& report, std::span<const NamedValue> values, int columns) {
  const bool has_outputs =
      std::ranges::any_of(report, [&](const TargetReport& t) { return t.output != report[0].output; });
  std::string out;
  TextTable numbers;  // one for all of them
  numbers.add({"", "R2", "RMSE", "MAE"});
  for (const TargetReport& target : report) {
    const std::string title =
        target.column + (has_outputs && target.output != target.column ? " (" + target.output + ")" : "");
    if (const auto* classes = std::get_if<ClassReport>(&target.scores)) {
      out += classes_text(title, *classes, values, columns);
    } else {
      const auto& [r2, rmse, mae] = std::get<NumberReport>(target.scores);
      numbers.add({title, four_decimals(r2), five_digits(rmse), five_digits(mae)});
    }
  }
  return (numbers.num_rows() > 1 ? "\n" + numbers.text() : "") + out;
}

}  // namespace nntrain
