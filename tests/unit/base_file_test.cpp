#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "unit/error_text.h"

namespace nntrain {
namespace {

namespace fs = std::filesystem;

// A folder of its own for every test.
class File : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "nntrain_file_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ + '/' + name; }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(folder_)) out.push_back(entry.path().filename());
    std::sort(out.begin(), out.end());
    return out;
  }

  std::string folder_;
};

TEST_F(File, ReadsBackWhatWasWritten) {
  std::string contents("a\0b\r\n", 5);
  contents.append(300000, 'x');
  write_file_atomically(path("f"), contents);
  EXPECT_EQ(read_file(path("f")), contents);
  write_file_atomically(path("f"), "");
  EXPECT_EQ(read_file(path("f")), "");
  EXPECT_EQ(names(), std::vector<std::string>{"f"});
}

TEST_F(File, OfPiecesIsTheOldOneUntilItIsFinished) {
  write_file_atomically(path("f"), "old");
  {
    AtomicFile file(path("f"));
    file.append("a piece, ");
    EXPECT_EQ(names().size(), 2u);
  }
  EXPECT_EQ(names(), std::vector<std::string>{"f"});
  EXPECT_EQ(read_file(path("f")), "old");
  AtomicFile file(path("f"));
  file.append("a piece, ");
  file.append("another");
  EXPECT_EQ(read_file(path("f")), "old");
  file.finish();
  EXPECT_EQ(read_file(path("f")), "a piece, another");
  EXPECT_EQ(names(), std::vector<std::string>{"f"});
}

TEST_F(File, WritesIntoTheWorkingFolder) {
  const auto before = fs::current_path();
  fs::current_path(folder_);
  write_file_atomically("plain", "x");
  fs::current_path(before);
  EXPECT_EQ(read_file(path("plain")), "x");
}

TEST_F(File, ErrorsNameThePathAndTheReason) {
  EXPECT_EQ(error_text([&] { read_file(path("none")); }),
            "6 " + path("none") + ": cannot read: no such file or folder");
  EXPECT_EQ(error_text([&] { read_file(folder_); }), "6 " + folder_ + ": cannot read: it is a folder");
  EXPECT_EQ(error_text([&] { write_file_atomically(folder_, "x"); }),
            "6 " + folder_ + ": cannot write: it is a folder");
  EXPECT_EQ(error_text([&] { write_file_atomically(path("no/f"), "x"); }),
            "6 " + path("no/f") + ": cannot write: no such file or folder");
  EXPECT_TRUE(names().empty());
}

TEST_F(File, KeepsPermissionsAndLinks) {
  write_file_atomically(path("real"), "old");
  ::chmod(path("real").c_str(), 0640);
  fs::create_symlink("real", path("link"));
  fs::create_symlink("link", path("second"));
  write_file_atomically(path("second"), "new");
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_TRUE(fs::is_symlink(path("second")));
  EXPECT_EQ(read_file(path("real")), "new");
  EXPECT_EQ(fs::status(path("real")).permissions(), fs::perms(0640));
  fs::create_symlink("later", path("dangling"));
  write_file_atomically(path("dangling"), "made");
  EXPECT_EQ(read_file(path("later")), "made");
  EXPECT_EQ(names(), (std::vector<std::string>{"dangling", "later", "link", "real", "second"}));
}

TEST_F(File, ReportsLinksInACircle) {
  fs::create_symlink("b", path("a"));
  fs::create_symlink("a", path("b"));
  EXPECT_EQ(error_text([&] { write_file_atomically(path("a"), "x"); }).substr(0, 2), "6 ");
}

TEST_F(File, LeavesTheOldFileWhenWritingFails) {
  write_file_atomically(path("f"), "old");
  const std::string stranger = path("f") + ".tmp." + std::to_string(::getpid()) + ".0";
  write_file_atomically(stranger, "somebody's");
  fs::create_directory(path("g"));  // renaming over a folder is refused
  EXPECT_NE(error_text([&] { write_file_atomically(path("g"), "x"); }), "no error");
  write_file_atomically(path("f"), "new");  // beside a file that has the first temporary name
  EXPECT_EQ(read_file(stranger), "somebody's");
  EXPECT_EQ(read_file(path("f")), "new");
  const std::string too_long = path(std::string(250, 'n'));  // its temporary name is longer than a file name may be
  EXPECT_NE(error_text([&] { write_file_atomically(too_long, "x"); }), "no error");
  EXPECT_EQ(names().size(), 3U);
}

TEST_F(File, SaysWhenTheDiskIsFull) {
  EXPECT_EQ(error_text([] { write_file_atomically("/dev/full", "x"); }),
            "6 /dev/full: cannot write: No space left on device | make room on that disk");
}

TEST_F(File, WritesIntoAPipe) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const std::string contents(200000, 'p');
  std::thread writer([&] { write_file_atomically(path("pipe"), contents); });
  const std::string got = read_file(path("pipe"));
  writer.join();
  EXPECT_EQ(got, contents);
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(File, WritesToAnOpenFileOfTheProcess) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  write_file_atomically("/dev/fd/" + std::to_string(ends[1]), "hello");
  char buffer[8] = {};
  EXPECT_EQ(::read(ends[0], buffer, sizeof buffer), 5);
  EXPECT_STREQ(buffer, "hello");
  ::close(ends[0]);
  ::close(ends[1]);
}

// ---- Files that grow ----

TEST_F(File, GrowsFromNothingOrFromItsEnd) {
  using Start = GrowingFile::Start;
  {
    GrowingFile file(path("f"), Start::empty);
    EXPECT_EQ(read_file(path("f")), "");
    file.append("one\n");
    EXPECT_EQ(read_file(path("f")), "one\n") << "others see it at once";
    file.append("two\n");
  }
  GrowingFile(path("f"), Start::end).append("three\n");
  EXPECT_EQ(read_file(path("f")), "one\ntwo\nthree\n");
  GrowingFile(path("f"), Start::empty).append("four\n");
  EXPECT_EQ(read_file(path("f")), "four\n");
  EXPECT_EQ(error_text([&] { GrowingFile(path("no/f"), Start::end); }),
            "6 " + path("no/f") + ": cannot write: no such file or folder");
}

// A piece of which only a part finds room leaves no part behind.
TEST_F(File, GrowsByWholePieces) {
  GrowingFile file(path("f"), GrowingFile::Start::empty);
  file.append("whole\n");
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit little{10, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &little), 0);
  const std::string error = error_text([&] { file.append("too long for it\n"); });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(error, "6 " + path("f") + ": cannot write: File too large");
  EXPECT_EQ(read_file(path("f")), "whole\n");
  file.append("again\n");
  EXPECT_EQ(read_file(path("f")), "whole\nagain\n");
}

TEST_F(File, GoesOnBehindItsFirstBytes) {
  write_file_atomically(path("f"), "one\ntwo\nthr");
  GrowingFile file(path("f"), 8);
  EXPECT_EQ(file.sync(), 8u);
  file.append("three\n");
  EXPECT_EQ(file.sync(), 14u);
  EXPECT_EQ(read_file(path("f")), "one\ntwo\nthree\n");
  EXPECT_EQ(error_text([&] { GrowingFile(path("f"), 15); }),
            "6 " + path("f") + ": it has 14 bytes; expected at least the 15 that were written | put the file back as the run left it, or begin afresh");
  GrowingFile("/dev/null", 15).append("x");
}

TEST_F(File, ThatChangesWhileItIsReadIsRefused) {
  const std::string bytes(1000, 'x');
  for (const off_t size : {0, 500, 1500}) {
    write_file_atomically(path("f"), bytes);
    InputFile file(path("f"));
    std::array<char, 400> piece{};
    ASSERT_EQ(file.read(piece.data(), piece.size()), piece.size());
    ASSERT_EQ(::truncate(path("f").c_str(), size), 0);
    const std::string error = error_text([&] {
      while (file.read(piece.data(), piece.size()) > 0) continue;
    });
    EXPECT_EQ(error.find("6 " + path("f") + ": the file has changed while it was read: it had 1000 bytes, and has "), 0u) << error;
  }
}

// While it lives, the process is somebody who may do nothing special: as root, missing rights are no hindrance.
class Nobody {
 public:
  Nobody() { become(65534); }
  ~Nobody() { become(0); }

 private:
  void become(uid_t user) const {
    ASSERT_TRUE(!is_root_ || ::setresuid(user, user, 0) == 0);
  }
  const bool is_root_ = ::getuid() == 0;
};

TEST_F(File, WithoutRightsIsTold) {
  write_file_atomically(path("old"), "old");
  write_file_atomically(path("secret"), "secret");
  ::chmod(path("secret").c_str(), 0);
  ::chmod(path("old").c_str(), 0444);
  ::chmod(folder_.c_str(), 0555);
  const std::string denied = ": Permission denied | check who may read and write there";
  {
    const Nobody nobody;
    EXPECT_EQ(error_text([&] { read_file(path("secret")); }), "6 " + path("secret") + ": cannot read" + denied);
    EXPECT_EQ(error_text([&] { InputFile(path("secret")); }), "6 " + path("secret") + ": cannot read" + denied);
    EXPECT_EQ(error_text([&] { write_file_atomically(path("old"), "new"); }), "6 " + path("old") + ": cannot write" + denied);
    EXPECT_EQ(error_text([&] { write_file_atomically(path("new"), "new"); }), "6 " + path("new") + ": cannot write" + denied);
    EXPECT_EQ(error_text([&] { GrowingFile(path("new"), GrowingFile::Start::empty); }), "6 " + path("new") + ": cannot write" + denied);
    EXPECT_EQ(error_text([&] { make_folders_of(path("a/new")); }), "6 " + path("a") + ": cannot make the folder" + denied);
    for (const char* name : {"old", "new", "a/new"})
      EXPECT_EQ(error_text([&] { check_writable(path(name), true); }), "6 " + path(name) + ": cannot write: Permission denied | check who may write there");
    EXPECT_EQ(read_file(path("old")), "old");
  }
  ::chmod(folder_.c_str(), 0755);
  EXPECT_EQ(names(), (std::vector<std::string>{"old", "secret"}));
}

TEST_F(File, IsRemovedBeforeItIsFinished) {
  AtomicFile file(path("f"));
  file.append("half");
  EXPECT_EQ(names().size(), 1u);
  remove_unfinished_files();
  EXPECT_TRUE(names().empty());
  write_file_atomically(path("g"), "whole");
  remove_unfinished_files();
  EXPECT_EQ(names(), std::vector<std::string>{"g"});
}

TEST_F(File, IsKnownNotToBeWritable) {
  write_file_atomically(path("f"), "");
  check_writable(path("f"));
  check_writable(path("new"));
  check_writable(path("a/b/new"), true);
  EXPECT_EQ(names(), std::vector<std::string>{"f"});
  EXPECT_EQ(error_text([&] { check_writable(path("a/new")); }),
            "6 " + path("a/new") + ": cannot write: there is no folder " + path("a") + " | make it first: mkdir -p " + path("a"));
  EXPECT_EQ(error_text([&] { check_writable(path("f/a/new"), true); }),
            "6 " + path("f/a/new") + ": cannot write: " + path("f") + " is not a folder | make it first: mkdir -p " + path("f"));
  EXPECT_EQ(error_text([&] { check_writable(folder_); }), "6 " + folder_ + ": cannot write: it is a folder | name a file in it");
  make_folders_of(path("a/b/new"));
  make_folders_of("new");
  EXPECT_TRUE(fs::is_directory(path("a/b")));
  EXPECT_NE(error_text([&] { make_folders_of(path("f/a/new")); }), "no error");
}

}  // namespace
}  // namespace nntrain
