// A folder of a test's own, the working directory while it lives.
#pragma once
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

namespace nntrain::test {

class TemporaryFolder {
 public:
  TemporaryFolder() : before_(std::filesystem::current_path()), path_(testing::TempDir() + "nntrain_test_XXXXXX") {
    EXPECT_NE(::mkdtemp(path_.data()), nullptr);
    std::filesystem::current_path(path_);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::current_path(before_, ignored);
    std::filesystem::remove_all(path_, ignored);
  }

 private:
  std::filesystem::path before_;
  std::string path_;
};

}  // namespace nntrain::test
