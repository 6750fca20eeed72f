// A fuzz target: one function that reads any bytes and neither crashes nor hangs nor throws anything but an Error of the kinds that
// wrong input has. The name and form are libFuzzer's.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

#include "base/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace nntrain::fuzz {

// Runs f(text); ends the process if it throws what wrong input must not lead to.
template <class F>
int expect_clean_errors(const std::uint8_t* data, std::size_t size, F f) {
  try {
    f(std::string(reinterpret_cast<const char*>(data), size));
  } catch (const Error& error) {
    if (error.kind != ErrorKind::internal && !error.message.empty()) return 0;
    std::fprintf(stderr, "an internal error or one without a message: %s\n", error.message.c_str());
    std::abort();
  } catch (const std::bad_alloc&) {
    return 0;  // more than the machine has, told as such
  }
  return 0;
}

}  // namespace nntrain::fuzz
