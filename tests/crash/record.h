// Shared by faults.cpp and process.cpp: what a child under test has written to the process that forked it.
#pragma once
#include <cstddef>

namespace nntrain::test {

struct Record {
  long process;  // the child
  std::size_t size;
  char bytes[std::size_t{64} << 20];
};

}  // namespace nntrain::test
