// What is said of another program's file that is not sound.
#pragma once
#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "exchange/format.h"

namespace nntrain::test {

// The message of describing these bytes; "no error".
inline std::string message_of(const std::string& bytes) {
  const ForeignFile file{"m", bytes};
  try {
    format_of(file).describe(file);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::model_file);
    return error.message;
  }
  return "no error";
}

}  // namespace nntrain::test
