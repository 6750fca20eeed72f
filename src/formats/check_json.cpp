#include "formats/check_json.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "config/json_text.h"

namespace nntrain {

namespace {

Json number(double x) { return std::isfinite(x) ? float_json(static_cast<float>(x)) : Json(nullptr); }

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

const char* kind_name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::config: return "config";
    case ErrorKind::data: return "data";
    case ErrorKind::model_file: return "model_file";
    case ErrorKind::io: return "io";
    default: return "other";
  }
}

Json finding_json(const Finding& finding) {
  return {{"severity", finding.severity == Severity::error ? "error" : "warning"},
          {"kind", kind_name(finding.kind)},
          {"where", text_or_null(finding.where)},
          {"pointer", text_or_null(finding.pointer)},
          {"message", finding.message},
          {"hint", text_or_null(finding.hint)}};
}

Json trial_json(const Trial& t) {
  return {{"weights", t.num_weights},
          {"loss_at_start", number(t.loss_at_start)},
          {"chance", t.chance ? number(*t.chance) : Json(nullptr)},
          {"batch", {{"rows", t.batch_rows}, {"steps", t.batch_steps}, {"first", number(t.batch_first)}, {"last", number(t.batch_last)}}},
          {"bytes", {{"data", t.data_bytes}, {"state", t.all_state_bytes()}, {"step", t.program_bytes}}}};
}

Json size_json(const JobSize& size) {
  return {{"rows", {{"train", size.rows.train}, {"validation", size.rows.validation}, {"test", size.rows.test}, {"left_out", size.rows_left_out}}}, {"inputs", size.inputs}, {"outputs", size.outputs}};
}

}  // namespace

std::string check_json(const CheckReport& report) {
  Json json = Json::object();
  const auto count = [&](Severity severity) { return std::ranges::count(report.findings, severity, &Finding::severity); };
  json["errors"] = count(Severity::error);
  json["warnings"] = count(Severity::warning);
  json["findings"] = Json::array();
  for (const Finding& finding : report.findings) json["findings"].push_back(finding_json(finding));
  json["job"] = report.size ? size_json(*report.size) : Json(nullptr);
  json["trial"] = report.size && report.size->trial ? trial_json(*report.size->trial) : Json(nullptr);
  return json_line(json) + '\n';
}

}  // namespace nntrain
