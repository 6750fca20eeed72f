// .pt, what torch.save() makes of a state_dict: a ZIP archive, stored, of <top>/data.pkl (an OrderedDict of tensors, pickled), the numbers of each tensor
// in <top>/data/0, 1, …, <top>/byteorder and <top>/version. A tensor is
//   torch._utils._rebuild_tensor_v2(persistent ("storage", torch.FloatStorage, "0", "cpu", numbers), offset, shape, strides, requires_grad, hooks)
#include <algorithm>
#include <array>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "containers/zip.h"
#include "exchange/pickle.h"
#include "exchange/tensors.h"

namespace nntrain {

extern const Format torch_format;

namespace {

constexpr std::string_view top = "model", pickle_name = "/data.pkl";
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> storages{{{"FloatStorage", "float32"}, {"DoubleStorage", "float64"}, {"HalfStorage", "float16"},
    {"BFloat16Storage", "bfloat16"}, {"LongStorage", "int64"}, {"IntStorage", "int32"}, {"ByteStorage", "uint8"}, {"BoolStorage", "bool"}}};

std::vector<std::int64_t> strides_of(const std::vector<std::int64_t>& shape) {
  std::vector<std::int64_t> strides(shape.size(), 1);
  for (std::size_t axis = shape.size(); axis-- > 1;) strides[axis - 1] = strides[axis] * shape[axis];
  return strides;
}

// ---- writing ----

std::string state_dict(const std::vector<NamedTensor>& weights) {
  PickleWriter out;
  out.global("collections", "OrderedDict");
  out.raw(")R(");  // called; a mark for its members
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const NamedTensor& weight = weights[i];
    out.text(weight.name);
    out.global("torch._utils", "_rebuild_tensor_v2");
    out.raw("((");
    out.text("storage");
    out.global("torch", "FloatStorage");
    out.text(std::to_string(i));
    out.text("cpu");
    out.integer(static_cast<std::int64_t>(weight.values.size()));
    out.raw("tQ");
    out.integer(0);
    out.tuple(weight.shape);
    out.tuple(strides_of(weight.shape));
    out.raw("\x89");  // False
    out.global("collections", "OrderedDict");
    out.raw(")RtR");
  }
  out.raw("u");
  return out.finish();
}

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  refuse_preprocessing(torch_format, options);
  const std::vector<NamedTensor> weights = torch_weights(model);
  const std::string pickle = state_dict(weights), folder = std::string(top) + "/";
  std::vector<ZipEntry> entries{{folder + "data.pkl", pickle}, {folder + "byteorder", "little"}};
  for (std::size_t i = 0; i < weights.size(); ++i) entries.push_back({folder + "data/" + std::to_string(i), bytes_of(weights[i].values)});
  entries.push_back({folder + "version", "3\n"});
  files.add(files.path()).append(zip_of(entries));
}

// ---- reading ----

class StateReader {
 public:
  explicit StateReader(const ForeignFile& file) : path_(file.path), archive_(file.bytes, file.path) {
    for (const ZipArchive::Entry& entry : archive_.entries())
      if (entry.name.ends_with(pickle_name)) folder_ = entry.name.substr(0, entry.name.size() - pickle_name.size() + 1);
  }
  bool is_state() const { return !folder_.empty(); }

  std::vector<ForeignTensor> read() {
    const std::string bytes = archive_.read(folder_ + "data.pkl");
    const Pickle pickle = read_pickle(bytes, path_);
    const PickleValue* whole = pickle.root;
    if (whole->kind != Kind::dict && !is_call(*whole, "collections OrderedDict")) fail("the file holds something else than a state_dict", "save model.state_dict(), not the model");
    if (archive_.has(folder_ + "byteorder") && archive_.read(folder_ + "byteorder") == "big") fail("the numbers are stored high byte first", "save them on a usual machine");
    std::vector<ForeignTensor> tensors;
    for (const auto& [name, value] : whole->members) {
      if (name->kind != Kind::text) fail("a member of the state_dict has no name");
      tensors.push_back(tensor(name->text, *value));
    }
    return tensors;
  }

 private:
  using Kind = PickleValue::Kind;

  [[noreturn]] void fail(const std::string& what, const std::string& hint = "is the file whole? copy it again") const { throw Error(ErrorKind::model_file, what, path_, hint); }
  static bool is_call(const PickleValue& value, std::string_view function) {
    return value.kind == Kind::call && value.items[0]->kind == Kind::global && value.items[0]->text == function && value.items[1]->kind == Kind::tuple;
  }
  std::vector<std::int64_t> numbers(const PickleValue& value) const {
    std::vector<std::int64_t> list;
    for (const PickleValue* item : value.items) {
      if (item->kind != Kind::integer || item->integer < 0) fail("a tensor's shape is damaged");
      list.push_back(item->integer);
    }
    return list;
  }

  ForeignTensor tensor(const std::string& name, const PickleValue& value) {
    if (is_call(value, "torch._utils _rebuild_parameter") && !value.items[1]->items.empty()) return tensor(name, *value.items[1]->items[0]);
    if (!is_call(value, "torch._utils _rebuild_tensor_v2") || value.items[1]->items.size() < 4) fail(quoted(name) + " is no tensor", "save model.state_dict() alone");
    const std::vector<const PickleValue*>& arguments = value.items[1]->items;
    if (arguments[0]->kind != Kind::persistent || arguments[0]->items[0]->items.size() < 3) fail("the storage of " + quoted(name) + " is damaged");
    const std::vector<const PickleValue*>& storage = arguments[0]->items[0]->items;
    ForeignTensor out{.name = name, .type = type_of(name, *storage[1]), .shape = numbers(*arguments[2])};
    const std::vector<float>& all = storage_of(storage[2]->text, out.type);
    take(all, arguments[1]->integer, numbers(*arguments[3]), out);
    return out;
  }

  std::string type_of(const std::string& name, const PickleValue& storage) const {
    for (const auto& [theirs, type] : storages)
      if (storage.text == "torch " + std::string(theirs)) return std::string(type);
    fail("the numbers of " + quoted(name) + " are " + quoted(storage.text) + "; expected float32, float64, float16 or bfloat16", "convert them: tensor.float()");
  }

  const std::vector<float>& storage_of(const std::string& key, const std::string& type) {
    const auto known = read_.find(key);
    if (known != read_.end()) return known->second;
    const std::string entry = folder_ + "data/" + key;
    if (!archive_.has(entry)) fail("the numbers of the storage " + quoted(key) + " are missing");
    return read_[key] = floats_of(archive_.read(entry), type);
  }

  static bool reaches_within(std::size_t size, std::int64_t offset, const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides) {
    std::int64_t last = offset, span = 0;
    for (std::size_t axis = 0; axis < strides.size(); ++axis)
      if (__builtin_mul_overflow(strides[axis], shape[axis] - 1, &span) || __builtin_add_overflow(last, span, &last)) return false;
    return static_cast<std::uint64_t>(last) < size;
  }

  // The numbers that a window of a storage shows.
  void take(const std::vector<float>& all, std::int64_t offset, const std::vector<std::int64_t>& strides, ForeignTensor& out) const {
    const std::uint64_t count = count_of_shape(out.shape, all.size(), path_);
    if (strides.size() != out.shape.size() || offset < 0) fail("the strides of " + quoted(out.name) + " are damaged");
    if (count > 0 && !reaches_within(all.size(), offset, out.shape, strides)) fail("the tensor " + quoted(out.name) + " reaches beyond its numbers");
    std::vector<std::int64_t> at(out.shape.size());
    for (std::uint64_t i = 0; i < count; ++i) {
      std::int64_t place = offset;
      for (std::size_t axis = 0; axis < at.size(); ++axis) place += at[axis] * strides[axis];
      out.values.push_back(all[static_cast<std::size_t>(place)]);
      for (std::size_t axis = at.size(); axis-- > 0 && ++at[axis] == out.shape[axis];) at[axis] = 0;
    }
  }

  const std::string& path_;
  ZipArchive archive_;
  std::string folder_;
  std::map<std::string, std::vector<float>> read_;
};

bool recognizes(const ForeignFile& file) { return is_zip(file.bytes) && StateReader(file).is_state(); }
Description describe(const ForeignFile& file) { return describe_tensors(StateReader(file).read()); }
Model read(const ForeignFile& file, const ImportOptions& options) { return model_of_tensors(StateReader(file).read(), options, file.path); }

constexpr std::array<std::string_view, 2> suffixes{".pt", ".pth"};

}  // namespace

const Format torch_format{.name = "pt", .title = "a PyTorch state_dict", .suffixes = suffixes, .summary = "load_state_dict() of PyTorch", .needs_config = true,
    .write = write, .recognizes = recognizes, .describe = describe, .read = read};

}  // namespace nntrain
