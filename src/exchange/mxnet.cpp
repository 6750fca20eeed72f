// MXNet and Gluon: <name>-symbol.json, the graph, and beside it <name>-0000.params, a list of arrays (all numbers low byte first):
//   u64 0x112, u64 0, u64 count; each array: u32 0xF993FAC9, i32 0 (dense), i32 rank, i64 dims..., i32 1, i32 0 (in the CPU's memory),
//   i32 0 (float32), the numbers; u64 count, each name: u64 length, "arg:dense/kernel"
#include <algorithm>
#include <array>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "config/json_text.h"
#include "exchange/mxnet_ops.h"
#include "exchange/tensors.h"

namespace nntrain {

extern const Format mxnet_format;

namespace {

constexpr std::uint64_t list_magic = 0x112;
constexpr std::uint32_t array_magic = 0xF993FAC9;
constexpr std::int32_t dense_storage = 0, cpu = 1, float32_type = 0;
constexpr std::array<std::string_view, 7> number_types{"float32", "float64", "float16", "uint8", "int32", "", "int64"};  // by MXNet's number
constexpr std::string_view symbol_ending = "-symbol.json";

// ---- writing ----

template <class... Numbers>
void put(std::string& out, Numbers... numbers) {
  (out.append(reinterpret_cast<const char*>(&numbers), sizeof numbers), ...);
}

void write_arrays(const std::vector<NamedTensor>& arrays, AtomicFile& file) {
  const std::uint64_t count = arrays.size();
  std::string piece;
  put(piece, list_magic, std::uint64_t{0}, count);
  for (const NamedTensor& array : arrays) {
    put(piece, array_magic, dense_storage, static_cast<std::int32_t>(array.shape.size()));
    for (const std::int64_t size : array.shape) put(piece, size);
    put(piece, cpu, std::int32_t{0}, float32_type);
    file.append(piece);
    file.append(bytes_of(array.values));
    piece.clear();
  }
  put(piece, count);
  for (const NamedTensor& array : arrays) {
    const std::string name = "arg:" + array.name;
    put(piece, std::uint64_t{name.size()});
    piece += name;
  }
  file.append(piece);
}

// "model-symbol.json" and "model.json" -> "model"
std::string prefix_of(const ExportFiles& files) {
  const std::string& path = files.path();
  return path.ends_with(symbol_ending) ? path.substr(0, path.size() - symbol_ending.size()) : files.stem();
}

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  refuse_preprocessing(mxnet_format, options);
  const FoldedGraph graph(model);
  mxnet::SymbolGraph symbol;
  std::vector<int> inputs;
  for (const std::string& name : graph.ops().input_names()) inputs.push_back(symbol.input(name));
  const std::vector<int> outputs = mxnet::write_network(graph, inputs, symbol, mxnet_format);
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const std::string& name = graph.ops().network().heads()[k].name;
    symbol.enter(name);
    symbol.output(outputs[k], name);
  }
  const std::string prefix = prefix_of(files);
  files.add(prefix + std::string(symbol_ending)).append(symbol.symbol());
  write_arrays(symbol.arrays(), files.add(prefix + "-0000.params"));
}

// ---- reading ----

class ArrayReader {
 public:
  explicit ArrayReader(const ForeignFile& file) : path_(file.path), rest_(file.bytes) {}

  std::vector<Description::Tensor> read() {
    take<std::uint64_t>();  // the list's magic
    take<std::uint64_t>();
    std::vector<Description::Tensor> arrays;
    for (auto left = take<std::uint64_t>(); left > 0; --left) arrays.push_back(array());
    const auto names = take<std::uint64_t>();
    if (names != arrays.size()) fail("there are " + std::to_string(names) + " names for " + count_of(static_cast<std::int64_t>(arrays.size()), "array"));
    for (Description::Tensor& each : arrays) each.name = bytes(take<std::uint64_t>());
    return arrays;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw Error(ErrorKind::model_file, what, path_, "is the file whole? copy it again"); }
  std::string_view bytes(std::uint64_t count) {
    if (count > rest_.size()) fail("the file ends too early");
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  template <class T>
  T take() {
    T value;
    std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
    return value;
  }

  Description::Tensor array() {
    if (take<std::uint32_t>() != array_magic || take<std::int32_t>() != dense_storage) fail("an array is damaged, or of a form that is not read here");
    Description::Tensor out;
    const auto rank = take<std::int32_t>();
    if (rank < 0 || rank > 32) fail("an array claims " + std::to_string(rank) + " axes");
    for (std::int32_t axis = 0; axis < rank; ++axis) out.shape.push_back(take<std::int64_t>());
    take<std::int64_t>();  // the device
    const auto type = take<std::int32_t>();
    if (type < 0 || type >= static_cast<std::int32_t>(number_types.size()) || number_types[static_cast<std::size_t>(type)].empty()) fail("an array is of the unknown type " + std::to_string(type));
    out.type = number_types[static_cast<std::size_t>(type)];
    const std::uint64_t each = bytes_of_number(out.type);
    bytes(count_of_shape(out.shape, rest_.size() / each, path_) * each);
    return out;
  }

  const std::string& path_;
  std::string_view rest_;
};

bool is_list_of_arrays(const ForeignFile& file) {
  return file.bytes.size() >= sizeof list_magic && std::memcmp(file.bytes.data(), &list_magic, sizeof list_magic) == 0;
}

bool recognizes(const ForeignFile& file) {
  const std::size_t begin = file.bytes.find_first_not_of(" \t\r\n");
  return is_list_of_arrays(file) || (begin != std::string::npos && file.bytes[begin] == '{' && file.bytes.find("\"arg_nodes\"") != std::string::npos);
}

std::string text_at(const Json& json, const char* key) { return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : "?"; }

Description describe_symbol(const ForeignFile& file) {
  Diagnostics diagnostics({file.path, file.bytes, {}});
  Json json;
  if (!parse_json(diagnostics, json) || !json.is_object() || !json.contains("nodes") || !json["nodes"].is_array())
    throw Error(ErrorKind::model_file, "the file is no whole symbol of MXNet: it has no list of \"nodes\"", file.path, "is the file whole? copy it again");
  Description out;
  if (json.contains("attrs") && json["attrs"].is_object() && json["attrs"].contains("mxnet_version")) {
    const Json& version = json["attrs"]["mxnet_version"];
    const int number = version.is_array() && version.size() == 2 && version[1].is_number_integer() ? version[1].get<int>() : 0;
    out.facts.emplace_back("MXNet", std::to_string(number / 10000) + "." + std::to_string(number / 100 % 100) + "." + std::to_string(number % 100));
  }
  for (const Json& node : json["nodes"])
    if (node.is_object()) out.layers.push_back({text_at(node, "name"), text_at(node, "op"), ""});
  return out;
}

Description describe(const ForeignFile& file) {
  if (!is_list_of_arrays(file)) return describe_symbol(file);
  Description out;
  out.tensors = ArrayReader(file).read();
  return out;
}

constexpr std::array<std::string_view, 1> suffixes{symbol_ending};

}  // namespace

const Format mxnet_format{.name = "mxnet", .title = "MXNet", .suffixes = suffixes, .summary = "MXNet and Gluon 1.6 and newer; the weights go to -0000.params", .write = write,
    .recognizes = recognizes, .describe = describe};

}  // namespace nntrain
