// Mistakes in the config of a model file.
#pragma once
#include <string>

#include "base/error.h"

namespace nntrain {

// Calls f(), which looks into the config that stands in a model file: it is at fault only if the file is, so an Error{config} is thrown as
// one of kind model_file. `place`: where it is told then, the error's own place before its message; empty: that place says it all.
template <class F>
auto as_model_error(F f, const std::string& place = {}) {
  try {
    return f();
  } catch (const Error& error) {
    if (error.kind != ErrorKind::config && error.kind != ErrorKind::model_file) throw;
    if (place.empty()) throw Error(ErrorKind::model_file, error.message, error.where, error.hint);
    throw Error(ErrorKind::model_file, error.where.empty() ? error.message : error.where + ": " + error.message, place, error.hint);
  }
}

}  // namespace nntrain
