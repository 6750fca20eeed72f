// The reader runs in a child process and appends what it finds, a record after another; the parent takes them apart, and trusts no length. Numbers that
// lie in the file as they are in memory are not handed over: the parent, which has the file, is told where.
#include <algorithm>
#include <cstring>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "containers/guarded.h"
#include "containers/hdf5.h"
#include "containers/hdf5_library.h"
#include "containers/zip.h"

namespace nntrain {

namespace {

constexpr std::size_t most_objects = 100'000, deepest = 32;
constexpr int most_axes = 8;

enum class Record : char { group, attribute, dataset, end };
enum class Numbers : char { none, in_file, here };

// ---- what the child writes ----

class RecordWriter {
 public:
  explicit RecordWriter(const Append& append) : append_(append) {}
  template <class Kind>
  void kind(Kind kind) {
    append_({reinterpret_cast<const char*>(&kind), 1});
  }
  void number(std::uint64_t value) { append_({reinterpret_cast<const char*>(&value), sizeof value}); }
  void text(std::string_view bytes) {
    number(bytes.size());
    append_(bytes);
  }

 private:
  const Append& append_;
};

class TreeReader {
 public:
  TreeReader(std::string_view bytes, const std::string& path, RecordWriter out) : path_(path), size_(most_unpacked(bytes.size())), out_(out), file_(open(bytes)) {
    if (!file_.is_open()) damaged();
  }
  void read() {
    attributes("");
    group("", 0);
    out_.kind(Record::end);
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorKind::model_file, message, path_, "no program that saves models writes such a file");
  }
  [[noreturn]] void damaged() const { throw Error(ErrorKind::model_file, "the HDF5 file is damaged", path_, "is the file whole? copy it again"); }
  template <class T>
  T checked(T result) const {
    if (result < 0) damaged();
    return result;
  }
  static const char* name_of(const std::string& path) { return path.empty() ? "/" : path.c_str(); }

  // The library reads `bytes` where they lie: it copies an image of a file twice, by functions that need not do so.
  static Hdf5Handle open(std::string_view bytes) {
    const Hdf5Handle access{HDF5(Pcreate)(HDF5_ID(P_CLS_FILE_ACCESS_ID_g)), HDF5(Pclose)};
    HDF5(Pset_fapl_core)(access.id(), 1 << 20, false);
    H5FD_file_image_callbacks_t image{};
    image.image_malloc = [](std::size_t, H5FD_file_image_op_t, void* file) { return file; };
    image.image_memcpy = [](void* to, const void*, std::size_t, H5FD_file_image_op_t, void*) { return to; };
    image.image_free = [](void*, H5FD_file_image_op_t, void*) { return 0; };
    image.udata_copy = [](void* file) { return file; };
    image.udata_free = [](void*) { return 0; };
    image.udata = const_cast<char*>(bytes.data());
    HDF5(Pset_file_image_callbacks)(access.id(), &image);
    HDF5(Pset_file_image)(access.id(), const_cast<char*>(bytes.data()), bytes.size());
    return {HDF5(Fopen)(hdf5_no_file, hdf5_read_only, access.id()), HDF5(Fclose)};
  }

  void group(const std::string& path, std::size_t depth) {
    if (depth > deepest) fail("groups stand in each other more than " + std::to_string(deepest) + " deep");
    H5G_info_t info{};
    const Hdf5Handle group{checked(HDF5(Gopen2)(file_.id(), name_of(path), H5P_DEFAULT)), HDF5(Gclose)};
    checked(HDF5(Gget_info)(group.id(), &info));
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      H5L_info_t link{};
      const auto by_name = [&](auto function, auto... more) { return function(group.id(), ".", H5_INDEX_NAME, H5_ITER_INC, i, more..., H5P_DEFAULT); };
      checked(by_name(HDF5(Lget_info_by_idx), &link));
      char name[1024];
      const ssize_t length = checked(by_name(HDF5(Lget_name_by_idx), name, sizeof name));
      if (length == 0 || length >= static_cast<ssize_t>(sizeof name)) damaged();
      const std::string child = (path.empty() ? "" : path + "/") + name;
      if (link.type != H5L_TYPE_HARD) fail(quoted(child) + " is a link to somewhere else");
      object(child, depth + 1);
    }
  }

  void object(const std::string& path, std::size_t depth) {
    const Hdf5Handle opened{checked(HDF5(Oopen)(file_.id(), path.c_str(), H5P_DEFAULT)), HDF5(Oclose)};
    H5O_info_t info{};
    checked(HDF5(Oget_info2)(opened.id(), &info, H5O_INFO_BASIC));
    if (!seen_.insert(info.addr).second) fail(quoted(path) + " stands in the file a second time");
    if (seen_.size() > most_objects) fail("there are more than " + std::to_string(most_objects) + " groups and datasets");
    if (info.type == H5O_TYPE_GROUP) {
      out_.kind(Record::group);
      out_.text(path);
      attributes(path);
      group(path, depth);
    } else if (info.type == H5O_TYPE_DATASET) {
      dataset(path);
      attributes(path);
    }
  }

  std::uint64_t count_of(const std::vector<hsize_t>& shape, std::size_t element) {
    std::uint64_t bytes = element;
    for (const hsize_t axis : shape) {
      if (axis != 0 && bytes > size_ / axis) fail("the file claims to hold far more than its size");
      bytes *= axis;
    }
    size_ -= bytes;
    return bytes / element;
  }
  std::vector<hsize_t> shape_of(hid_t space) {
    const int axes = checked(HDF5(Sget_simple_extent_ndims)(space));
    if (axes > most_axes) fail("found an array of " + std::to_string(axes) + " axes");
    std::vector<hsize_t> shape(static_cast<std::size_t>(axes));
    if (axes > 0) checked(HDF5(Sget_simple_extent_dims)(space, shape.data(), nullptr));
    return shape;
  }

  void attributes(const std::string& path) {
    const Hdf5Handle opened{checked(HDF5(Oopen)(file_.id(), name_of(path), H5P_DEFAULT)), HDF5(Oclose)};
    H5O_info_t info{};
    checked(HDF5(Oget_info2)(opened.id(), &info, H5O_INFO_NUM_ATTRS));
    for (hsize_t i = 0; i < info.num_attrs; ++i) {
      const Hdf5Handle attribute{checked(HDF5(Aopen_by_idx)(opened.id(), ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT)), HDF5(Aclose)};
      const Hdf5Handle type{checked(HDF5(Aget_type)(attribute.id())), HDF5(Tclose)};
      if (HDF5(Tget_class)(type.id()) != H5T_STRING) continue;
      char name[1024];
      checked(HDF5(Aget_name)(attribute.id(), sizeof name, name));
      const std::vector<std::string> texts = attribute_texts(attribute.id(), type.id());
      out_.kind(Record::attribute);
      out_.text(path);
      out_.text(name);
      out_.number(texts.size());
      for (const std::string& text : texts) out_.text(text);
    }
  }

  std::vector<std::string> attribute_texts(hid_t attribute, hid_t type) {
    const Hdf5Handle space{checked(HDF5(Aget_space)(attribute)), HDF5(Sclose)};
    const std::vector<hsize_t> shape = shape_of(space.id());
    std::vector<std::string> texts;
    if (checked(HDF5(Tis_variable_str)(type)) > 0) {
      std::vector<char*> found(count_of(shape, sizeof(char*)));
      const Hdf5Handle memory{checked(HDF5(Tcopy)(type)), HDF5(Tclose)};
      if (!found.empty()) checked(HDF5(Aread)(attribute, memory.id(), found.data()));
      for (const char* text : found) texts.emplace_back(text ? text : "");  // the process ends soon: nothing is given back
      return texts;
    }
    const std::size_t length = HDF5(Tget_size)(type);
    if (length == 0) damaged();
    const std::uint64_t count = count_of(shape, length);
    std::string bytes(count * length, '\0');
    if (count > 0) checked(HDF5(Aread)(attribute, type, bytes.data()));
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::string_view text = std::string_view(bytes).substr(i * length, length);
      texts.emplace_back(text.substr(0, text.find('\0')));
    }
    return texts;
  }

  void dataset(const std::string& path) {
    const Hdf5Handle dataset{checked(HDF5(Dopen2)(file_.id(), path.c_str(), H5P_DEFAULT)), HDF5(Dclose)};
    const Hdf5Handle creation{checked(HDF5(Dget_create_plist)(dataset.id())), HDF5(Pclose)};
    if (HDF5(Pget_layout)(creation.id()) == H5D_VIRTUAL || checked(HDF5(Pget_external_count)(creation.id())) > 0)
      fail(quoted(path) + " keeps its numbers in another file");
    const Hdf5Handle type{checked(HDF5(Dget_type)(dataset.id())), HDF5(Tclose)}, space{checked(HDF5(Dget_space)(dataset.id())), HDF5(Sclose)};
    const std::vector<hsize_t> shape = shape_of(space.id());
    const H5T_class_t kind = HDF5(Tget_class)(type.id());
    const bool is_numbers = kind == H5T_FLOAT || kind == H5T_INTEGER;
    out_.kind(Record::dataset);
    out_.text(path);
    out_.text(kind == H5T_STRING ? "text" : is_numbers ? number_type(kind, type.id()) : "other");
    out_.number(shape.size());
    for (const hsize_t axis : shape) out_.number(axis);
    if (!is_numbers) return out_.kind(Numbers::none);
    const std::uint64_t count = count_of(shape, sizeof(float));
    const haddr_t place = HDF5(Dget_offset)(dataset.id());  // of what is in one piece
    if (place != HADDR_UNDEF && HDF5(Pget_layout)(creation.id()) == H5D_CONTIGUOUS && checked(HDF5(Tequal)(type.id(), HDF5_ID(T_NATIVE_FLOAT_g))) > 0) {
      out_.kind(Numbers::in_file);
      out_.number(place);
      return;
    }
    std::vector<float> values(count);
    if (count > 0) checked(HDF5(Dread)(dataset.id(), HDF5_ID(T_NATIVE_FLOAT_g), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
    out_.kind(Numbers::here);
    out_.text({reinterpret_cast<const char*>(values.data()), count * sizeof(float)});
  }

  static std::string number_type(H5T_class_t kind, hid_t type) {
    const std::string bits = std::to_string(8 * HDF5(Tget_size)(type));
    if (kind == H5T_FLOAT) return "float" + bits;
    return (HDF5(Tget_sign)(type) == H5T_SGN_NONE ? "uint" : "int") + bits;
  }

  const std::string& path_;
  std::uint64_t size_;  // that is left of what it may unpack to
  RecordWriter out_;
  Hdf5Handle file_;
  std::set<haddr_t> seen_;
};

// ---- what the parent reads ----

class RecordReader {
 public:
  RecordReader(std::string_view records, std::string_view file, const std::string& path)
      : records_(records), file_(file), left_(most_unpacked(file.size())), path_(path) {}
  template <class Kind>
  Kind kind() {
    return static_cast<Kind>(take(1)[0]);
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string_view text() { return take(number()); }
  // A count of what follows: each takes a byte at least.
  std::uint64_t count() {
    const std::uint64_t value = number();
    if (value > records_.size()) damaged();
    return value;
  }
  // The bytes of an array of that shape.
  std::string_view numbers(Numbers where, std::span<const std::int64_t> shape) {
    std::uint64_t size = sizeof(float);
    for (const std::int64_t axis : shape) {
      if (axis < 0 || (axis > 0 && size > left_ / static_cast<std::uint64_t>(axis))) damaged();
      size *= static_cast<std::uint64_t>(axis);
    }
    left_ -= size;  // several may claim to lie in one place
    const std::uint64_t place = number();  // or how many follow
    if (where == Numbers::in_file ? place > file_.size() || size > file_.size() - place : place != size) damaged();
    return where == Numbers::in_file ? file_.substr(place, size) : take(size);
  }

 private:
  [[noreturn]] void damaged() const { throw Error(ErrorKind::model_file, "the HDF5 file is damaged", path_, "is the file whole? copy it again"); }
  std::string_view take(std::uint64_t size) {
    if (size > records_.size()) damaged();
    const std::string_view taken = records_.substr(0, size);
    records_.remove_prefix(size);
    return taken;
  }
  std::string_view records_, file_;
  std::uint64_t left_;  // of what the file may unpack to
  const std::string& path_;
};

Hdf5File::Dataset read_dataset(RecordReader& in) {
  Hdf5File::Dataset dataset{std::string(in.text()), std::string(in.text()), {}, {}};
  for (std::uint64_t axes = in.count(); axes > 0; --axes) dataset.shape.push_back(static_cast<std::int64_t>(in.number()));
  const Numbers where = in.kind<Numbers>();
  if (where == Numbers::none) return dataset;
  const std::string_view bytes = in.numbers(where, dataset.shape);
  dataset.values.resize(bytes.size() / sizeof(float));
  if (!bytes.empty()) std::memcpy(dataset.values.data(), bytes.data(), dataset.values.size() * sizeof(float));
  return dataset;
}

constexpr std::uint64_t library_memory = std::uint64_t{128} << 20;  // what the library takes for itself

}  // namespace

Hdf5File read_hdf5(std::string_view bytes, const std::string& path) {
  const std::uint64_t most = most_unpacked(bytes.size());
  const GuardLimits limits{.memory_bytes = library_memory + 3 * most, .output_bytes = 2 * most, .seconds = 5 + bytes.size() / 10'000'000};
  const std::string records = guarded(limits, path, [&](const Append& append) { TreeReader(bytes, path, RecordWriter(append)).read(); });
  RecordReader in(records, bytes, path);
  Hdf5File file;
  for (Record kind = in.kind<Record>(); kind != Record::end; kind = in.kind<Record>()) {
    if (kind == Record::group) {
      file.groups.emplace_back(in.text());
    } else if (kind == Record::attribute) {
      Hdf5File::Attribute attribute{std::string(in.text()), std::string(in.text()), {}};
      for (std::uint64_t count = in.count(); count > 0; --count) attribute.texts.emplace_back(in.text());
      file.attributes.push_back(std::move(attribute));
    } else {
      file.datasets.push_back(read_dataset(in));
    }
  }
  return file;
}

const Hdf5File::Attribute* Hdf5File::attribute(std::string_view object, std::string_view name) const {
  const auto found = std::ranges::find_if(attributes, [&](const Attribute& each) { return each.object == object && each.name == name; });
  return found == attributes.end() ? nullptr : &*found;
}

const Hdf5File::Dataset* Hdf5File::dataset(std::string_view path) const {
  const auto found = std::ranges::find(datasets, path, &Dataset::path);
  return found == datasets.end() ? nullptr : &*found;
}

bool Hdf5File::has_group(std::string_view path) const { return std::ranges::find(groups, path) != groups.end(); }

bool is_hdf5(std::string_view bytes) { return bytes.starts_with("\x89HDF\r\n\x1a\n"); }

}  // namespace nntrain
