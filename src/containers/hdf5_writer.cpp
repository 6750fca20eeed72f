#include "containers/hdf5.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <vector>

#include "base/error.h"
#include "containers/guarded.h"
#include "containers/hdf5_library.h"

namespace nntrain {

namespace {

hid_t checked(hid_t id) {
  if (id < 0) throw Error(ErrorKind::internal, "the HDF5 library has refused to write");
  return id;
}

Hdf5Handle space_of(std::span<const std::int64_t> shape) {
  const std::vector<hsize_t> sizes(shape.begin(), shape.end());
  const hid_t id = sizes.empty() ? HDF5(Screate)(H5S_SCALAR) : HDF5(Screate_simple)(static_cast<int>(sizes.size()), sizes.data(), nullptr);
  return {checked(id), HDF5(Sclose)};
}

Hdf5Handle text_type(std::size_t length) {
  Hdf5Handle type{checked(HDF5(Tcopy)(HDF5_ID(T_C_S1_g))), HDF5(Tclose)};
  checked(HDF5(Tset_size)(type.id(), std::max<std::size_t>(length, 1)));
  checked(HDF5(Tset_strpad)(type.id(), H5T_STR_NULLPAD));
  return type;
}

Hdf5Handle properties(hid_t of_class) {
  Hdf5Handle list{checked(HDF5(Pcreate)(of_class)), HDF5(Pclose)};
  return list;
}

// Of what is made with it, the time is not kept.
Hdf5Handle without_times(hid_t of_class) {
  Hdf5Handle list = properties(of_class);
  checked(HDF5(Pset_obj_track_times)(list.id(), false));
  return list;
}

// The memory that a file lies in, which stays when the file is closed: what the library gives out of an open one is not sound (1.10.8: a
// wrong checksum at its head).
struct Memory {
  char* bytes = nullptr;
  std::size_t size = 0;
  ~Memory() { std::free(bytes); }

  void* resize(std::size_t wanted) {
    auto* moved = static_cast<char*>(std::realloc(bytes, wanted));
    if (!moved) return nullptr;
    bytes = moved;
    if (wanted > size) std::memset(bytes + size, 0, wanted - size);
    size = wanted;
    return bytes;
  }
  H5FD_file_image_callbacks_t callbacks() {
    return {.image_malloc = [](std::size_t wanted, H5FD_file_image_op_t, void* self) { return static_cast<Memory*>(self)->resize(wanted); },
            .image_memcpy = [](void* to, const void* from, std::size_t count, H5FD_file_image_op_t, void*) { return std::memcpy(to, from, count); },
            .image_realloc = [](void*, std::size_t wanted, H5FD_file_image_op_t, void* self) { return static_cast<Memory*>(self)->resize(wanted); },
            .image_free = [](void*, H5FD_file_image_op_t, void*) { return 0; },
            .udata_copy = [](void* self) { return self; },
            .udata_free = [](void*) { return 0; },
            .udata = this};
  }
};

constexpr std::size_t growth = 1 << 20;  // of the memory, in bytes

hid_t create_file(Memory& memory) {
  const Hdf5Handle access = properties(HDF5_ID(P_CLS_FILE_ACCESS_ID_g)), creation = without_times(HDF5_ID(P_CLS_FILE_CREATE_ID_g));
  H5FD_file_image_callbacks_t callbacks = memory.callbacks();
  checked(HDF5(Pset_fapl_core)(access.id(), growth, false));
  checked(HDF5(Pset_file_image_callbacks)(access.id(), &callbacks));
  // From 1.8 on attributes may be larger than 64 KiB, as a large network's description is.
  checked(HDF5(Pset_libver_bounds)(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18));
  return checked(HDF5(Fcreate)(hdf5_no_file, hdf5_truncate, creation.id(), access.id()));
}

}  // namespace

struct Hdf5Writer::Impl {
  Memory memory;
  std::optional<Hdf5Handle> file{std::in_place, create_file(memory), HDF5(Fclose)};
  Hdf5Handle links = properties(HDF5_ID(P_CLS_LINK_CREATE_ID_g));
  Hdf5Handle group_creation = without_times(HDF5_ID(P_CLS_GROUP_CREATE_ID_g)), dataset_creation = without_times(HDF5_ID(P_CLS_DATASET_CREATE_ID_g));

  // Makes the groups that `path` names one after another: links that make them by themselves give them times.
  void make_groups(const std::string& path) const {
    for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
      const std::string part = path.substr(0, end);
      if (!part.empty() && HDF5(Lexists)(file->id(), part.c_str(), H5P_DEFAULT) <= 0)
        HDF5(Gclose)(checked(HDF5(Gcreate2)(file->id(), part.c_str(), links.id(), group_creation.id(), H5P_DEFAULT)));
      if (end == path.npos) return;
    }
  }

  void write(const std::string& path, std::span<const std::int64_t> shape, hid_t stored, hid_t given, const void* values) const {
    if (const std::size_t folder = path.rfind('/'); folder != path.npos) make_groups(path.substr(0, folder));
    const Hdf5Handle space = space_of(shape);
    const Hdf5Handle dataset{checked(HDF5(Dcreate2)(file->id(), path.c_str(), stored, space.id(), links.id(), dataset_creation.id(), H5P_DEFAULT)), HDF5(Dclose)};
    checked(HDF5(Dwrite)(dataset.id(), given, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
  }

  void write_attribute(const std::string& path, const std::string& name, const Hdf5Handle& space, std::size_t length, const void* texts) const {
    const Hdf5Handle type = text_type(length);
    const Hdf5Handle object{checked(HDF5(Oopen)(file->id(), path.empty() ? "/" : path.c_str(), H5P_DEFAULT)), HDF5(Oclose)};
    const Hdf5Handle attribute{checked(HDF5(Acreate2)(object.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT)), HDF5(Aclose)};
    checked(HDF5(Awrite)(attribute.id(), type.id(), texts));
  }
};

Hdf5Writer::Hdf5Writer() : impl_(std::make_unique<Impl>()) {}
Hdf5Writer::~Hdf5Writer() = default;

void Hdf5Writer::group(const std::string& path) { impl_->make_groups(path); }

void Hdf5Writer::attribute(const std::string& path, const std::string& name, std::string_view text) {
  const std::string padded = text.empty() ? std::string(1, '\0') : std::string(text);
  impl_->write_attribute(path, name, space_of({}), padded.size(), padded.data());
}

void Hdf5Writer::attribute(const std::string& path, const std::string& name, std::span<const std::string> texts) {
  std::size_t longest = 1;
  for (const std::string& text : texts) longest = std::max(longest, text.size());
  std::string padded;
  for (const std::string& text : texts) padded += text + std::string(longest - text.size(), '\0');
  const std::int64_t count = static_cast<std::int64_t>(texts.size());
  impl_->write_attribute(path, name, space_of(std::span(&count, 1)), longest, padded.data());
}

void Hdf5Writer::dataset(const std::string& path, std::span<const std::int64_t> shape, std::span<const float> values) {
  impl_->write(path, shape, HDF5_ID(T_IEEE_F32LE_g), HDF5_ID(T_NATIVE_FLOAT_g), values.data());
}

void Hdf5Writer::dataset(const std::string& path, std::int64_t value) { impl_->write(path, {}, HDF5_ID(T_STD_I64LE_g), HDF5_ID(T_NATIVE_INT64_g), &value); }

std::string Hdf5Writer::bytes() {
  checked(HDF5(Fflush)(impl_->file->id(), H5F_SCOPE_GLOBAL));
  const ssize_t size = HDF5(Fget_file_image)(impl_->file->id(), nullptr, 0);  // the memory may be larger
  checked(size);
  impl_->file.reset();
  return {impl_->memory.bytes, static_cast<std::size_t>(size)};
}

std::string write_hdf5(const std::function<void(Hdf5Writer&)>& fill) {
  return guarded_writing("the HDF5 file", [&](const Append& append) {
    Hdf5Writer file;
    fill(file);
    append(file.bytes());
  });
}

}  // namespace nntrain
