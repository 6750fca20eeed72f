// What a check has found, for machines: one JSON object on one line,
//
//   {"errors": 1, "warnings": 2,
//    "findings": [{"severity": "error" or "warning", "kind": "config", "data", …, "where": "job.json:4:67", "pointer": "/layers/1",
//                  "message", "hint"}, ...]       null: where or pointer there is none
//    "job": {"rows": {"train", "validation", "test", "left_out"}, "inputs", "outputs"}    null: it cannot be prepared
//    "trial": {"weights", "loss_at_start", "chance", "batch": {"rows", "steps", "first", "last"},
//              "bytes": {"data", "state", "step"}}}                          null: it cannot begin
//
// Equal jobs give equal bytes: the time that steps took is not in it.
#pragma once
#include <string>

#include "train/check.h"

namespace nntrain {

std::string check_json(const CheckReport& report);  // ends in a newline

}  // namespace nntrain
