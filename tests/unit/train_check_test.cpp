// What `check` finds in a job and its data, and what it does not.
#include "train/check.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/text.h"
#include "config/config.h"
#include "formats/check_json.h"
#include "input/table_reader.h"

namespace nntrain {
namespace {

struct Checked {
  CheckReport report;
  std::vector<Diagnostic> errors;  // of the config

  std::string all() const {
    std::string text;
    for (const Diagnostic& e : errors) text += "error " + e.pointer + ": " + e.message + " | " + e.hint + '\n';
    for (const Finding& f : report.findings)
      text += (f.severity == Severity::error ? "error " : "warning ") + f.where + ": " + f.message + " | " + f.hint + '\n';
    return text;
  }
};

Checked checked(const std::string& config, const std::string& csv, const std::string& validation = {}, int threads = 1) {
  Diagnostics diagnostics({"job.json", config, {}});
  const Spec spec = read_config<Spec>(diagnostics);
  FitOptions options;
  options.threads = threads;
  options.log = {.style = LogStyle::quiet, .write = [](std::string_view) {}};
  const ReadOptions reading = reading_of(spec.data.spec());
  std::optional<Table> other;
  if (!validation.empty()) other = parse_csv(validation, "other.csv", reading);
  Checked result;
  result.report = check(spec, diagnostics, parse_csv(csv, "data.csv", reading), std::move(other), options);
  result.errors = diagnostics.items();
  return result;
}

// 60 rows "a,b,y": two inputs that look like noise, and what f makes of them and the row's number.
template <class F>
std::string rows(const std::string& header, F f) {
  std::string csv = header + '\n';
  for (int i = 0; i < 60; ++i) {
    const double a = (i * 37 % 61) / 61.0 - 0.5, b = (i * 23 % 59) / 59.0 - 0.5;
    csv += f(i, a, b) + '\n';
  }
  return csv;
}
std::string text(double x) { return to_text(static_cast<float>(x)); }
std::string line(std::initializer_list<std::string> cells) {
  std::string joined;
  for (const std::string& cell : cells) joined += (joined.empty() ? "" : ",") + cell;
  return joined;
}

const std::string regression = rows("a,b,y", [](int, double a, double b) { return line({text(a), text(b), text(a - b + 0.3 * a * b)}); });
const std::string yes_no = rows("a,b,y", [](int, double a, double b) { return line({text(a), text(b), a * b > 0 ? "yes" : "no"}); });

std::string job(const std::string& last_layer, const std::string& loss, const std::string& more = {}) {
  return R"({"layers": [{"type": "Dense", "units": 8, "activation": "relu"}, )" + last_layer + R"(], "loss": )" + loss +
         R"(, "optimizer": {"type": "Adam", "learning_rate": 0.01})" + (more.empty() ? "" : ", " + more) + "}";
}
const std::string linear = R"({"type": "Dense", "units": 1})", sigmoid = R"({"type": "Dense", "units": 1, "activation": "sigmoid"})";
std::string softmax(int units) { return R"({"type": "Dense", "units": )" + std::to_string(units) + R"(, "activation": "softmax"})"; }

#define EXPECT_FOUND(checked, what) EXPECT_NE((checked).all().find(what), std::string::npos) << (checked).all()
#define EXPECT_NOT_FOUND(checked, what) EXPECT_EQ((checked).all().find(what), std::string::npos) << (checked).all()

TEST(Check, FindsNothingWhereNothingIsWrong) {
  const Checked numbers = checked(job(linear, R"("mse")"), regression), classes = checked(job(sigmoid, R"("binary_crossentropy")"), yes_no);
  EXPECT_EQ(numbers.all(), "");
  EXPECT_EQ(classes.all(), "");
  ASSERT_TRUE(classes.report.size && classes.report.size->trial);
  EXPECT_EQ(classes.report.size->rows.train, 60);
  EXPECT_EQ(classes.report.size->inputs, 2);
  const Trial& trial = *classes.report.size->trial;
  EXPECT_EQ(trial.num_weights, 2 * 8 + 8 + 8 + 1);
  EXPECT_NEAR(*trial.chance, std::log(2.0), 1e-9);
  EXPECT_NEAR(trial.loss_at_start, std::log(2.0), 0.1);
  EXPECT_LT(trial.batch_last, 0.5 * trial.batch_first);
}

TEST(Check, TellsErrorsOfConfigAndDataAtOnce) {
  const Checked found = checked(job(R"({"type": "Dense", "units": 3, "activation": "relu"})", R"("sparse_categorical_crossentropy")"),
                                "a,b,y\n1,2,0\nx,3,1\n3,,2\n4,y,1\n5,6,0\n");
  EXPECT_FOUND(found, "error /loss: sparse_categorical_crossentropy takes probabilities");
  EXPECT_FOUND(found, "error data.csv:3:1: column \"a\": found \"x\"; expected a number |");
  EXPECT_FOUND(found, "error data.csv:4:2: column \"b\": found an empty cell; expected a number |");
  EXPECT_FOUND(found, "error data.csv:5:2: column \"b\": found \"y\"; expected a number |");
}

TEST(Check, LooksAtTheDataOfAConfigThatCannotBeRead) {
  const Checked found = checked(job(linear, R"("msee")"), "a,b,y\n1,2,0\nx,3,1\n3,4,2\n");
  ASSERT_EQ(found.errors.size(), 1u) << found.all();
  EXPECT_EQ(found.errors[0].pointer, "/loss");
  EXPECT_FOUND(found, "error data.csv:3:1: column \"a\": found \"x\"");
}

TEST(Check, NamesTheFirstTenCellsAndTheirNumber) {
  std::string csv = "a,y\n";
  for (int i = 0; i < 30; ++i) csv += (i % 2 == 0 ? "?!" : std::to_string(i)) + "," + std::to_string(i % 7) + '\n';
  csv += "1,1\n2,2\n";
  const Checked found = checked(job(linear, R"("mse")"), csv);
  EXPECT_FOUND(found, "found \"?!\"; expected a number; 15 such cells: lines 2 \"?!\", 4 \"?!\", 6 \"?!\", 8 \"?!\", 10 \"?!\", 12 \"?!\", 14 \"?!\", 16 \"?!\", "
                      "18 \"?!\", 20 \"?!\", … |");
}

TEST(Check, TellsAllColumnsThatAreMissing) {
  const Checked found = checked(job(linear, R"("mse")", R"("data": {"target": "z", "ignore": ["c"], "columns": {"A": "number"}})"), "a,b,y\n1,2,3\n2,3,4\n");
  EXPECT_FOUND(found, "error /data/target: data.csv has no column \"z\"");
  EXPECT_FOUND(found, "error /data/ignore/0: data.csv has no column \"c\"");
  EXPECT_FOUND(found, "error /data/columns/A: data.csv has no column \"A\"; expected \"a\", \"b\" or \"y\" | did you mean \"a\"?");
}

TEST(Check, TellsColumnsOfAnotherType) {
  const std::string csv = rows("a,b,y", [](int i, double a, double) { return line({text(a), i % 3 == 0 ? "red" : "blue", text(a)}); });
  const Checked number = checked(job(linear, R"("mse")", R"("data": {"columns": {"b": "number"}})"), csv);
  EXPECT_FOUND(number, "error data.csv:2:2: column \"b\": found \"red\"; expected a number; 60 such cells");
  EXPECT_FOUND(number, "most of the column is text: \"data\": {\"columns\": {\"b\": \"category\"}}");
  EXPECT_TRUE(number.report.size) << "the rest of the job is looked at";
  const Checked date = checked(job(linear, R"("mse")", R"("data": {"columns": {"b": {"type": "date", "format": "%Y"}}})"), csv);
  EXPECT_FOUND(date, "error data.csv:2:2: column \"b\": found \"red\"; expected a date");
}

TEST(Check, GapsAreFaultsOnlyWhereNothingIsSaidOfThem) {
  const std::string csv = rows("a,b,y", [](int i, double a, double b) { return line({text(a), i == 5 ? "" : text(b), text(a - b)}); });
  EXPECT_FOUND(checked(job(linear, R"("mse")"), csv), "error data.csv:7:2: column \"b\": found an empty cell");
  EXPECT_EQ(checked(job(linear, R"("mse")", R"("data": {"missing": "drop"})"), csv).all(), "");
  EXPECT_EQ(checked(job(linear, R"("mse")", R"("data": {"columns": {"b": {"type": "number", "missing": "mean"}}})"), csv).all(), "");
  EXPECT_EQ(checked(job(linear, R"("mse")", R"("data": {"missing": "drop"})"), csv).report.size->rows_left_out, 1);
}

TEST(Check, WarnsOfInputsThatAreNotScaled) {
  const std::string csv = rows("a,b,y", [](int, double a, double b) { return line({text(400 * a), text(b), text(a - b)}); });
  const Checked found = checked(job(linear, R"("mse")"), csv);
  EXPECT_FOUND(found, "warning /layers/0: inputs are not scaled: \"a\" from ");
  EXPECT_FOUND(found, R"("data": {"columns": {"a": {"type": "number", "treatment": "z_score"}}})");
  EXPECT_NOT_FOUND(checked(job(linear, R"("mse")", R"("data": {"columns": {"a": {"type": "number", "treatment": "z_score"}}})"), csv), "not scaled");
  const std::string first = R"({"layers": [{"type": "Dropout", "rate": 0.1}, {"type": "Normalization"}, {"type": "Dense", "units": 1}], "loss": "mse"})";
  EXPECT_NOT_FOUND(checked(first, csv), "not scaled");
  const std::string graph = R"({"layers": [{"type": "Input", "name": "x"}, {"type": "BatchNormalization", "name": "n", "inputs": ["x"]},
    {"type": "Concatenate", "inputs": ["n", "x"]}, {"type": "Dense", "units": 1}], "loss": "mse"})";
  EXPECT_FOUND(checked(graph, csv), "not scaled") << "one of two ways is without";
}

TEST(Check, WarnsOfConstantEqualAndCountingColumns) {
  const std::string csv = rows("id,a,one,copy,kind,sort,y", [](int i, double a, double b) {
    return line({std::to_string(1000 + i), text(a), "7", text(a), i % 3 == 0 ? "cat" : "dog", i % 3 == 0 ? "4" : "5", text(a - b)});
  });
  const Checked found = checked(job(linear, R"("mse")"), csv);
  EXPECT_FOUND(found, "warning data.csv: column \"one\" has one value in all of 60 training rows");
  EXPECT_FOUND(found, "| leave it out: \"data\": {\"ignore\": [\"one\"]}");
  const std::string empty = rows("a,none,y", [](int, double a, double) { return line({text(a), "", text(a)}); });
  EXPECT_FOUND(checked(job(linear, R"("mse")", R"("data": {"columns": {"none": {"type": "number", "missing": "constant", "fill": 0}}})"), empty),
               "warning data.csv: column \"none\" has no value in any of 60 training rows | leave it out");
  EXPECT_FOUND(found, "\"copy\" as \"a\", \"sort\" as \"kind\"");
  EXPECT_FOUND(found, "column \"id\" has a value of its own in each row");
}

TEST(Check, WarnsOfColumnsThatTellTheTarget) {
  const std::string word = rows("a,told,y", [](int, double a, double b) { return line({text(a), a * b > 0 ? "1" : "0", a * b > 0 ? "yes" : "no"}); });
  const Checked by_word = checked(job(sigmoid, R"("binary_crossentropy")"), word);
  EXPECT_FOUND(by_word, "warning data.csv: column \"told\" alone tells the target \"y\" of nearly every row");
  EXPECT_NOT_FOUND(by_word, "column \"a\" alone");
  const std::string threshold = rows("a,told,y", [](int i, double a, double b) { return line({text(a), text((a * b > 0 ? 3 : -3) + 0.01 * i), a * b > 0 ? "yes" : "no"}); });
  EXPECT_FOUND(checked(job(sigmoid, R"("binary_crossentropy")"), threshold), "column \"told\" alone tells");
  const std::string scaled = rows("a,told,y", [](int, double a, double b) { return line({text(a), text(32 + 1.8 * (a - b)), text(a - b)}); });
  EXPECT_FOUND(checked(job(linear, R"("mse")"), scaled), "column \"told\" alone tells the target \"y\": one follows from the other");
  const std::string only = rows("x,y", [](int, double a, double) { return line({text(a), text(2 * a)}); });
  EXPECT_EQ(checked(job(linear, R"("mse")"), only).all(), "") << "the only input is there to tell it";
}

TEST(Check, AnAutoencodersTargetsAreNoLeak) {
  EXPECT_EQ(checked(R"({"layers": [{"type": "Dense", "units": 2}], "loss": "mse", "optimizer": {"type": "Adam", "learning_rate": 0.01},
    "data": {"features": ["a", "b"], "target": ["a", "b"]}})", regression).all(), "");
}

TEST(Check, AColumnThatIsLearntByHeartIsNoLeak) {
  const std::string csv = rows("name,a,y", [](int i, double a, double b) { return line({"n" + std::to_string(i), text(a), a * b > 0 ? "yes" : "no"}); });
  EXPECT_NOT_FOUND(checked(job(sigmoid, R"("binary_crossentropy")"), csv), "alone tells");
}

TEST(Check, WarnsOfSigmoidsUnderALossOfOneClass) {
  const std::string csv = rows("a,b,y", [](int i, double a, double b) { return line({text(a), text(b), std::to_string(i % 3)}); });
  const std::string sigmoids = R"({"type": "Dense", "units": 3, "activation": "sigmoid"})";
  EXPECT_FOUND(checked(job(sigmoids, R"("sparse_categorical_crossentropy")"), csv), "warning /layers/1: sparse_categorical_crossentropy is for one class of several");
  EXPECT_NOT_FOUND(checked(job(softmax(3), R"("sparse_categorical_crossentropy")"), csv), "one class of several");
}

TEST(Check, WarnsOfUnitsWithoutAClassAndRefusesClassesWithoutAUnit) {
  const std::string csv = rows("a,b,y", [](int i, double a, double b) { return line({text(a), text(b), std::to_string(i % 3)}); });
  EXPECT_FOUND(checked(job(softmax(5), R"("sparse_categorical_crossentropy")"), csv), "warning /layers/1: 5 units for 3 classes of column \"y\"");
  EXPECT_FOUND(checked(job(softmax(2), R"("sparse_categorical_crossentropy")"), csv), "error data.csv:4: found class 2; expected one below 2");
}

TEST(Check, WarnsOfLastActivationsThatCannotReachTheTarget) {
  const Checked relu = checked(job(R"({"type": "Dense", "units": 1, "activation": "relu"})", R"("mse")"), regression);
  EXPECT_FOUND(relu, "warning /layers/1: the last activation is a relu, which is never below 0; ");
  const std::string large = rows("a,b,y", [](int, double a, double b) { return line({text(a), text(b), text(3 * (a - b))}); });
  EXPECT_FOUND(checked(job(sigmoid, R"("mse")"), large), "is a sigmoid, which is between 0 and 1");
  EXPECT_FOUND(checked(job(R"({"type": "Dense", "units": 1, "activation": "tanh"})", R"("mae")"), large), "is a tanh, which is between -1 and 1");
  EXPECT_NOT_FOUND(checked(job(R"({"type": "Dense", "units": 1, "activation": "tanh"})", R"("mse")"), regression), "last activation");
}

TEST(Check, WarnsOfDistancesBetweenClasses) {
  EXPECT_FOUND(checked(job(sigmoid, R"("mse")"), yes_no), "warning /loss: column \"y\" is one of two classes, \"no\" and \"yes\", and mean_squared_error a distance");
  const std::string vectors = rows("a,b,u,v,w", [](int i, double a, double b) {
    return line({text(a), text(b), i % 3 == 0 ? "1" : "0", i % 3 == 1 ? "1" : "0", i % 3 == 2 ? "1" : "0"});
  });
  EXPECT_FOUND(checked(job(softmax(3), R"("mse")", R"("data": {"target": ["u", "v", "w"]})"), vectors), "warning /loss: mean_squared_error of a softmax");
}

TEST(Check, TellsWhatLossesRefuse) {
  EXPECT_FOUND(checked(job(linear, R"("binary_crossentropy")"), yes_no), "error /loss: binary_crossentropy takes probabilities, but the last layer has no activation");
  EXPECT_FOUND(checked(job(softmax(1), R"("sparse_categorical_crossentropy")"), yes_no), "error dense_1: output \"dense_1\" has 1 unit; the target has 2 classes: \"no\" and \"yes\" | give it a unit for each class: \"units\": 2");
  EXPECT_FOUND(checked(job(softmax(2), R"({"type": "SparseCategoricalCrossentropy", "from_logits": true})"), yes_no), "is told from_logits, but the last activation is a softmax");
}

TEST(Check, WarnsOfRareAndMissingClasses) {
  const std::string sorted = rows("a,b,y", [](int i, double a, double b) { return line({text(a), text(b), i < 2 ? "rare" : i < 30 ? "first" : "last"}); });
  const Checked found = checked(job(softmax(3), R"("sparse_categorical_crossentropy")", R"("validation_split": 0.2)"), sorted);
  EXPECT_FOUND(found, "warning data.csv: column \"y\": class \"rare\" is rare: 2 of 48 rows to train on | let each class count as much as any other: \"class_weight\": \"balanced\"");
  EXPECT_FOUND(found, "classes \"first\" and \"rare\" have no row among 12 rows to validate on | have of each class as many rows: \"data\": {\"split\": {\"type\": \"stratified\", "
                      "\"validation\": 0.2}} instead of \"validation_split\"");
  const std::string gap = rows("a,b,y", [](int i, double a, double b) { return line({text(a), text(b), i % 2 == 0 ? "0" : "2"}); });
  EXPECT_FOUND(checked(job(softmax(3), R"("sparse_categorical_crossentropy")"), gap), "class \"1\" has no row to train on");
}

TEST(Check, LooksAtAFileOfValidationRows) {
  const Checked found = checked(job(sigmoid, R"("binary_crossentropy")"), yes_no, "a,b,y\n1,x,no\n2,2,no\n");
  EXPECT_FOUND(found, "error other.csv:2:2: column \"b\": found \"x\"");
  EXPECT_FOUND(checked(job(sigmoid, R"("binary_crossentropy")"), yes_no, "a,b,y\n1,1,no\n2,2,no\n"), "warning other.csv: column \"y\": class \"yes\" has no row among 2 rows to validate on");
}

TEST(Check, WarnsOfBatchesThatAreTooLarge) {
  EXPECT_FOUND(checked(job(linear, R"("mse")", R"("batch_size": 64)"), regression), "warning /batch_size: a batch is 64 rows, and there are only 60 rows to train on");
  EXPECT_NOT_FOUND(checked(job(linear, R"("mse")", R"("batch_size": 60)"), regression), "/batch_size");
  const std::string normalized = R"({"layers": [{"type": "BatchNormalization"}, {"type": "Dense", "units": 1}], "loss": "mse", "batch_size": )";
  EXPECT_FOUND(checked(normalized + "59}", regression), "the last batch of an epoch is one row");
  EXPECT_NOT_FOUND(checked(normalized + "58}", regression), "one row");
}

TEST(Check, WarnsOfALossThatBeginsFarFromChance) {
  const std::string far = rows("a,b,y", [](int, double a, double b) { return line({text(a), text(b), text(1e4 + a - b)}); });
  const Checked target = checked(job(linear, R"("mse")"), far);
  EXPECT_FOUND(target, "warning /loss: the loss begins at 1e+08; the mean of the target alone has");
  EXPECT_FOUND(target, R"({"y": {"type": "number", "treatment": "z_score"}})");
  EXPECT_NOT_FOUND(checked(job(linear, R"("mse")", R"("data": {"columns": {"y": {"type": "number", "treatment": "z_score"}}})"), far), "begins");
  const std::string large = rows("a,b,y", [](int, double a, double b) { return line({text(5000 * a), text(5000 * b), a * b > 0 ? "yes" : "no"}); });
  EXPECT_FOUND(checked(job(sigmoid, R"("binary_crossentropy")"), large), "chance alone has 0.6931: the first answers are sure of themselves, and wrong");
}

TEST(Check, RegularizersAreNoPartOfTheFirstLoss) {
  const std::string held = R"({"type": "Dense", "units": 1, "activation": "sigmoid", "kernel_regularizer": {"type": "L2", "l2": 100}})";
  const Checked found = checked(job(held, R"("binary_crossentropy")"), yes_no);
  ASSERT_TRUE(found.report.size && found.report.size->trial);
  EXPECT_NEAR(found.report.size->trial->loss_at_start, std::log(2.0), 0.1);
  EXPECT_GT(found.report.size->trial->batch_first, 5);
}

TEST(Check, WarnsOfABatchThatIsNotLearned) {
  const auto with_rate = [&](const std::string& rate) {
    return checked(R"({"layers": [{"type": "Dense", "units": 1}], "loss": "mse", "optimizer": {"type": "SGD", "learning_rate": )" + rate + "}}", regression);
  };
  EXPECT_FOUND(with_rate("1e-7"), "a network that learns has them by heart by then | scale inputs and target, try larger steps, \"learning_rate\": 0.01 in the optimizer");
  EXPECT_FOUND(with_rate("1000"), "training diverges | take smaller steps: \"learning_rate\": 0.01 in the optimizer");
  EXPECT_EQ(with_rate("0.1").all(), "");
}

TEST(Check, GivesTheSameForAnyNumberOfThreadsAndOnEveryRun) {
  const std::string wide = R"({"layers": [{"type": "Dense", "units": 600, "activation": "relu"}, {"type": "Dense", "units": 300, "activation": "relu"},
    {"type": "Dense", "units": 1, "activation": "sigmoid"}], "loss": "binary_crossentropy"})";
  const auto with = [&](int threads) { return check_json(checked(wide, yes_no, {}, threads).report); };
  const std::string first = with(1);
  EXPECT_EQ(first, with(1));
  EXPECT_EQ(first, with(3));
}

TEST(Check, IsJsonForMachines) {
  const std::string text = check_json(checked(job(linear, R"("mse")", R"("batch_size": 64)"), regression).report);
  EXPECT_TRUE(text.starts_with(R"({"errors": 0, "warnings": 1, "findings": [{"severity": "warning", "kind": "config", "where": "/batch_size", "pointer": null, )")) << text;
  EXPECT_NE(text.find(R"("job": {"rows": {"train": 60, "validation": 0, "test": 0, "left_out": 0}, "inputs": 2, "outputs": 1})"), std::string::npos) << text;
}

TEST(Check, EmbeddedColumnsAreCheckedAtTheLayersOfTheConfig) {
  const std::string csv = rows("a,city,y", [](int i, double a, double b) { return line({text(900 * a), i % 4 == 0 ? "Ulm" : "Bonn", text(a - b)}); });
  const Checked found = checked(job(linear, R"("mse")", R"("data": {"columns": {"city": {"type": "category", "treatment": {"type": "embedding", "output_dim": 2}}}})"), csv);
  EXPECT_FOUND(found, "warning /layers: inputs are not scaled: \"a\"");
}

}  // namespace
}  // namespace nntrain
