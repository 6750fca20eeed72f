// How the columns of a table become the network's input and target tensors.
//
// fit:      plan_rows → learn_columns (from the training rows) → encode → Batches; the Columns go into the model file.
// evaluate: encode with the model's Columns; predict: the same without the target.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "columns/column_type.h"
#include "columns/split.h"
#include "input/matrix.h"
#include "input/synthetic.h"
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
  Keyed<ColumnType> columns;          // what columns are, where the data shall not decide
  std::vector<std::int64_t> shape;    // the input columns of a row, row-major, become this tensor; empty: a vector
  Missing missing = Missing::error;
  std::optional<SplitSpec> split;     // none: validation_split
  ReadOptions reading;                // but for text_columns, see reading_of
  std::optional<SyntheticSpec> synthetic;
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

struct Column {
  std::string name;
  ColumnType type;  // learnt

  bool operator==(const Column& other) const { return name == other.name && type == other.type; }
};

// The columns of one input, in order.
struct InputColumns {
  std::string layer;
  InputEncoding encoding = InputEncoding::one_hot;
  std::vector<std::int64_t> shape;  // of one row
  std::vector<Column> columns;
  std::vector<std::string> vocabulary;  // index: of its columns of categories that have none of their own
  std::int64_t index_limit = 0;         // as in InputWant

  std::int64_t row_size() const;  // numbers a row, the product of shape
  std::int64_t width_of(const Column& column) const;
  bool shares_vocabulary(const Column& column) const;
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
  // What to call class 0, 1, … of a column; empty when it is numbers.
  static std::span<const std::string> class_names(const Column& column);
  // Of the only column.
  std::span<const std::string> class_names() const;
  // How the numbers of each column come back into the user's unit; empty: they are in it.
  std::vector<Undo> undo() const;
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

// Encoded rows. All matrices have the same rows: those that train, then those that validate, then those that test, each in
// the file's order.
struct Dataset {
  std::vector<Matrix> inputs;        // one for each of Columns::inputs
  std::vector<Matrix> targets;       // one for each of Columns::targets; none when not needed
  std::vector<Matrix> weights;       // how much each row counts for each of targets, >= 0; of width 0 where all count 1
  std::int64_t rows = 0;             // their number
  RowLines lines;                    // the file's line of each
  std::vector<std::string> files;    // of several files: their names, and which of them each row is from
  std::vector<std::uint32_t> file_of;
  PartSizes parts;                   // all of them train, where there was no plan
  std::int64_t num_dropped = 0;      // rows left out because of an empty cell
  std::vector<std::string> ignored;  // columns of the file that nothing uses
  std::vector<std::string> no_weights;  // columns of sample weights that the file lacks: its rows count 1
  std::string source;                // the file's name, for messages
  MemoryBudgetPtr memory;            // that of the table

  std::int64_t num_rows() const { return rows; }
  // "data.csv:17", as Error::where.
  std::string place(std::int64_t row) const {
    return (file_of.empty() ? source : files[file_of[static_cast<std::size_t>(row)]]) + ":" + std::to_string(lines.line(row));
  }
};

// Which columns must be read as text, and all else that reading needs: of a job, and of a model.
ReadOptions reading_of(const DataSpec& spec);
ReadOptions reading_of(const DataSpec& spec, const Columns& columns);

// Reads the file, or makes the synthetic data when the spec asks for them and the path is empty.
Table read_table(const DataSpec& spec, const ReadOptions& options, const std::string& path);

// Deals the rows that have no cell missing in a column that drops such rows into those that train, validate and test: as
// the spec says, else the last ones validate, validation_split of them. seed: of random splits. Errors: config, where
// "/data/…", for names that the table does not have; data, when a part would be empty.
RowPlan plan_rows(const DataSpec& spec, const Table& table, const NetworkWants& wants, double validation_split, std::uint64_t seed);

// Decides what each column is (of a target whose encoding is not known: nothing), and learns what its type must learn,
// from the rows that train. A column of which the spec says nothing is numbers when more than half of its filled cells
// are, else booleans, dates, or categories.
// Errors: config, where "/data/…", for wants that the spec does not settle and treatments that do not fit; data for columns
// that cannot be used (no value at all, text with nearly as many values as rows) and for a class in the other rows that no
// training row has.
Columns learn_columns(const DataSpec& spec, const Table& table, const NetworkWants& wants, const RowPlan& plan);

// The type that a column has been given in the spec, after it has learnt.
ColumnType learned_column(const DataSpec& spec, const Table& table, const RowPlan& plan, const std::string& name);

// Whether the network learns numbers for the column's categories.
bool is_embedded(const ColumnType& type);

// Encodes rows; of a table that is not needed any more, each block is given back when it is done. Columns are found by name, in any order; further
// ones do not matter. Only a column of sample weights may be absent. plan: null: all rows that no column drops.
// Errors, of kind data: a column the table lacks; a cell that is not what its column is, a negative weight (where
// file:line:column); with targets: no row left.
Dataset encode(const Columns& columns, const Table& table, bool need_target, const RowPlan* plan = nullptr);
Dataset encode(const Columns& columns, Table&& table, bool need_target, const RowPlan* plan = nullptr);

// What a user should know of texts that no training row has, a line for each column of categories: of the rows that do not train by
// the plan, or of all rows without one.
std::vector<std::string> unknown_texts(const Columns& columns, const Table& table, const RowPlan* plan = nullptr);

// Checks encoded targets against the shapes (without the batch) of the network's outputs, once these are known. To be
// called whenever targets were encoded: losses rely on class numbers being within their output. Errors: config (where:
// the layer) when an output has another size than its target or fewer units than classes; data when a class number is
// too large.
void check_targets(const Columns& columns, const Dataset& data,
                   std::span<const std::vector<std::int64_t>> output_shapes);

// What a user should know of encoded rows, a line each: rows left out, rows that count 1 for want of a weight.
std::vector<std::string> remarks(const Dataset& data);

}  // namespace nntrain
