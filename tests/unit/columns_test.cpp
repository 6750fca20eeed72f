#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>

#include "base/random.h"
#include "columns/category.h"
#include "columns/columns.h"
#include "error_text.h"
#include "input/batches.h"

namespace nntrain {
namespace {

using Strings = std::vector<std::string>;
using Floats = std::vector<float>;
using Shape = std::vector<std::int64_t>;

Shape lines_of(const Dataset& data) {
  Shape lines;
  for (std::int64_t row = 0; row < data.num_rows(); ++row) lines.push_back(data.lines.line(row));
  return lines;
}

Table parse(std::string text) { return parse_csv(std::move(text), "data.csv"); }

NetworkWants one(TargetEncoding target = TargetEncoding::number, InputEncoding input = InputEncoding::one_hot) {
  return {.inputs = {{.layer = "in", .encoding = input}}, .outputs = {{.layer = "out", .encoding = target}}};
}

Columns learn(const DataSpec& spec, const Table& table, const NetworkWants& wants, double split = 0) {
  return learn_columns(spec, table, wants, plan_rows(spec, table, wants, split, 0));
}

Dataset learn_and_encode(const DataSpec& spec, const Table& table, const NetworkWants& wants) {
  return encode(learn(spec, table, wants), table, true);
}

// What learning and encoding throw.
std::string error(const DataSpec& spec, std::string text, const NetworkWants& wants = one(), double split = 0) {
  return error_text([&] {
    const Table table = parse(std::move(text));
    encode(learn(spec, table, wants, split), table, true);
  });
}

Table real_data(const std::string& name) {
  const auto folder = std::filesystem::path(NNTRAIN_SOURCE_DIR) / "data";
  return read_table((folder / name).string());
}

const std::string numbers_csv = "a,b,c\n1,2,3\n4,5,6\n";

// ---- Which columns ----

TEST(Columns, LastOneIsTheTarget) {
  const Dataset data = learn_and_encode({}, parse(numbers_csv), one());
  EXPECT_EQ(data.inputs[0].width, 2);
  EXPECT_EQ(data.inputs[0].values, (Floats{1, 2, 4, 5}));
  EXPECT_EQ(data.targets[0].values, (Floats{3, 6}));
  EXPECT_EQ(lines_of(data), (Shape{2, 3}));
  EXPECT_EQ(data.num_rows(), 2);
  EXPECT_EQ(data.inputs[0].row(1)[0], 4);
  EXPECT_EQ(data.ignored, Strings{});
}

TEST(Columns, TargetFeaturesAndIgnore) {
  const Table table = parse(numbers_csv);
  EXPECT_EQ(learn_and_encode({.target = {{"", {"a"}}}}, table, one()).inputs[0].values, (Floats{2, 3, 5, 6}));
  const Dataset picked = learn_and_encode({.features = {"c", "a"}}, table, one());
  EXPECT_EQ(picked.inputs[0].values, (Floats{3, 1, 6, 4})) << "in the order of the list";
  EXPECT_EQ(picked.targets[0].values, (Floats{2, 5})) << "the last that is no feature";
  const Dataset rest = learn_and_encode({.ignore = {"c"}}, table, one());
  EXPECT_EQ(rest.inputs[0].values, (Floats{1, 4}));
  EXPECT_EQ(rest.targets[0].values, (Floats{2, 5}));
  EXPECT_EQ(rest.ignored, Strings{"c"});
}

TEST(Columns, SeveralTargetsOfOneOutput) {
  const Dataset data = learn_and_encode({.target = {{"", {"c", "b"}}}}, parse(numbers_csv), one());
  EXPECT_EQ(data.targets[0].width, 2);
  EXPECT_EQ(data.targets[0].values, (Floats{3, 2, 6, 5}));
}

TEST(Columns, AnAutoencoderLearnsItsInputs) {
  const DataSpec spec{.target = {{"", {"a", "b"}}}, .features = {"a", "b"}};
  const Dataset data = learn_and_encode(spec, parse(numbers_csv), one());
  EXPECT_EQ(data.inputs[0].values, data.targets[0].values);
}

TEST(Columns, SeveralInputsAndOutputs) {
  const NetworkWants wants{.inputs = {{.layer = "p"}, {.layer = "q"}}, .outputs = {{.layer = "s"}, {.layer = "t"}}};
  const std::string text = "a,b,c,d,e\n1,2,3,4,5\n";
  const DataSpec keyed{.target = {{"t", {"d"}}, {"s", {"e"}}}, .inputs = {{"q", {"c"}}, {"p", {"a", "b"}}}};
  const Dataset data = learn_and_encode(keyed, parse(text), wants);
  EXPECT_EQ(data.inputs[0].values, (Floats{1, 2}));
  EXPECT_EQ(data.inputs[1].values, (Floats{3}));
  EXPECT_EQ(data.targets[0].values, (Floats{5}));
  EXPECT_EQ(data.targets[1].values, (Floats{4}));
  const DataSpec list{.target = {{"", {"d", "e"}}}, .inputs = {{"p", {"a", "b"}}, {"q", {"c"}}}};
  EXPECT_EQ(learn_and_encode(list, parse(text), wants).targets[0].values, (Floats{4})) << "one for each output";
}

TEST(ColumnsError, UnknownNames) {
  EXPECT_EQ(error({.target = {{"", {"B"}}}}, numbers_csv),
            "3 /data/target: data.csv has no column \"B\"; expected \"a\", \"b\" or \"c\" | did you mean \"b\"?");
  EXPECT_EQ(error({.target = {{"", {"a", "zzz"}}}}, numbers_csv),
            "3 /data/target/1: data.csv has no column \"zzz\"; expected \"a\", \"b\" or \"c\"");
  EXPECT_EQ(error({.target = {{"out", {"zzz"}}}}, numbers_csv),
            "3 /data/target/out: data.csv has no column \"zzz\"; expected \"a\", \"b\" or \"c\"");
  EXPECT_EQ(error({.features = {"a", "x"}}, numbers_csv),
            "3 /data/features/1: data.csv has no column \"x\"; expected \"a\", \"b\" or \"c\"");
  EXPECT_EQ(error({.ignore = {"x"}}, numbers_csv),
            "3 /data/ignore/0: data.csv has no column \"x\"; expected \"a\", \"b\" or \"c\"");
  EXPECT_EQ(error({.target = {{"uot", {"a"}}}}, numbers_csv),
            "3 /data/target/uot: the network has no output \"uot\"; expected \"out\" | did you mean \"out\"?");
}

TEST(ColumnsError, Contradictions) {
  EXPECT_EQ(error({.features = {"a", "a"}}, numbers_csv), "3 /data/features/1: column \"a\" stands here twice");
  EXPECT_EQ(error({.features = {"a"}, .ignore = {"a"}}, numbers_csv),
            "3 /data/features/0: column \"a\" is both in features and in ignore");
  EXPECT_EQ(error({.inputs = {{"in", {"a"}}}, .features = {"a"}}, numbers_csv),
            "3 /data/features: found both features and inputs; expected one of them");
  EXPECT_EQ(error({.features = {"a", "b", "c"}}, numbers_csv),
            "3 /data/target: data.csv has no column left for the target");
  EXPECT_EQ(error({.ignore = {"a", "b"}}, numbers_csv), "3 /data: data.csv has no column left for the inputs");
}

TEST(ColumnsError, SeveralLayersNeedNames) {
  NetworkWants wants = one();
  wants.inputs.push_back({.layer = "in2"});
  EXPECT_EQ(error({}, numbers_csv, wants),
            "3 /data/inputs: the network has 2 inputs; expected the columns of \"in\" and \"in2\" | name them: "
            "\"inputs\": {\"in\": [\"a\"], ...}");
  EXPECT_EQ(error({.inputs = {{"in", {"a"}}}}, numbers_csv, wants), "3 /data/inputs: input \"in2\" has no columns");
  wants = one();
  wants.outputs.push_back({.layer = "out2"});
  EXPECT_EQ(error({}, numbers_csv, wants),
            "3 /data/target: the network has 2 outputs; expected the columns of \"out\" and \"out2\" | name them: "
            "\"target\": {\"out\": [\"a\"], ...}");
}

// ---- Shapes ----

TEST(Columns, ShapeFromDataSpecOrNetwork) {
  const std::string text = "a,b,c,d,y\n1,2,3,4,5\n";
  EXPECT_EQ(learn({}, parse(text), one()).inputs[0].shape, Shape{4});
  EXPECT_EQ(learn({.shape = {2, 2}}, parse(text), one()).inputs[0].shape, (Shape{2, 2}));
  NetworkWants wants = one();
  wants.inputs[0].shape = {4, 1};
  EXPECT_EQ(learn({}, parse(text), wants).inputs[0].shape, (Shape{4, 1}));
  EXPECT_EQ(error({.shape = {2, 3}}, text),
            "3 /data/shape: input \"in\" takes 6 numbers a row (shape [2, 3]); the data have 4 in 4 columns");
  EXPECT_EQ(error({.shape = {2, 2}}, text, wants),
            "3 /data/shape: found [2, 2]; expected [4, 1], the shape of input \"in\"");
  wants.inputs[0].shape = {7};
  EXPECT_EQ(error({}, text, wants),
            "3 in: input \"in\" takes 7 numbers a row (shape [7]); the data have 4 in 4 columns");
}

// ---- Text inputs ----

TEST(Columns, TextInputsAreOneHotByBytes) {
  const Dataset data = learn_and_encode({}, parse("t,x,y\nb,1,0\nB,2,0\na,3,0\n"), one());
  EXPECT_EQ(data.inputs[0].width, 5);
  EXPECT_EQ(data.inputs[0].values, (Floats{0, 0, 0, 1, 1, 0, 1, 0, 0, 2, 0, 0, 1, 0, 3})) << "unknown, B, a, b and x";
}

TEST(Columns, TextUnderAnIntegerInputIsAnIndexIntoOneVocabulary) {
  const NetworkWants wants = one(TargetEncoding::number, InputEncoding::index);
  const Table table = parse("w0,w1,y\nthe,cat,0\na,dog,1\nthe,dog,1\n");
  const Columns columns = learn({}, table, wants);
  EXPECT_EQ(columns.inputs[0].vocabulary, (Strings{"a", "cat", "dog", "the"}));
  EXPECT_EQ(encode(columns, table, false).inputs[0].values, (Floats{3, 1, 0, 2, 3, 2}));
}

TEST(Columns, MostCellsDecideWhatAColumnIs) {
  const Columns columns = learn({}, parse("a,b,y\n1,1,0\n2,x,0\nx,y,0\nNA,NA,0\n"), one());
  EXPECT_EQ(columns.inputs[0].columns[0].type.type(), "number") << "two of three filled cells";
  EXPECT_EQ(columns.inputs[0].columns[1].type.type(), "category") << "one of three filled cells";
}

TEST(Columns, UnknownTextHasASlotOfItsOwn) {
  const Columns columns = learn({}, parse("t,y\nred,0\ngreen,1\n"), one());
  EXPECT_EQ(encode(columns, parse("t,y\nblue,0\nred,0\n"), true).inputs[0].values, (Floats{1, 0, 0, 0, 0, 1}));
}

TEST(ColumnsError, UnknownText) {
  const DataSpec strict{.columns = {{{"t", columns::Category{.unknown = Unknown::error}}}}};
  const Columns columns = learn(strict, parse("t,y\nred,0\ngreen,1\n"), one());
  EXPECT_EQ(
      error_text([&] { encode(columns, parse("t,y\nred,0\ngreeen,1\n"), true); }),
      "4 data.csv:3:1: column \"t\": found \"greeen\"; expected a value of the training rows: \"green\" or \"red\" | "
      "did you mean \"green\"?");
  EXPECT_EQ(
      error({.target = {{"", {"t"}}}}, "t,y\nred,0\ngreen,1\nblue,1\nred,1\n", one(TargetEncoding::class_index), 0.5),
      "4 data.csv:4:1: column \"t\": found \"blue\"; expected a value of the training rows: \"green\" or \"red\" | "
      "validation takes the last rows: shuffle a file that is sorted");
}

TEST(ColumnsError, TextThatIsNoCategory) {
  std::string text = "name,y\n";
  for (int i = 0; i < 300; ++i) text += "person " + std::to_string(i) + ",1\n";
  EXPECT_EQ(
      error({}, text),
      "4 data.csv: column \"name\" is text with 300 different values in 300 rows; expected numbers or categories | "
      "leave it out: \"data\": {\"ignore\": [\"name\"]}");
  EXPECT_EQ(error({}, "a,y\n\"1,5\",2\n\"2,25\",3\n"),
            "4 data.csv:2:1: column \"a\": found \"1,5\"; expected a number with a decimal point | say that commas are "
            "decimal: \"data\": {\"decimal\": \",\"}");
}

TEST(ColumnsError, IndexLimit) {
  NetworkWants wants = one(TargetEncoding::number, InputEncoding::index);
  wants.inputs[0].index_limit = 3;
  EXPECT_EQ(error({}, "w,y\n2,0\n3,1\n", wants),
            "4 data.csv:3:1: column \"w\": found \"3\"; expected a number below 3");
  EXPECT_EQ(
      error({}, "w,y\n2,0\n1.5,1\n", wants),
      "4 data.csv:3:1: column \"w\": found \"1.5\"; expected a number to look up, whole and from 0 to 16777216 | count "
      "from 0, or use text");
  EXPECT_EQ(error({}, "w,y\na,0\nb,1\nc,1\nd,1\n", wants),
            "3 in: input \"in\" takes numbers below 3; its columns have 4 different texts");
}

// ---- Cells ----

TEST(ColumnsError, CellsThatAreNoNumbers) {
  const auto cell = [](const std::string& text) { return error({}, "age,y\n1,1\n2,1\n3,1\n" + text + ",1\n"); };
  const std::string at = "4 data.csv:5:1: column \"age\": found ";
  const std::string drop =
      " | fill the cell, drop rows with missing cells: \"data\": {\"missing\": \"drop\"}, or have them filled: "
      "\"data\": {\"columns\": {\"age\": {\"type\": \"number\", \"missing\": \"median\"}}}";
  const std::string mend = " | mend the cell, or leave the column out: \"data\": {\"ignore\": [\"age\"]}";
  EXPECT_EQ(cell(""), at + "an empty cell; expected a number" + drop);
  EXPECT_EQ(cell("old"), at + "\"old\"; expected a number" + mend);
  EXPECT_EQ(cell("0x1F"), at + "\"0x1F\"; expected a number" + mend);
  EXPECT_EQ(cell("inf"), at + "\"inf\"; expected a finite number | mend the cell or remove the row");
  EXPECT_EQ(cell("-1e39"), at + "\"-1e39\"; expected a number that float32 can hold, up to 3.4e38 | mend the cell or "
                                "scale the column");
  for (const std::string missing : {"NA", "N/A", "na", "null", "NULL", "None", "?", "nan", "NaN"}) {
    EXPECT_EQ(cell(missing), at + "\"" + missing + "\"; expected a number" + drop);
  }
}

TEST(ColumnsError, MissingText) {
  EXPECT_EQ(
      error({}, "t,y\na,1\nNA,2\n"),
      "4 data.csv:3:1: column \"t\": found \"NA\"; expected a value of the training rows: \"a\" | fill the cell, "
      "drop rows with missing cells: \"data\": {\"missing\": \"drop\"}, or have them filled: "
      "\"data\": {\"columns\": {\"t\": {\"type\": \"category\", \"missing\": \"most_frequent\"}}}");
}

TEST(Columns, DropsRowsWithMissingCells) {
  const std::string text = "t,x,y\na,1,1\n?,2,2\nb,,3\na,4,NA\nb,5,5\n";
  const DataSpec spec{.missing = Missing::drop};
  const Dataset data = learn_and_encode(spec, parse(text), one());
  EXPECT_EQ(data.num_dropped, 3);
  EXPECT_EQ(lines_of(data), (Shape{2, 6}));
  EXPECT_EQ(data.inputs[0].values, (Floats{0, 1, 0, 1, 0, 0, 1, 5}));
  EXPECT_EQ(data.targets[0].values, (Floats{1, 5}));
  const Columns columns = learn(spec, parse(text), one());
  EXPECT_EQ(lines_of(encode(columns, parse(text), false)), (Shape{2, 5, 6}))
      << "a missing target does not matter to predict";
  EXPECT_EQ(error(spec, "x,y\n1,\n,2\n"),
            "4 data.csv: all of 2 rows have a missing cell; expected one that is complete | leave out columns that are "
            "mostly empty: \"data\": {\"ignore\": [...]}");
  const DataSpec ignoring{.ignore = {"x"}, .missing = Missing::drop};
  EXPECT_EQ(learn_and_encode(ignoring, parse(text), one()).num_dropped, 2) << "ignored columns may have gaps";
}

TEST(ColumnsError, ColumnWithoutAnyValue) {
  EXPECT_EQ(
      error({}, "x,z,y\n1,,2\n3,,4\n"),
      "4 data.csv: column \"z\" has no value in the training rows | leave it out: \"data\": {\"ignore\": [\"z\"]}");
}

TEST(ColumnsError, NothingToTrainOn) {
  EXPECT_EQ(error({}, "x,y\n1,2\n", one(), 0.5),
            "3 /validation_split: found 0.5, which leaves none of 1 row for training");
}

// ---- Targets ----

TEST(Columns, TextClassesAsNumbers) {
  const Table table = parse("x,y\n1,dog\n2,cat\n3,owl\n");
  const Columns columns = learn({}, table, one(TargetEncoding::class_index));
  EXPECT_EQ(encode(columns, table, true).targets[0].values, (Floats{1, 0, 2}));
  const auto names = columns.targets[0].class_names();
  EXPECT_EQ(Strings(names.begin(), names.end()), (Strings{"cat", "dog", "owl"}));
  EXPECT_EQ(columns.targets[0].num_classes, 3);
}

TEST(Columns, ClassesAsVectors) {
  const Dataset text = learn_and_encode({}, parse("x,y\n1,dog\n2,cat\n"), one(TargetEncoding::one_hot));
  EXPECT_EQ(text.targets[0].values, (Floats{0, 1, 1, 0}));
  const Dataset numbers = learn_and_encode({}, parse("x,y\n1,2\n2,0\n"), one(TargetEncoding::one_hot));
  EXPECT_EQ(numbers.targets[0].values, (Floats{0, 0, 1, 1, 0, 0}));
  const DataSpec vector{.target = {{"", {"p", "q"}}}};
  const Dataset ready = learn_and_encode(vector, parse("x,p,q\n1,0.25,0.75\n"), one(TargetEncoding::one_hot));
  EXPECT_EQ(ready.targets[0].values, (Floats{0.25, 0.75}));
}

TEST(Columns, NumericClassesAreThemselves) {
  const Table table = parse("x,y\n1,2\n2,5.0\n");
  const Columns columns = learn({}, table, one(TargetEncoding::class_index));
  EXPECT_EQ(encode(columns, table, true).targets[0].values, (Floats{2, 5}));
  EXPECT_EQ(columns.targets[0].num_classes, 6);
  EXPECT_TRUE(columns.targets[0].class_names().empty());
}

TEST(Columns, BinaryTextIsZeroAndOne) {
  const Table table = parse("x,y\n1,yes\n2,no\n");
  const Columns columns = learn({}, table, one());
  EXPECT_EQ(encode(columns, table, true).targets[0].values, (Floats{1, 0}));
  EXPECT_EQ(columns.targets[0].class_names()[1], "yes");
}

TEST(ColumnsError, TargetsThatDoNotFitTheLoss) {
  EXPECT_EQ(
      error({}, "x,y\n1,a\n2,b\n3,c\n"),
      "3 /loss: target column \"y\" is text with 3 values (\"a\", \"b\" and \"c\"); expected numbers or two classes | "
      "classes are learned with the loss \"sparse_categorical_crossentropy\"");
  const std::string whole = "; expected a class number, whole and from 0 to 16777216 | count from 0, or use text";
  EXPECT_EQ(error({}, "x,y\n1,0\n2,1.5\n", one(TargetEncoding::class_index)),
            "4 data.csv:3:2: column \"y\": found \"1.5\"" + whole);
  EXPECT_EQ(error({}, "x,y\n1,0\n2,-1\n", one(TargetEncoding::one_hot)),
            "4 data.csv:3:2: column \"y\": found \"-1\"" + whole);
  EXPECT_EQ(error({}, "x,y\n1,0\n2,1e9\n", one(TargetEncoding::class_index)),
            "4 data.csv:3:2: column \"y\": found \"1e+09\"" + whole);
  EXPECT_EQ(error({.target = {{"", {"y", "z"}}}}, "x,y,z\n1,a,1\n2,b,2\n", one(TargetEncoding::class_index)),
            "3 /data/target: target column \"y\" is text; expected numbers, or a single column of text");
  EXPECT_EQ(error({}, "x,y\n1,0\n2,1\n3,2\n4,0\n", one(TargetEncoding::one_hot), 0.5),
            "4 data.csv:4:2: column \"y\": found \"2\"; expected a class of the training rows, below 2");
}

TEST(Columns, TargetsFitTheOutputs) {
  const auto check = [](const std::string& text, TargetEncoding encoding, const Shape& shape) {
    const Table table = parse(text);
    const Columns columns = learn({}, table, one(encoding));
    const Dataset data = encode(columns, table, true);
    return error_text([&] { check_targets(columns, data, std::vector<Shape>{shape}); });
  };
  EXPECT_EQ(check("x,y\n1,2\n", TargetEncoding::number, {1}), "no error");
  EXPECT_EQ(check("x,y\n1,2\n", TargetEncoding::number, {3}),
            "3 out: output \"out\" of shape [3] needs 3 target numbers a row; the data have 1 | where the target is a class "
            "number, the loss is \"sparse_categorical_crossentropy\"");
  EXPECT_EQ(check("x,y\n1,2\n2,0\n", TargetEncoding::class_index, {3}), "no error");
  EXPECT_EQ(check("x,y\n1,1\n2,3\n", TargetEncoding::class_index, {3}),
            "4 data.csv:3: found class 3; expected one below 3, the units of output \"out\" | classes are counted from 0, "
            "these from 1: take 1 away, or write them as text");
  EXPECT_EQ(check("x,y\n1,a\n2,b\n3,c\n", TargetEncoding::class_index, {2}),
            "3 out: output \"out\" has 2 units; the target has 3 classes: \"a\", \"b\" and \"c\" | give it a unit for each class: \"units\": 3");
  EXPECT_EQ(check("x,y\n1,a\n2,b\n", TargetEncoding::one_hot, {2}), "no error");
  EXPECT_EQ(check("x,y\n1,a\n2,b\n", TargetEncoding::one_hot, {4}),
            "3 out: output \"out\" of shape [4] needs 4 target numbers a row; the data have 2 | give the last layer a unit "
            "for each class: \"units\": 2");
}

// ---- A model's columns on another file ----

TEST(Columns, AreFoundByNameInAnyOrder) {
  const Columns columns = learn({}, parse(numbers_csv), one());
  const Dataset data = encode(columns, parse("more,c,b,a\n9,3,2,1\n"), true);
  EXPECT_EQ(data.inputs[0].values, (Floats{1, 2}));
  EXPECT_EQ(data.targets[0].values, (Floats{3}));
  EXPECT_EQ(data.ignored, Strings{"more"});
  EXPECT_TRUE(encode(columns, parse("b,a\n2,1\n"), false).targets.empty());
}

TEST(ColumnsError, AColumnIsNotThere) {
  const Columns columns = learn({}, parse("width,height,y\n1,2,3\n"), one());
  EXPECT_EQ(
      error_text([&] { encode(columns, parse("width,heigth\n1,2\n"), false); }),
      "4 data.csv: the file has no column \"height\", which the model needs; found \"width\" and \"heigth\" | did "
      "you mean \"heigth\"?");
  EXPECT_EQ(error_text([&] { encode(columns, parse("width,height\n1,2\n"), true); }),
            "4 data.csv: the file has no column \"y\", which the model needs; found \"width\" and \"height\"");
  EXPECT_EQ(
      error_text([&] { encode(columns, parse("1,2\n"), false); }),
      "4 data.csv: the file has no column \"width\", which the model needs; found \"x0\" and \"x1\" | the file has "
      "no header line: its columns are called \"x0\" and \"x1\"");
}

TEST(Columns, VocabularyIsOfTheTrainingRows) {
  const Table table = parse("t,y\na,1\nb,2\na,3\nb,4\n");
  EXPECT_EQ(learn({}, table, one(), 0.5), learn({}, table, one()));
  EXPECT_EQ(split_point(encode(learn({}, table, one(), 0.5), table, true).num_rows(), 0.5), 2);
}

// Random small files of numbers, text and gaps: tensors or an error of the config or the data, never a crash.
TEST(Columns, AnyTableIsEncodedOrRefused) {
  const Strings values = {"0", "1", "2.5", "-1", "a", "b", "NA", "", "inf", "1e39"};
  int encoded = 0, refused = 0;
  for (std::uint64_t trial = 0; trial < 5000; ++trial) {
    auto draw = [&, i = std::uint64_t{0}](std::size_t bound) mutable {
      return static_cast<std::int64_t>(random_bits(0, stream(StreamKind::noise), trial, i++) % bound);
    };
    std::string text = "u,v,y\n";
    const std::size_t kinds = 1 + static_cast<std::size_t>(draw(values.size()));
    for (std::int64_t row = 0, rows = 1 + draw(6); row < rows; ++row) {
      for (const char* end : {",", ",", "\n"}) text += values[static_cast<std::size_t>(draw(kinds))] + end;
    }
    const DataSpec spec{.missing = draw(2) == 0 ? Missing::error : Missing::drop};
    const NetworkWants wants = one(static_cast<TargetEncoding>(draw(3)), static_cast<InputEncoding>(draw(2)));
    const std::string result = error(spec, text, wants, draw(2) == 0 ? 0 : 0.3);
    ASSERT_TRUE(result == "no error" || result.starts_with("3 /") || result.starts_with("4 data.csv")) << result;
    ++(result == "no error" ? encoded : refused);
  }
  EXPECT_GT(encoded, 500);
  EXPECT_GT(refused, 500);
}

// ---- Whole files ----

TEST(Columns, SyntheticDataNeedNoFile) {
  const DataSpec spec{.synthetic = SyntheticSpec{.rows = 10}};
  const Dataset data = learn_and_encode(spec, read_table(spec, {}, ""), one());
  EXPECT_EQ(data.num_rows(), 10);
  EXPECT_EQ(data.inputs[0].width, 2);
  EXPECT_EQ(data.source, "synthetic");
}

TEST(Columns, RealData) {
  const auto classes = one(TargetEncoding::class_index);
  const Table penguins = real_data("penguins.csv");
  EXPECT_EQ(penguins.num_rows(), 344);
  const DataSpec spec{.target = {{"", {"species"}}}, .missing = Missing::drop};
  const Columns columns = learn(spec, penguins, classes, 0.2);
  const Dataset data = encode(columns, penguins, true);
  EXPECT_EQ(data.num_rows(), 333);
  EXPECT_EQ(data.num_dropped, 11);
  EXPECT_EQ(data.inputs[0].width, 12) << "5 numbers, 3 islands, 2 sexes, and an unknown of both";
  EXPECT_EQ(columns.targets[0].class_names().size(), 3u);
}

// ---- Sample weights ----

TEST(Columns, OfSampleWeightsAreNeitherInputNorTarget) {
  const Table table = parse("a,b,y,w\n1,2,3,0.5\n4,5,6,0\n");
  const Dataset data = learn_and_encode({.sample_weight = {{"", {"w"}}}}, table, one());
  EXPECT_EQ(data.inputs[0].values, (Floats{1, 2, 4, 5}));
  EXPECT_EQ(data.targets[0].values, (Floats{3, 6})) << "the last column that is no weight";
  EXPECT_EQ(data.weights[0].values, (Floats{0.5, 0}));
  EXPECT_EQ(data.ignored, Strings{});
  EXPECT_EQ(learn_and_encode({}, table, one()).weights[0].width, 0);
}

TEST(Columns, OfSampleWeightsMayBeAbsentAfterwards) {
  const Columns columns = learn({.sample_weight = {{"", {"w"}}}}, parse("a,y,w\n1,2,3\n"), one());
  const Dataset data = encode(columns, parse("a,y\n1,2\n"), true);
  EXPECT_EQ(data.weights[0].width, 0);
  EXPECT_EQ(data.no_weights, Strings{"w"});
  EXPECT_EQ(remarks(data), Strings{"data.csv: it has no column \"w\" of sample weights, every row counts 1"});
  EXPECT_TRUE(encode(columns, parse("a\n1\n"), false).weights.empty());
}

TEST(Columns, OfSampleWeightsBelongToOutputs) {
  const NetworkWants wants{.inputs = {{.layer = "in"}}, .outputs = {{.layer = "p"}, {.layer = "q"}}};
  const Table table = parse("a,y,z,w\n1,2,3,4\n");
  DataSpec spec{.target = {{"", {"y", "z"}}}, .sample_weight = {{"q", {"w"}}}};
  Dataset data = learn_and_encode(spec, table, wants);
  EXPECT_EQ(data.weights[0].width, 0);
  EXPECT_EQ(data.weights[1].values, Floats{4});
  spec.sample_weight = {{"", {"w"}}};
  data = learn_and_encode(spec, table, wants);
  EXPECT_EQ(data.weights[0].values, Floats{4});
  EXPECT_EQ(data.weights[1].values, Floats{4});
}

TEST(ColumnsError, RealData) {
  const Table penguins = real_data("penguins.csv");
  const DataSpec spec{.target = {{"", {"species"}}}};
  const std::string text = error_text([&] { learn_and_encode(spec, penguins, one(TargetEncoding::class_index)); });
  EXPECT_NE(text.find("penguins.csv:5:3: column \"bill_length_mm\": found \"NA\"; expected a number"), text.npos)
      << text;
}

TEST(Columns, RealDataWithoutMissingCells) {
  struct File {
    std::string name;
    TargetEncoding encoding;
    std::int64_t rows, width, classes;
  };
  for (const File& file : {File{"iris.csv", TargetEncoding::class_index, 150, 4, 3},
                           File{"digits.csv", TargetEncoding::one_hot, 1797, 64, 10},
                           File{"breast_cancer.csv", TargetEncoding::number, 569, 30, 0},
                           File{"wine.csv", TargetEncoding::class_index, 178, 13, 3},
                           File{"diabetes.csv", TargetEncoding::number, 442, 10, 0}}) {
    const Table table = real_data(file.name);
    const Columns columns = learn({}, table, one(file.encoding));
    const Dataset data = encode(columns, table, true);
    EXPECT_EQ(data.num_rows(), file.rows) << file.name;
    EXPECT_EQ(data.inputs[0].width, file.width) << file.name;
    EXPECT_EQ(columns.targets[0].num_classes, file.classes) << file.name;
    EXPECT_EQ(data.targets[0].width, file.encoding == TargetEncoding::one_hot ? 10 : 1) << file.name;
  }
}

}  // namespace
}  // namespace nntrain
