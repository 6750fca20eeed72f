// .npz, numpy's format for several arrays: a ZIP archive of .npy files. Names and shapes are those of get_weights() here: "dense/kernel", (in, out).
#include <algorithm>
#include <array>
#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "containers/zip.h"
#include "exchange/tensors.h"
#include "input/array_reader.h"

namespace nntrain {

extern const Format npz_format;

namespace {

constexpr std::string_view ending = ".npy";

// numpy.lib.format, version 1.0: a magic word, the header's length (2 bytes), the header, a Python dictionary that is filled up to a multiple of 64, the numbers.
std::string npy(const NamedTensor& tensor) {
  constexpr std::size_t before = 10, alignment = 64;
  std::string shape;
  for (const std::int64_t axis : tensor.shape) shape += std::to_string(axis) + ", ";
  if (tensor.shape.size() > 1) shape.resize(shape.size() - 2);
  if (tensor.shape.size() == 1) shape.pop_back();
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
  header.resize((before + header.size() + 1 + alignment - 1) / alignment * alignment - before - 1, ' ');
  header += '\n';
  std::string out = "\x93NUMPY\x01";
  out += '\0';
  out += static_cast<char>(header.size() & 255);
  out += static_cast<char>(header.size() >> 8);
  return out + header + std::string(bytes_of(tensor.values));
}

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  refuse_preprocessing(npz_format, options);
  std::vector<std::string> contents;
  for (const NamedTensor& weight : model.weights) contents.push_back(npy(weight));
  std::vector<ZipEntry> entries;
  for (std::size_t i = 0; i < contents.size(); ++i) entries.push_back({model.weights[i].name + std::string(ending), contents[i]});
  files.add(files.path()).append(zip_of(entries));
}

bool recognizes(const ForeignFile& file) {
  if (!is_zip(file.bytes)) return false;
  const ZipArchive archive(file.bytes, file.path);
  return !archive.entries().empty() && std::ranges::all_of(archive.entries(), [](const ZipArchive::Entry& entry) { return entry.name.ends_with(ending); });
}

ForeignTensor tensor_of(const ZipArchive& archive, const std::string& entry, const std::string& path) {
  try {
    const auto bytes = std::make_shared<const std::string>(archive.read(entry));
    ArrayData array = read_npy(open_text(bytes), path + "/" + entry, entry.substr(0, entry.size() - ending.size()));
    ForeignTensor tensor{.name = array.name, .type = std::string(name_of(array.type)), .shape = array.shape};
    count_of_shape(tensor.shape, bytes->size(), path);
    tensor.values = all_numbers(std::move(array));
    return tensor;
  } catch (const Error& error) {
    if (error.kind != ErrorKind::data) throw;
    throw Error(ErrorKind::model_file, error.message, error.where, error.hint);
  }
}

std::vector<ForeignTensor> tensors_of(const ForeignFile& file) {
  const ZipArchive archive(file.bytes, file.path);
  std::vector<ForeignTensor> tensors;
  for (const ZipArchive::Entry& entry : archive.entries()) tensors.push_back(tensor_of(archive, entry.name, file.path));
  return tensors;
}

Description describe(const ForeignFile& file) { return describe_tensors(tensors_of(file)); }
Model read(const ForeignFile& file, const ImportOptions& options) { return model_of_tensors(tensors_of(file), options, file.path); }

constexpr std::array<std::string_view, 1> suffixes{".npz"};

}  // namespace

const Format npz_format{.name = "npz", .title = "numpy's npz", .suffixes = suffixes, .summary = "weights for numpy", .needs_config = true, .write = write, .recognizes = recognizes, .describe = describe, .read = read};

}  // namespace nntrain
