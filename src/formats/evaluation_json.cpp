#include "formats/evaluation_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "config/json_text.h"

namespace nntrain {

namespace {

constexpr std::size_t most_classes = 200, most_pairs = 20;

// Whole numbers without a point.
Json number(double x) {
  if (!std::isfinite(x)) return nullptr;
  if (x == std::floor(x) && std::fabs(x) < 1e15) return static_cast<std::int64_t>(x);
  return x;
}

Json scores_json(const ClassScores& scores) {
  return {{"precision", number(scores.precision)}, {"recall", number(scores.recall)}, {"f1", number(scores.f1)}};
}

Json matrix_json(const ClassReport& report) {
  const std::size_t n = report.classes.size();
  if (n > most_classes) return nullptr;
  Json matrix(n, Json(n, 0));
  for (const ClassReport::Cell& cell : report.confusion) matrix[cell.truth][cell.predicted] = number(cell.rows);
  return matrix;
}

Json pairs_json(const ClassReport& report) {
  Json list = Json::array();
  for (const ClassReport::Cell& cell : most_confused(report, most_pairs))
    list.push_back({{"class", report.classes[cell.truth].name},
                    {"predicted", report.classes[cell.predicted].name},
                    {"rows", number(cell.rows)}});
  return list;
}

void add_scores(Json& json, const ClassReport& report) {
  json["kind"] = "classes";
  json["rows"] = number(report.rows);
  json["classes"] = Json::array();
  for (const ClassReport::Class& c : report.classes) {
    Json entry = Json::object();
    entry["class"] = c.name;
    entry.update(scores_json(c));
    entry["support"] = number(c.support);
    json["classes"].push_back(std::move(entry));
  }
  json["accuracy"] = number(report.accuracy);
  json["macro_average"] = scores_json(report.macro);
  json["weighted_average"] = scores_json(report.weighted);
  json["confusion_matrix"] = matrix_json(report);
  json["most_confused"] = pairs_json(report);
  json["roc_auc"] = number(report.roc_auc);
  json["log_loss"] = report.log_loss ? number(*report.log_loss) : Json(nullptr);
}

void add_scores(Json& json, const NumberReport& report) {
  json["kind"] = "numbers";
  json["r2"] = number(report.r2);
  json["rmse"] = number(report.rmse);
  json["mae"] = number(report.mae);
}

}  // namespace

std::string evaluation_json(std::span<const NamedValue> values, const Report& report) {
  Json json = Json::object();
  for (const NamedValue& value : values) json[value.name] = number(value.value);
  json["report"] = Json::array();
  for (const TargetReport& target : report) {
    Json entry{{"output", target.output}, {"column", target.column}};
    std::visit([&](const auto& scores) { add_scores(entry, scores); }, target.scores);
    json["report"].push_back(std::move(entry));
  }
  return json_line(json) + '\n';
}

}  // namespace nntrain
