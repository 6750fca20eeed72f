// The HDF5 library, opened when a file needs it. Linked, it would make every start of the program 5 ms longer, since it brings 30 other
// libraries along (curl's among them), and a static one makes the program half as large again.
#pragma once
#include <hdf5.h>

namespace nntrain {

// What the library calls `name`. Errors: io, if the library is not there or is another version than the one whose headers these are.
void* hdf5_symbol(const char* name);

// A function of it: HDF5(Fopen)(path, flags, access) is H5Fopen(path, flags, access).
#define HDF5(name) reinterpret_cast<decltype(&::H5##name)>(::nntrain::hdf5_symbol("H5" #name))
// A type or a class of properties: HDF5_ID(T_IEEE_F32LE_g).
#define HDF5_ID(name) (*static_cast<hid_t*>(::nntrain::hdf5_symbol("H5" #name)))

// H5F_ACC_TRUNC and H5F_ACC_RDONLY, which are calls of the library besides.
inline constexpr unsigned hdf5_truncate = 2, hdf5_read_only = 0;

// The name of a file in memory: one that no file can have, since the library looks for one first.
inline constexpr const char* hdf5_no_file = "/dev/null/model.h5";

// An identifier that the library counts, closed by the function that its kind has.
class Hdf5Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Hdf5Handle(hid_t id, Close close) : id_(id), close_(close) {}
  Hdf5Handle(Hdf5Handle&& other) noexcept : id_(other.id_), close_(other.close_) { other.id_ = -1; }
  Hdf5Handle& operator=(Hdf5Handle&&) = delete;
  ~Hdf5Handle() {
    if (id_ >= 0) close_(id_);
  }
  hid_t id() const { return id_; }
  bool is_open() const { return id_ >= 0; }

 private:
  hid_t id_;
  Close close_;
};

}  // namespace nntrain
