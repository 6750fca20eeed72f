// What predictions are worth, beyond the loss: for classes what scikit-learn's confusion_matrix, classification_report,
// roc_auc_score and log_loss tell, for numbers its r2_score, root_mean_squared_error and mean_absolute_error.
//
// All sums are taken in double. Each row counts as its sample weight says. A share of nothing (the precision of a class
// that is never predicted) is 0; what is not defined is NaN.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "train/answers.h"
#include "train/model.h"
#include "train/predict.h"

namespace nntrain {

struct ClassScores {
  double precision = 0;  // of what is predicted so, how much is so
  double recall = 0;     // of what is so, how much is predicted so
  double f1 = 0;         // their harmonic mean
};

struct ClassReport {
  struct Class : ClassScores {
    std::string name;
    double support = 0;  // rows that are so
  };
  struct Cell {
    std::size_t truth, predicted;  // places among `classes`
    double rows;
  };

  std::vector<Class> classes;   // those that a row has or is predicted to have, in the order of their numbers
  std::vector<Cell> confusion;  // the confusion matrix: cells that some row is in, by truth, then by prediction
  double rows = 0;
  double accuracy = 0;
  ClassScores macro;     // the mean over classes
  ClassScores weighted;  // the mean over rows: each class counts as its support
  // Area under the curve of true and false positives: the part of pairs of a row that is of the class and one that is
  // not in which the first has the larger score; of equal scores half. Two classes: of the second. More: the mean over
  // each class against the rest, for classes that have rows and lack rows; NaN beyond max_curves of them.
  double roc_auc = 0;
  std::optional<double>
      log_loss;  // the mean of -log of the true class's probability; none where the scores are no probabilities

  static constexpr std::size_t max_curves = 1000;
};

// The pairs of different classes that most rows are taken for, the largest first, at most so many.
std::vector<ClassReport::Cell> most_confused(const ClassReport& report, std::size_t at_most);

struct NumberReport {
  double r2 =
      0;  // 1 - Σ(t - p)² / Σ(t - mean)²; where all targets are equal 1 if all are met, else 0; NaN of a single row
  double rmse = 0, mae = 0;
};

struct TargetReport {
  std::string output;  // the layer
  std::string column;  // its target's name; of classes at several steps "first … last"
  std::variant<ClassReport, NumberReport> scores;
};

using Report = std::vector<TargetReport>;

// An output whose answers are classes has a report of these: class numbers and vectors; text of two values; yes and no
// in numbers (all targets 0 and 1, or -1 and 1) under a loss for these; several columns that are a vector with one 1.
// Any other target column has one of numbers.
Report make_report(const Model& model, const Dataset& data, std::span<const OutputRows> outputs);

// ---- What it is made of ----

// Rows as classes: `truth` and `predicted` below num_classes; scores: num_classes a row, or 1, of the second of two.
struct ClassRows {
  std::size_t num_classes = 2;
  std::vector<std::size_t> truth, predicted;
  std::vector<double> scores;
  std::size_t scores_each = 1;
  std::vector<double> weights;  // >= 0
};
// names: what the classes are called.
ClassReport report_classes(const ClassRows& rows, const Answer& names = {});

// All three of one length.
NumberReport report_numbers(std::span<const double> truth, std::span<const double> predicted,
                            std::span<const double> weights);

}  // namespace nntrain
