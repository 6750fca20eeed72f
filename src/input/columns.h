// How the columns of a table become the network's input and target tensors.
//
// fit:      learn_columns (from the training rows) → encode → Batches; the Columns go into the model file.
// evaluate: encode with the model's Columns; predict: the same without the target.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "input/matrix.h"
#include "input/synthetic.h"
#include "input/table.h"
#include "input/table_reader.h"

namespace nntrain {

enum class Missing { error, drop };  // what to do about a row with an empty cell

// Columns that belong to one input or output layer.
struct LayerColumns {
  std::string layer;  // empty: the network's only one
  std::vector<std::string> columns;

  bool operator==(const LayerColumns&) const = default;
};

// The config's "data". Everything may be left out.
struct DataSpec {
  std::vector<LayerColumns> target;   // empty: the last column. A name or a list of names: one entry without a layer
  std::vector<LayerColumns> inputs;   // the columns of each input layer; needed when there are several
  std::vector<LayerColumns> sample_weight;  // one column for each entry; one without a layer: of all outputs
  std::vector<std::string> features;  // the input columns; empty: all that are neither target nor ignored
  std::vector<std::string> ignore;    // columns not to look at
  std::vector<std::int64_t> shape;    // the input columns of a row, row-major, become this tensor; empty: a vector
  Missing missing = Missing::error;
  std::optional<char> delimiter;  // as in ReadOptions
  std::optional<bool> header;     // as in ReadOptions
  std::optional<SyntheticSpec> synthetic;

  bool operator==(const DataSpec&) const = default;
};

enum class InputEncoding {
  one_hot,  // numbers as they are; a text column becomes one 0/1 number for each value it knows
  index,    // whole numbers from 0 as they are; text becomes its place in one vocabulary that all columns share
};

enum class TargetEncoding {
  number,       // numbers as they are; a text column of two values is 0 and 1, in the order of their bytes
  class_index,  // the class number: a numeric column's whole number itself, or a text's place among the classes
  one_hot,      // one column: the same class as a 0/1 vector; several columns: numbers as they are
};

// What the network wants, in its order of inputs and outputs.
struct InputWant {
  std::string layer;
  InputEncoding encoding = InputEncoding::one_hot;
  std::vector<std::int64_t> shape;  // of one row; empty: the data decides
  std::int64_t index_limit = 0;     // index: numbers must be below it (an Embedding's input_dim); 0: no limit
};
struct OutputWant {
  std::string layer;
  std::optional<TargetEncoding> encoding = TargetEncoding::number;  // none: not known before the output's shape is
  bool needs_target = true;     // false: it may have no columns
  bool or_vectors = false;      // several columns are one_hot
};
struct NetworkWants {
  std::vector<InputWant> inputs;
  std::vector<OutputWant> outputs;
};

enum class ColumnKind { number, text };

struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::number;
  std::vector<std::string> vocabulary;  // text: the values of the training rows, sorted by bytes (see InputColumns)

  bool operator==(const Column&) const = default;
};

// The columns of one input, in order.
struct InputColumns {
  std::string layer;
  InputEncoding encoding = InputEncoding::one_hot;
  std::vector<std::int64_t> shape;  // of one row
  std::vector<Column> columns;
  std::vector<std::string> vocabulary;  // index: shared by its text columns, whose own one is empty
  std::int64_t index_limit = 0;         // as in InputWant

  std::int64_t row_size() const;  // numbers a row, the product of shape
  bool operator==(const InputColumns&) const = default;
};

// The columns of one output's target, in order.
struct TargetColumns {
  std::string layer;
  TargetEncoding encoding = TargetEncoding::number;
  std::vector<Column> columns;   // none: an output that is not held against anything
  std::int64_t num_classes = 0;  // class_index, and one_hot of one column: 1 + the training rows' largest class; else 0
  std::optional<std::string> sample_weight;  // the column that says how much each row counts; none: 1

  std::int64_t row_size() const;  // numbers a row
  // What to call class 0, 1, …; empty when the target is numbers.
  std::span<const std::string> class_names() const;
  bool operator==(const TargetColumns&) const = default;
};

// Everything that turns a row of a CSV file into input tensors, and an output tensor into an answer. A plain value: the
// "columns" of a model file.
struct Columns {
  std::vector<InputColumns> inputs;    // in the network's order
  std::vector<TargetColumns> targets;  // in the network's order
  Missing missing = Missing::error;

  bool operator==(const Columns&) const = default;
};

// Encoded rows. All matrices have the same rows, in the file's order.
struct Dataset {
  std::vector<Matrix> inputs;        // one for each of Columns::inputs
  std::vector<Matrix> targets;       // one for each of Columns::targets; none when not needed
  std::vector<Matrix> weights;       // how much each row counts for each of targets, >= 0; of width 0 where all count 1
  std::vector<std::int64_t> lines;   // the file's line of each row
  std::int64_t num_dropped = 0;      // rows left out because of an empty cell
  std::vector<std::string> ignored;  // columns of the file that nothing uses
  std::vector<std::string> no_weights;  // columns of sample weights that the file lacks: its rows count 1
  std::string source;                // the file's name, for messages

  std::int64_t num_rows() const { return static_cast<std::int64_t>(lines.size()); }
};

// How a spec says that its files are to be read.
ReadOptions read_options(const DataSpec& spec);

// Reads the file, or makes the synthetic data when the spec asks for them and the path is empty.
Table read_table(const DataSpec& spec, const std::string& path);

// Decides what each column is (of a target whose encoding is not known: nothing), from the rows that train: the first split_point(rows kept, validation_split) of those
// that `missing` keeps. A column is used as numbers when more than half of its filled cells are finite numbers, else it
// is text. Errors: config, where "/data/…", for names that the table does not have and for wants that the spec does not
// settle; data for columns that cannot be used (no value at all, text with nearly as many values as rows) and for a
// text in the rows after the split that no training row has.
Columns learn_columns(const DataSpec& spec, const Table& table, const NetworkWants& wants, double validation_split = 0);

// Encodes every row that `missing` keeps. Columns are found by name, in any order; further ones do not matter. Only a
// column of sample weights may be absent.
// Errors, of kind data: a column the table lacks; a cell that is not what its column is, a negative weight (where
// file:line:column); with targets: no row left.
Dataset encode(const Columns& columns, const Table& table, bool need_target);

// Checks encoded targets against the shapes (without the batch) of the network's outputs, once these are known. To be
// called whenever targets were encoded: losses rely on class numbers being within their output. Errors: config (where:
// the layer) when an output has another size than its target or fewer units than classes; data when a class number is
// too large.
void check_targets(const Columns& columns, const Dataset& data,
                   std::span<const std::vector<std::int64_t>> output_shapes);

// What a user should know of encoded rows, a line each: rows left out, rows that count 1 for want of a weight.
std::vector<std::string> remarks(const Dataset& data);

}  // namespace nntrain
