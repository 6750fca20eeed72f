// The op graph: what a network computes, before anything is decided about memory, threads or instruction sets.
#pragma once
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nntrain {

using Index = std::int64_t;

// Sizes of a tensor. If batched, dims[0] counts rows per sample and the real leading size is batch * dims[0], known only when
// a step runs: (B, 784) is {{1, 784}, true}, and (B * 28, 64) is {{28, 64}, true}. A scalar has no dims.
struct Shape {
  std::vector<Index> dims;
  bool batched = false;

  int rank() const { return static_cast<int>(dims.size()); }
  Index size() const;  // number of elements, per sample if batched
  Index cols() const;  // the last dimension; 1 for a scalar and for (B)
  Index rows() const { return cols() == 0 ? 0 : size() / cols(); }
  bool operator==(const Shape&) const = default;
};
Shape per_sample(std::vector<Index> dims);  // (B, dims...)
std::string to_string(const Shape& shape);  // "(B, 28, 64)"

enum class Role {
  intermediate,  // lives in a program's arena
  variable,      // lives in the State, from step to step: weights, optimizer slots, running statistics, totals of metrics
  constant,      // one number, known while building
  scalar,        // one number, set before each run: learning rate, 1 / batch
};

// A value is a strided window into the storage of its root (itself, unless a view op made it). Strides count elements; that
// of a batched leading dimension is the distance between rows. A stride of 0 repeats (a broadcast).
struct Value {
  Shape shape;
  Role role = Role::intermediate;
  int root = -1;
  int producer = -1;  // index of the op that makes it, or -1
  Index offset = 0;   // from the root's first element
  std::vector<Index> strides;
  double constant = 0;  // Role::constant: its value
  std::string name;     // Role::variable and Role::scalar: the key under which it is found
};

// The parameters of an op: each kind's file says which of them it reads.
struct Attributes {
  Index axis = 0, begin = 0, end = 0;
  bool transpose_a = false, transpose_b = false;
  bool batched = false;
  std::uint32_t stream = 0;     // of random numbers
  double value = 0;
  std::vector<Index> dims;
  std::vector<double> numbers;
};

struct OpKind;
struct OpTable;

struct Op {
  const OpKind* kind;
  std::vector<int> in, out;  // ids of values
  Attributes attributes;
};

// Values and ops in the order of emission. A deque: references stay valid while gradient rules append.
struct Graph {
  const OpTable* table;  // the instruction set (and precision) whose kinds the ops are made of
  std::deque<Value> values;
  std::deque<Op> ops;

  explicit Graph(const OpTable& op_table) : table(&op_table) {}
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  const Value& root_of(int value) const { return values[static_cast<std::size_t>(values[static_cast<std::size_t>(value)].root)]; }
};

// A handle on a value: what layers, losses and gradient rules compute with.
struct Tensor {
  Graph* graph = nullptr;
  int id = -1;

  explicit operator bool() const { return graph != nullptr; }
  Value& value() const { return graph->values[static_cast<std::size_t>(id)]; }
  const Shape& shape() const { return value().shape; }
};

// New values without a producer. A shape of more numbers than any machine holds: Error{config}, here and in emit().
Tensor constant(Graph& graph, double number);
Tensor scalar(Graph& graph, std::string name);                   // set by Program::set_scalar before each run; shape ()
Tensor variable(Graph& graph, std::string name, Shape shape);  // lives in the State under this name; the same name is the same value

// Appends an op of the kind with this name and returns its outputs. In order: a simpler form that the kind knows is taken
// instead; operands that the kind cannot read as they lie are copied; a view becomes a window without any work at run time.
std::vector<Tensor> emit_all(std::string_view kind, std::span<const Tensor> in, Attributes attributes, Graph& graph);
Tensor emit(std::string_view kind, std::initializer_list<Tensor> in, Attributes attributes = {});
std::vector<Tensor> emit_all(std::string_view kind, std::initializer_list<Tensor> in, Attributes attributes = {});

// ---- how a value lies in memory ----
bool is_contiguous(const Value& value);
// A value seen as rows x cols: element (r, c) at r * row_stride + c * col_stride, col_stride 0 or 1. `valid` is false where the
// leading dimensions do not fold into one.
struct RowLayout {
  bool valid = false;
  Index row_stride = 0, col_stride = 0;
};
RowLayout row_layout(const Value& value);

// The op that made x if it is of this kind, else null.
const Op* made_by(Tensor x, std::string_view kind);

}  // namespace nntrain
