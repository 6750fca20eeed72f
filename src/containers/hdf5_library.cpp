#include "containers/hdf5_library.h"

#include <dlfcn.h>

#include <string>

#include "base/error.h"

namespace nntrain {

namespace {

constexpr const char* library_name = NNTRAIN_HDF5_LIBRARY;  // "libhdf5_serial.so.103"

template <class F>
F* function(void* library, const char* name) {
  return reinterpret_cast<F*>(::dlsym(library, name));
}

void* open_library() {
  const auto fail = [](const std::string& what) {
    throw Error(ErrorKind::io, "HDF5 files need the library " + std::string(library_name) + ", " + what, {}, "install it; Debian's package is libhdf5-103-1");
  };
  void* library = ::dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
  if (!library) fail("which cannot be opened");
  unsigned major = 0, minor = 0, release = 0;
  const auto version = function<decltype(::H5get_libversion)>(library, "H5get_libversion");
  if (!version || version(&major, &minor, &release) < 0 || major != H5_VERS_MAJOR || minor != H5_VERS_MINOR)
    fail("of version " + std::to_string(H5_VERS_MAJOR) + "." + std::to_string(H5_VERS_MINOR));
  function<decltype(::H5dont_atexit)>(library, "H5dont_atexit")();  // whoever opens something closes it
  function<decltype(::H5Eset_auto2)>(library, "H5Eset_auto2")(H5E_DEFAULT, nullptr, nullptr);  // errors are told here
  function<decltype(::H5PLset_loading_state)>(library, "H5PLset_loading_state")(0);  // no code from elsewhere
  return library;
}

}  // namespace

void* hdf5_symbol(const char* name) {
  static void* const library = open_library();
  void* const symbol = ::dlsym(library, name);
  if (!symbol) throw Error(ErrorKind::io, "the library " + std::string(library_name) + " lacks " + name);
  return symbol;
}

}  // namespace nntrain
