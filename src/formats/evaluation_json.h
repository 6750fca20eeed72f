// What an evaluation tells, for machines: one JSON object on one line,
//
//   {"loss": 0.1, "accuracy": 0.95,    loss and metrics, as the log names them
//    "report": [one object for each target column (train/report.h), in the network's order]}
//
// Of classes:  {"output", "column", "kind": "classes", "rows",
//               "classes": [{"class", "precision", "recall", "f1", "support"}, ...],
//               "accuracy", "macro_average": {"precision", "recall", "f1"}, "weighted_average": the same,
//               "confusion_matrix": [[rows of true class i predicted as class j], ...]; null for more than 200 classes,
//               "most_confused": [{"class", "predicted", "rows"}, ...], at most 20, the largest first,
//               "roc_auc", "log_loss"}
// Of numbers:  {"output", "column", "kind": "numbers", "r2", "rmse", "mae"}
//
// "rows" and "support" are sums of sample weights where there are any. What is not defined is null. Equal evaluations
// give equal bytes.
#pragma once
#include <span>
#include <string>

#include "train/report.h"

namespace nntrain {

std::string evaluation_json(std::span<const NamedValue> values, const Report& report);  // ends in a newline

}  // namespace nntrain
