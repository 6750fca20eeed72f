// The operations of a network in TensorFlow Lite's words: float32 operators that are there since TensorFlow 2.3. What has no operator of its
// own is composed of others.
#include "exchange/tflite_nodes.h"

#include <algorithm>
#include <bit>

#include "base/error.h"

namespace nntrain {

namespace {

using namespace tflite;

constexpr std::uint32_t schema_version = 3;
constexpr std::uint64_t most_bytes = (std::uint64_t{1} << 31) - (std::uint64_t{1} << 24);  // 2 GiB, with room for all but the numbers

// Ops that TensorFlow Lite has, operand by operand.
struct Direct {
  std::string_view kind;
  Operation operation;
  tflite::Options options = Options_NONE;  // a table without anything, which some readers want to see
};
constexpr Direct direct[] = {
    {"add", Operation_ADD, Options_AddOptions},
    {"sub", Operation_SUB, Options_SubOptions},
    {"mul", Operation_MUL, Options_MulOptions},
    {"div", Operation_DIV, Options_DivOptions},
    {"maximum", Operation_MAXIMUM},
    {"minimum", Operation_MINIMUM},
    {"abs", Operation_ABS},
    {"square", Operation_SQUARE},
    {"sqrt", Operation_SQRT},
    {"rsqrt", Operation_RSQRT},
    {"exp", Operation_EXP},
    {"log", Operation_LOG},
    {"relu", Operation_RELU},
    {"sigmoid", Operation_LOGISTIC},
    {"tanh", Operation_TANH},
    {"pow", Operation_POW},
};
// Those that give truth values there.
constexpr Direct comparisons[] = {
    {"greater", Operation_GREATER}, {"less", Operation_LESS}, {"greater_equal", Operation_GREATER_EQUAL}, {"equal", Operation_EQUAL}};

const Direct* find(std::span<const Direct> list, std::string_view kind) {
  const auto found = std::ranges::find(list, kind, &Direct::kind);
  return found == list.end() ? nullptr : &*found;
}

std::vector<std::string> names_of(const NodeWriter::Values& values) {
  std::vector<std::string> names;
  for (const GraphValue& value : values) names.push_back(value.name);
  return names;
}

template <class T>
std::string_view bytes_of(const std::vector<T>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T)};
}

std::vector<Index> with_unknown_rows(const Shape& shape, Index rows) {
  std::vector<Index> dims = shape.dims;
  if (shape.batched) dims[0] = rows;
  return dims;
}

}  // namespace

// ---- tensors ----

std::string TfliteNodes::new_tensor(std::string name, TensorType type, Shape shape, std::uint32_t buffer) {
  places_[name] = static_cast<int>(tensors_.size());
  tensors_.push_back({name, type, std::move(shape), buffer});
  return name;
}

std::string TfliteNodes::constant(std::string name, TensorType type, const std::vector<Index>& dims, std::string_view bytes) {
  bytes_ += bytes.size();
  if (bytes_ > most_bytes) throw Error(ErrorKind::config, "a TensorFlow Lite file holds at most 2 GiB; this one would have more");
  file_.ForceVectorAlignment(bytes.size(), 1, 16);
  const auto data = file_.CreateVector(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  buffers_.push_back(CreateBuffer(file_, data));
  return new_tensor(std::move(name), type, {dims, false}, static_cast<std::uint32_t>(buffers_.size()));
}

std::string TfliteNodes::whole_numbers(const std::string& name, const std::vector<Index>& values, const std::vector<Index>& dims) {
  std::string key = "i" + std::to_string(dims.size());
  for (const Index value : values) key += " " + std::to_string(value);
  const auto [known, is_new] = known_.try_emplace(key);
  if (!is_new) return known->second;
  const std::vector<std::int32_t> numbers(values.begin(), values.end());
  return known->second = constant(names_.take(name), TensorType_INT32, dims, bytes_of(numbers));
}

int TfliteNodes::index_of(const std::string& name) {
  const auto found = places_.find(name);
  if (found != places_.end()) return found->second;
  const Numbers& numbers = numbers_.at(name);
  return places_.at(constant(name, TensorType_FLOAT32, numbers.dims, bytes_of(numbers.values)));
}

std::string TfliteNodes::transposed(const std::string& matrix) {
  const auto [known, is_new] = known_.try_emplace("t" + matrix);
  if (!is_new) return known->second;
  const Numbers& from = numbers_.at(matrix);
  const auto rows = static_cast<std::size_t>(from.dims[0]), cols = static_cast<std::size_t>(from.dims[1]);
  std::vector<float> values(from.values.size());
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < cols; ++c) values[c * rows + r] = from.values[r * cols + c];
  return known->second = constant(names_.take(matrix + "_transposed"), TensorType_FLOAT32, {from.dims[1], from.dims[0]}, bytes_of(values));
}

// A list of texts as TensorFlow Lite keeps it: how many, where each begins and the last ends, and their bytes.
std::string TfliteNodes::texts(const std::string& name, const std::vector<std::string>& list) {
  std::vector<std::int32_t> places{static_cast<std::int32_t>(list.size())};
  std::string all;
  for (const std::string& text : list) {
    places.push_back(static_cast<std::int32_t>((list.size() + 2) * sizeof(std::int32_t) + all.size()));
    all += text;
  }
  places.push_back(static_cast<std::int32_t>((list.size() + 2) * sizeof(std::int32_t) + all.size()));
  return constant(names_.take(scope_ + "/" + name), TensorType_STRING, {static_cast<Index>(list.size())}, std::string(bytes_of(places)) + all);
}

std::string TfliteNodes::write_input(const Port& port) {
  return new_tensor(names_.take(port.name), port.is_text ? TensorType_STRING : TensorType_FLOAT32, per_sample(port.dims));
}

// ---- operators ----

std::string TfliteNodes::node(Operation operation, const std::vector<std::string>& inputs, const Shape& out, Options options, TensorType type) {
  std::vector<int> places;
  for (const std::string& input : inputs) places.push_back(index_of(input));
  std::string made = new_tensor(names_.take(scope_ + "/" + EnumNameOperation(operation)), type, out);
  operators_.push_back({operation, std::move(places), {index_of(made)}, options});
  return made;
}

std::string TfliteNodes::to_float(const std::string& x, TensorType from, const Shape& out) {
  return node(Operation_CAST, {x}, out, CreateCastOptions(file_, from, TensorType_FLOAT32));
}

std::string TfliteNodes::write_tensor(const std::string& name, const std::vector<Index>& dims, std::span<const float> values) {
  std::string own = names_.take(name);
  numbers_[own] = {dims, {values.begin(), values.end()}};
  return own;
}

std::string TfliteNodes::write_number(float value) {
  const auto [known, is_new] = known_.try_emplace("f" + std::to_string(std::bit_cast<std::uint32_t>(value)));
  if (is_new) known->second = write_tensor("constant", {}, {&value, 1});
  return known->second;
}

std::string TfliteNodes::write_elementwise(std::string_view kind, const Values& operands, const Shape& out) {
  if (const Direct* found = find(direct, kind)) {
    Options options;
    if (found->options != Options_NONE) options = {found->options, file_.EndTable(file_.StartTable())};
    return node(found->operation, names_of(operands), out, options);
  }
  if (const Direct* found = find(comparisons, kind))
    return to_float(node(found->operation, names_of(operands), out, {}, TensorType_BOOL), TensorType_BOOL, out);
  if (kind == "select") {
    const std::string condition =
        node(Operation_NOT_EQUAL, {operands[0].name, write_number(0)}, operands[0].shape, {}, TensorType_BOOL);
    return node(Operation_SELECT_V2, {condition, operands[1].name, operands[2].name}, out);
  }
  if (kind == "is_nan") return to_float(node(Operation_NOT_EQUAL, {operands[0].name, operands[0].name}, out, {}, TensorType_BOOL), TensorType_BOOL, out);
  if (kind == "floor") return node(Operation_FLOOR, names_of(operands), out);
  return composed(kind, operands).name;
}

// Of operators that there are. One without a name: of these, too, it cannot be made.
GraphValue TfliteNodes::composed(std::string_view kind, const Values& in) {
  const GraphValue& x = in[0];
  const auto add = [&](const Values& values) { return elementwise("add", values); };
  const auto sub = [&](const Values& values) { return elementwise("sub", values); };
  const auto mul = [&](const Values& values) { return elementwise("mul", values); };
  const auto of = [&](std::string_view function, const GraphValue& a) { return elementwise(function, {a}); };
  if (kind == "expm1") return sub({of("exp", x), number(1)});
  if (kind == "sign") return sub({elementwise("greater", {x, number(0)}), elementwise("less", {x, number(0)})});
  if (kind == "trunc") return mul({of("sign", x), of("floor", of("abs", x))});
  if (kind == "softplus")  // max(x, 0) + log(1 + exp(-|x|))
    return add({of("relu", x), of("log", add({of("exp", mul({of("abs", x), number(-1)})), number(1)}))});
  if (kind == "erf") {
    // Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: off by at most 1.5e-7.
    const GraphValue t = elementwise("div", {number(1), add({mul({of("abs", x), number(0.3275911)}), number(1)})});
    GraphValue sum = number(1.061405429);
    for (const double coefficient : {-1.453152027, 1.421413741, -0.284496736, 0.254829592}) sum = add({mul({sum, t}), number(coefficient)});
    const GraphValue bell = of("exp", mul({of("square", x), number(-1)}));
    return mul({of("sign", x), sub({number(1), mul({mul({sum, t}), bell})})});
  }
  return {};
}

std::string TfliteNodes::write_reshape(const GraphValue& x, const Shape& out) {
  return node(Operation_RESHAPE, {x.name, whole_numbers("shape", with_unknown_rows(out, -1))}, out);
}

std::string TfliteNodes::write_transpose(const GraphValue& x, const std::vector<Index>& order, const Shape& out) {
  return node(Operation_TRANSPOSE, {x.name, whole_numbers("axes", order)}, out);
}

std::string TfliteNodes::write_slice(const GraphValue& x, Index axis, Index begin, const Shape& out) {
  std::vector<Index> begins(x.shape.dims.size(), 0), sizes(x.shape.dims.size(), -1);  // -1: all
  begins[static_cast<std::size_t>(axis)] = begin;
  sizes[static_cast<std::size_t>(axis)] = out.dims[static_cast<std::size_t>(axis)];
  const std::string from = whole_numbers("begin", begins), size = whole_numbers("size", sizes);
  return node(Operation_SLICE, {x.name, from, size}, out);
}

std::string TfliteNodes::write_concatenate(const Values& parts, Index axis, const Shape& out) {
  return node(Operation_CONCATENATION, names_of(parts), out, CreateConcatenationOptions(file_, static_cast<std::int32_t>(axis)));
}

// BROADCAST_TO wants the number of rows, which is not known.
std::string TfliteNodes::write_broadcast(const GraphValue& x, const Shape& out) {
  const std::vector<Index> dims = with_unknown_rows(out, 1);
  const std::vector<float> zeros(static_cast<std::size_t>(volume(dims)));
  const GraphValue added{write_tensor(scope_ + "/zeros", dims, zeros), {dims, false}};
  return elementwise("add", {x, added}).name;
}

std::string TfliteNodes::write_product(const GraphValue& a, const GraphValue& b, const GraphValue* bias, bool transpose_a,
                                       bool transpose_b, const Shape& out) {
  if (!transpose_a && b.shape.rank() == 2 && numbers_.contains(b.name)) {  // of a known kernel, (units, inputs)
    std::vector<std::string> in{a.name, transpose_b ? b.name : transposed(b.name)};
    if (bias) in.push_back(bias->name);
    std::string made = node(Operation_FULLY_CONNECTED, in, out, CreateFullyConnectedOptions(file_, 0, 0, out.rank() > 2));
    if (!bias) operators_.back().inputs.push_back(-1);
    return made;
  }
  GraphValue product{node(Operation_BATCH_MATMUL, {a.name, b.name}, out, CreateBatchMatMulOptions(file_, transpose_a, transpose_b)), out};
  return bias ? elementwise("add", {product, *bias}).name : product.name;
}

std::string TfliteNodes::write_sum(const GraphValue& x, const std::vector<Index>& axes, bool keep, const Shape& out) {
  const Options options = CreateReducerOptions(file_, keep);
  return node(Operation_SUM, {x.name, whole_numbers("axes", axes)}, out, options);
}

std::string TfliteNodes::write_mean_last(const GraphValue& x, const Shape& out) {
  const Options options = CreateReducerOptions(file_, true);
  return node(Operation_MEAN, {x.name, whole_numbers("axes", {x.shape.rank() - 1})}, out, options);
}

std::string TfliteNodes::write_argmax_last(const GraphValue& x, const Shape& out) {
  Shape without = out;
  without.dims.pop_back();
  const Options options = CreateArgMaxOptions(file_, TensorType_INT32);
  const std::string place = node(Operation_ARG_MAX, {x.name, scalar("axis", x.shape.rank() - 1)}, without, options, TensorType_INT32);
  return write_reshape({to_float(place, TensorType_INT32, without), without}, out);
}

std::string TfliteNodes::write_softmax(const GraphValue& x, bool log) {
  return log ? node(Operation_LOG_SOFTMAX, {x.name}, x.shape) : node(Operation_SOFTMAX, {x.name}, x.shape, CreateSoftmaxOptions(file_, 1));
}

std::string TfliteNodes::write_sorted_rows(const GraphValue& x) {
  std::string made = node(Operation_TOPK_V2, {x.name, scalar("k", x.shape.cols())}, x.shape);
  operators_.back().outputs.push_back(index_of(new_tensor(names_.take(made + "_places"), TensorType_INT32, x.shape)));
  return made;
}

std::string TfliteNodes::write_rows_of(const GraphValue& table, const GraphValue& index, const Shape& out) {
  const std::string places =
      node(Operation_CAST, {index.name}, index.shape, CreateCastOptions(file_, TensorType_FLOAT32, TensorType_INT32), TensorType_INT32);
  return node(Operation_GATHER, {table.name, places}, out, CreateGatherOptions(file_));
}

std::string TfliteNodes::write_equal_texts(const GraphValue& x, const std::vector<std::string>& list, const Shape& out) {
  return to_float(node(Operation_EQUAL, {x.name, texts("texts", list)}, out, {}, TensorType_BOOL), TensorType_BOOL, out);
}

std::string TfliteNodes::write_text_at(const GraphValue& place, const std::vector<std::string>& list) {
  const std::string whole =
      node(Operation_CAST, {place.name}, place.shape, CreateCastOptions(file_, TensorType_FLOAT32, TensorType_INT32), TensorType_INT32);
  return node(Operation_GATHER, {texts("classes", list), whole}, place.shape, CreateGatherOptions(file_), TensorType_STRING);
}

// ---- the file ----

std::string TfliteNodes::finish(const std::vector<Port>& outputs, const std::string& description) {
  std::vector<int> given, results;
  std::vector<flatbuffers::Offset<TensorMap>> arguments, answers;
  const auto add = [&](const Port& port, std::vector<int>& places, auto& entries) {
    places.push_back(index_of(port.value.name));
    entries.push_back(CreateTensorMapDirect(file_, port.name.c_str(), static_cast<std::uint32_t>(places.back())));
  };
  for (const Port& port : inputs()) add(port, given, arguments);
  for (const Port& port : outputs) add(port, results, answers);
  std::vector<flatbuffers::Offset<tflite::Tensor>> tensors;
  for (const Tensor& tensor : tensors_) {
    const auto dims = [&](Index rows) {
      const std::vector<Index> wide = with_unknown_rows(tensor.shape, rows);
      return std::vector<std::int32_t>(wide.begin(), wide.end());
    };
    const auto shape = file_.CreateVector(dims(tensor.shape.batched ? tensor.shape.dims[0] : 1));
    const auto name = file_.CreateString(tensor.name);
    const auto signature = tensor.shape.batched ? file_.CreateVector(dims(-1)) : flatbuffers::Offset<flatbuffers::Vector<std::int32_t>>();
    tensors.push_back(tflite::CreateTensor(file_, shape, tensor.type, tensor.buffer, name, 0, false, 0, signature));
  }
  std::vector<Operation> kinds;
  std::vector<flatbuffers::Offset<tflite::Operator>> operators;
  for (const Operator& each : operators_) {
    auto kind = std::ranges::find(kinds, each.operation);
    if (kind == kinds.end()) kind = kinds.insert(kinds.end(), each.operation);
    const auto inputs = file_.CreateVector(each.inputs);
    const auto made = file_.CreateVector(each.outputs);
    operators.push_back(
        tflite::CreateOperator(file_, static_cast<std::uint32_t>(kind - kinds.begin()), inputs, made, each.options.type, each.options.table));
  }
  std::vector<flatbuffers::Offset<OperatorCode>> codes;
  for (const Operation kind : kinds)
    codes.push_back(CreateOperatorCode(file_, static_cast<std::int8_t>(std::min<int>(kind, Operation_PLACEHOLDER)), 0, 1, kind));
  buffers_.insert(buffers_.begin(), CreateBuffer(file_));
  const std::vector<flatbuffers::Offset<SubGraph>> graphs{CreateSubGraphDirect(file_, &tensors, &given, &results, &operators, "main")};
  const std::vector<flatbuffers::Offset<SignatureDef>> signatures{CreateSignatureDefDirect(file_, &arguments, &answers, "serving_default")};
  FinishModelBuffer(file_, CreateModelDirect(file_, schema_version, &codes, &graphs, description.c_str(), &buffers_, nullptr, nullptr, &signatures));
  return {reinterpret_cast<const char*>(file_.GetBufferPointer()), file_.GetSize()};
}

}  // namespace nntrain
