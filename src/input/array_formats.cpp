// The heads of npy, npz and IDX files.
#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "containers/zip_reader.h"
#include "input/array_reader.h"

namespace nntrain {
namespace {

[[noreturn]] void fail(const std::string& source, const std::string& message, const std::string& hint = {}) {
  throw Error{ErrorKind::data, message, source, hint};
}

std::string read_exactly(ByteSource& bytes, std::size_t size, const std::string& source) {
  std::string text(size, '\0');
  if (bytes.read_fully(text.data(), size) < size) fail(source, "the file ends in its head", "is the file whole? copy it again");
  return text;
}

// ---- npy ----

struct NpyType {
  std::string_view code;
  NumberType type;
};
constexpr std::array<NpyType, 11> npy_types = {{{"b1", NumberType::boolean}, {"i1", NumberType::int8}, {"i2", NumberType::int16},
    {"i4", NumberType::int32}, {"i8", NumberType::int64}, {"u1", NumberType::uint8}, {"u2", NumberType::uint16}, {"u4", NumberType::uint32},
    {"u8", NumberType::uint64}, {"f4", NumberType::float32}, {"f8", NumberType::float64}}};

// What stands after 'key': in the head, a Python dictionary.
std::string_view value_of(std::string_view head, std::string_view key, const std::string& source) {
  const std::size_t at = head.find("'" + std::string(key) + "'");
  const std::size_t colon = at == head.npos ? at : head.find(':', at);
  if (colon == head.npos) fail(source, "the head of the npy file has no " + quoted(key) + "; found " + quoted(head, 100));
  return trimmed(head.substr(colon + 1));
}

std::vector<std::int64_t> npy_shape(std::string_view text, const std::string& source) {
  std::vector<std::int64_t> shape;
  if (!text.starts_with('(') || text.find(')') == text.npos) fail(source, "found the shape " + quoted(text) + "; expected numbers in brackets");
  text = text.substr(1, text.find(')') - 1);
  while (!trimmed(text).empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto axis = parse_int(text.substr(0, comma));
    if (!axis || *axis < 0) fail(source, "found the axis " + quoted(trimmed(text.substr(0, comma))) + "; expected a whole number");
    shape.push_back(*axis);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return shape;
}

// ---- npz ----

// The bytes of one file of an archive, decompressed and checked.
class ZipBytes : public ByteSource {
 public:
  ZipBytes(ZipReader zip, std::string source) : zip_(std::move(zip)), source_(std::move(source)) {}
  std::uint64_t bytes_done() const override { return 0; }

 private:
  std::size_t read_more(char* out, std::size_t size) override {
    const std::int64_t got = zip_.read(out, size);
    if (got < 0) fail(source_, "the npz file is damaged", "copy it again");
    return static_cast<std::size_t>(got);
  }

  ZipReader zip_;
  std::string source_;
};

ZipReader open_zip(const std::string& path) {
  ZipReader zip = ZipReader::of_file(path);
  if (!zip.is_open()) fail(path, "found the beginning of a ZIP archive, but not its end; expected an npz file", "is the file whole? copy it again; it cannot come through a pipe");
  return zip;
}

}  // namespace

ArrayData read_npy(ByteSourcePtr bytes, std::string source, std::string name) {
  const std::string magic = read_exactly(*bytes, 8, source);
  if (!magic.starts_with("\x93NUMPY")) fail(source, "found something else than an npy file");
  const std::size_t length_bytes = magic[6] == 1 ? 2 : 4;
  const std::string length_text = read_exactly(*bytes, length_bytes, source);
  std::uint32_t length = 0;
  std::memcpy(&length, length_text.data(), length_bytes);
  if (length > 1 << 20) fail(source, "the head of the npy file has " + std::to_string(length) + " bytes; expected at most 1 MiB");
  const std::string head = read_exactly(*bytes, length, source);

  ArrayData array{.source = std::move(source), .name = std::move(name), .shape = {}, .bytes = std::move(bytes)};
  const std::string_view descr = value_of(head, "descr", array.source);
  const auto type = std::ranges::find(npy_types, descr.substr(0, 5).size() == 5 ? descr.substr(2, 2) : "", &NpyType::code);
  if (type == npy_types.end() || descr[0] != '\'' || descr[4] != '\'') {
    fail(array.source, "found the type " + quoted(descr.substr(0, std::min(descr.find(", '"), descr.size()))) + "; expected whole numbers, booleans, float32 or float64",
         "convert it: array.astype('float32')");
  }
  array.type = type->type;
  array.big_endian = descr[1] == '>';
  array.column_major = value_of(head, "fortran_order", array.source).starts_with("True");
  array.shape = npy_shape(value_of(head, "shape", array.source), array.source);
  return array;
}

ArrayData read_idx(ByteSourcePtr bytes, std::string source) {
  const std::string magic = read_exactly(*bytes, 4, source);
  constexpr std::array<std::pair<char, NumberType>, 6> types = {{{0x08, NumberType::uint8}, {0x09, NumberType::int8}, {0x0B, NumberType::int16},
      {0x0C, NumberType::int32}, {0x0D, NumberType::float32}, {0x0E, NumberType::float64}}};
  const auto type = std::ranges::find(types, magic[2], &std::pair<char, NumberType>::first);
  if (magic[0] != 0 || magic[1] != 0 || type == types.end() || magic[3] < 1) fail(source, "found something else than an IDX file");
  ArrayData array{.source = std::move(source), .name = magic[3] == 1 ? "label" : "pixel", .type = type->second, .big_endian = true, .shape = {}, .bytes = nullptr};
  for (int axis = 0; axis < magic[3]; ++axis) {
    std::uint32_t length = 0;
    for (const char c : read_exactly(*bytes, 4, array.source)) length = length << 8 | static_cast<unsigned char>(c);
    array.shape.push_back(length);
  }
  array.bytes = std::move(bytes);
  return array;
}

std::vector<ArrayData> read_npz(const std::string& path) {
  std::vector<ArrayData> arrays;
  std::vector<std::string> names;
  if (!open_zip(path).list([&](const std::string& name, std::uint64_t) { names.push_back(name); })) fail(path, "the npz file is damaged");
  if (names.empty() || !std::ranges::all_of(names, [](const std::string& name) { return name.ends_with(".npy"); })) {
    fail(path, "found a ZIP archive; expected an npz file, of npy files only", "is this a spreadsheet or an archive? save it as CSV");
  }
  for (const std::string& name : names) {
    ZipReader own = open_zip(path);  // each is read on its own
    const std::string source = path + "/" + name;
    if (!own.open(name)) fail(source, "the npz file is damaged, or compressed in a way that numpy does not use");
    arrays.push_back(read_npy(std::make_unique<ZipBytes>(std::move(own), source), source, name.substr(0, name.size() - 4)));
  }
  return arrays;
}

}  // namespace nntrain
