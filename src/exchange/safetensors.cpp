// .safetensors, the format of Hugging Face: the header's size (8 bytes, low byte first), the header, a JSON object
//   {"dense.weight": {"dtype": "F32", "shape": [4, 8], "data_offsets": [0, 128]}, ..., "__metadata__": {...}}
// filled up with spaces, and the numbers. Names and shapes are PyTorch's.
#include <array>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "config/json_text.h"
#include "exchange/tensors.h"

namespace nntrain {

extern const Format safetensors_format;

namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> types{{{"F32", "float32"}, {"F64", "float64"}, {"F16", "float16"}, {"BF16", "bfloat16"},
    {"I64", "int64"}, {"I32", "int32"}, {"U8", "uint8"}, {"BOOL", "bool"}}};
constexpr std::size_t head_bytes = 8;
constexpr std::uint64_t most_header_bytes = 100'000'000;  // the format's own limit

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  refuse_preprocessing(safetensors_format, options);
  const std::vector<NamedTensor> weights = torch_weights(model);
  Json header = Json::object();
  std::size_t end = 0;
  for (const NamedTensor& weight : weights) {
    const std::size_t begin = end;
    end += bytes_of(weight.values).size();
    header[weight.name] = {{"dtype", "F32"}, {"shape", weight.shape}, {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // so that numbers are aligned
  const std::uint64_t size = text.size();
  AtomicFile& file = files.add(files.path());
  file.append({reinterpret_cast<const char*>(&size), sizeof size});
  file.append(text);
  for (const NamedTensor& weight : weights) file.append(bytes_of(weight.values));
}

std::uint64_t header_size(const ForeignFile& file) {
  std::uint64_t size = 0;
  if (file.bytes.size() >= head_bytes) std::memcpy(&size, file.bytes.data(), head_bytes);
  return size;
}

bool recognizes(const ForeignFile& file) {
  const std::uint64_t size = header_size(file);
  return size >= 2 && size <= most_header_bytes && size <= file.bytes.size() - head_bytes && file.bytes[head_bytes] == '{';
}

class TensorReader {
 public:
  explicit TensorReader(const ForeignFile& file) : path_(file.path), data_(std::string_view(file.bytes).substr(head_bytes + header_size(file))) {}

  ForeignTensor read(const std::string& name, const Json& json) const {
    const auto damaged = [&] { throw Error(ErrorKind::model_file, "the header tells of " + quoted(name) + " " + short_json(json), path_, R"(expected "dtype", "shape" and "data_offsets" within the file)"); };
    if (!json.is_object() || !json.contains("dtype") || !json["dtype"].is_string() || !is_list_of_numbers(json, "shape") || !is_list_of_numbers(json, "data_offsets") ||
        json["data_offsets"].size() != 2)
      damaged();
    ForeignTensor tensor{.name = name, .type = type_of(name, json["dtype"]), .shape = json["shape"].get<std::vector<std::int64_t>>()};
    const auto begin = json["data_offsets"][0].get<std::uint64_t>(), end = json["data_offsets"][1].get<std::uint64_t>();
    if (begin > end || end > data_.size()) damaged();
    const std::size_t each = bytes_of_number(tensor.type);
    if (count_of_shape(tensor.shape, data_.size() / each, path_) * each != end - begin) damaged();
    tensor.values = floats_of(data_.substr(begin, end - begin), tensor.type);
    return tensor;
  }

 private:
  static bool is_list_of_numbers(const Json& json, const char* key) {
    return json.contains(key) && json[key].is_array() && std::ranges::all_of(json[key], [](const Json& each) { return each.is_number_integer() && each.get<std::int64_t>() >= 0; });
  }
  std::string type_of(const std::string& name, const std::string& code) const {
    for (const auto& [ours, type] : types)
      if (ours == code) return std::string(type);
    throw Error(ErrorKind::model_file, "the numbers of " + quoted(name) + " are " + quoted(code) + "; expected F32, F64, F16 or BF16", path_, "convert them to float32");
  }

  const std::string& path_;
  std::string_view data_;
};

std::vector<ForeignTensor> tensors_of(const ForeignFile& file) {
  Diagnostics diagnostics({file.path, file.bytes.substr(head_bytes, header_size(file)), {}});
  Json header;
  if (!parse_json(diagnostics, header) || !diagnostics.empty() || !header.is_object())
    throw Error(ErrorKind::model_file, "the header of the safetensors file is no JSON object", file.path, "is the file whole? copy it again");
  const TensorReader reader(file);
  std::vector<ForeignTensor> tensors;
  for (const auto& [name, json] : header.items())
    if (name != "__metadata__") tensors.push_back(reader.read(name, json));
  return tensors;
}

Description describe(const ForeignFile& file) { return describe_tensors(tensors_of(file)); }
Model read(const ForeignFile& file, const ImportOptions& options) { return model_of_tensors(tensors_of(file), options, file.path); }

constexpr std::array<std::string_view, 1> suffixes{".safetensors"};

}  // namespace

const Format safetensors_format{.name = "safetensors", .title = "safetensors", .suffixes = suffixes, .summary = "weights for PyTorch and Hugging Face", .needs_config = true,
    .write = write, .recognizes = recognizes, .describe = describe, .read = read};

}  // namespace nntrain
