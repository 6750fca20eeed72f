// ZIP and HDF5 in memory: what is written is read back, equal contents give equal bytes, and hostile files are refused.
#include <gtest/gtest.h>
#include <hdf5.h>
#include <unistd.h>

#include <csignal>

#include "base/error.h"
#include "containers/guarded.h"
#include "containers/hdf5.h"
#include "containers/hdf5_library.h"
#include "containers/zip.h"
#include "unit/error_text.h"

namespace nntrain {
namespace {

template <class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::model_file);
    EXPECT_EQ(error.where, "m");
    return error.message;
  }
  return "no error";
}

TEST(Zip, GivesBackWhatItHolds) {
  const std::string large(100'000, 'x');
  const std::vector<ZipEntry> entries{{"config.json", "{}"}, {"empty", ""}, {"a/b", large}};
  const std::string bytes = zip_of(entries);
  EXPECT_EQ(bytes, zip_of(entries));
  EXPECT_TRUE(is_zip(bytes));
  const ZipArchive archive(bytes, "m");
  ASSERT_EQ(archive.entries().size(), 3u);
  for (const ZipEntry& entry : entries) {
    ASSERT_TRUE(archive.has(entry.name));
    EXPECT_EQ(archive.read(entry.name), entry.bytes);
  }
  EXPECT_FALSE(archive.has("b"));
}

TEST(Zip, RefusesDamage) {
  std::string bytes = zip_of(std::vector<ZipEntry>{{"a", "some bytes"}});
  EXPECT_EQ(message_of([&] { ZipArchive(bytes.substr(0, bytes.size() / 2), "m"); }), "the ZIP archive is damaged");
  bytes[bytes.find("some")] = 'S';
  EXPECT_EQ(message_of([&] { ZipArchive(bytes, "m").read("a"); }), "the ZIP archive is damaged");
}

TEST(Zip, RefusesNamesThatRepeat) {
  const std::string bytes = zip_of(std::vector<ZipEntry>{{"a", "1"}, {"a", "2"}});
  EXPECT_EQ(message_of([&] { ZipArchive(bytes, "m"); }), "the ZIP archive holds two files called \"a\"");
}

TEST(Zip, RefusesWhatClaimsToUnpackToFarMore) {
  std::string bytes = zip_of(std::vector<ZipEntry>{{"a", "1"}});
  const std::size_t central = bytes.find("PK\x01\x02");
  bytes[central + 24 + 3] = '\x10';  // the upper byte of the unpacked size: 256 MiB
  EXPECT_NE(message_of([&] { ZipArchive(bytes, "m"); }).find("claims to unpack to far more"), std::string::npos);
}

TEST(Guarded, HandsOverOutputAndErrors) {
  const GuardLimits limits{.memory_bytes = 100 << 20, .output_bytes = 1000, .seconds = 2};
  EXPECT_EQ(guarded(limits, "m", [](const Append& append) { append("a"), append("bc"); }), "abc");
  EXPECT_EQ(message_of([&] { guarded(limits, "m", [](const Append&) { throw Error(ErrorKind::model_file, "bad", "m", "hint"); }); }), "bad");
  EXPECT_EQ(error_text([&] { guarded(limits, "m", [](const Append&) { throw Error(ErrorKind::io, "no", "n", "hint"); }); }), "6 n: no | hint");
}

TEST(Guarded, IsGuardedAlreadyWithinItself) {
  const GuardLimits limits{.memory_bytes = 100 << 20, .output_bytes = 1000, .seconds = 2};
  const GuardLimits of_inner{.memory_bytes = 1, .output_bytes = 3, .seconds = 1};
  const auto inner = [&](const std::function<void(const Append&)>& work) {
    return guarded(limits, "m", [&](const Append& append) {
      const pid_t outer = ::getpid();
      append(guarded(of_inner, "m", [&](const Append& more) {
        if (::getpid() != outer) throw Error(ErrorKind::model_file, "another process", "m");
        work(more);
      }));
    });
  };
  EXPECT_EQ(inner([](const Append& append) { append("a"), append("bc"); }), "abc");
  EXPECT_EQ(message_of([&] { inner([](const Append& append) { append("a"), append("bcd"); }); }), "the file unpacks to far more than its size");
  EXPECT_EQ(message_of([&] { inner([](const Append&) { throw Error(ErrorKind::internal, "bad", "m"); }); }), "bad");
  EXPECT_EQ(error_text([&] { inner([](const Append&) { throw Error(ErrorKind::io, "no", "n", "hint"); }); }), "6 n: no | hint");
  EXPECT_EQ(message_of([&] { inner([](const Append&) { ::kill(::getpid(), SIGSEGV); }); }), "the file is damaged: reading it cannot be ended");
}

TEST(Guarded, SurvivesWhatDoesNot) {
  const GuardLimits limits{.memory_bytes = 100 << 20, .output_bytes = 1000, .seconds = 1};
  const auto message = [&](const std::function<void(const Append&)>& work) { return message_of([&] { guarded(limits, "m", work); }); };
  EXPECT_EQ(message([](const Append&) { ::_exit(77); }), "the file unpacks to far more than its size");
  EXPECT_EQ(message([](const Append& append) { append(std::string(1001, 'x')); }), "the file unpacks to far more than its size");
  EXPECT_EQ(message([](const Append&) { ::kill(::getpid(), SIGSEGV); }), "the file is damaged: reading it cannot be ended");
  EXPECT_EQ(message([](const Append&) { for (const volatile bool forever = true; forever;) {} }), "the file is damaged: reading it cannot be ended");
  EXPECT_EQ(message([](const Append&) { for (std::string s = "x";; s += s) {} }), "the file unpacks to far more than its size");
}

std::string some_file() {
  const std::vector<float> values{1, -2.5f, 3, 4, 5, 6};
  const std::vector<std::string> names{"a", "bcd", ""};
  return write_hdf5([&](Hdf5Writer& file) {
    file.dataset("layers/dense/vars/0", std::vector<std::int64_t>{2, 3}, values);
    file.dataset("optimizer/vars/0", 300);
    file.dataset("scalar", {}, std::vector<float>{7});
    file.group("vars");
    file.attribute("", "config", std::string(100'000, 'c'));
    file.attribute("layers/dense", "names", names);
  });
}

TEST(Hdf5, GivesBackWhatItHolds) {
  const std::string bytes = some_file();
  EXPECT_EQ(bytes, some_file());
  EXPECT_TRUE(is_hdf5(bytes));
  const Hdf5File file = read_hdf5(bytes, "m");
  ASSERT_NE(file.dataset("layers/dense/vars/0"), nullptr);
  EXPECT_EQ(file.dataset("layers/dense/vars/0")->values, (std::vector<float>{1, -2.5f, 3, 4, 5, 6}));
  EXPECT_EQ(file.dataset("layers/dense/vars/0")->shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(file.dataset("layers/dense/vars/0")->type, "float32");
  EXPECT_EQ(file.dataset("optimizer/vars/0")->type, "int64");
  EXPECT_EQ(file.dataset("optimizer/vars/0")->values, std::vector<float>{300});
  EXPECT_TRUE(file.dataset("scalar")->shape.empty());
  EXPECT_TRUE(file.has_group("vars"));
  ASSERT_NE(file.attribute("", "config"), nullptr);
  EXPECT_EQ(file.attribute("", "config")->texts, std::vector<std::string>{std::string(100'000, 'c')});
  EXPECT_EQ(file.attribute("layers/dense", "names")->texts, (std::vector<std::string>{"a", "bcd", ""}));
  EXPECT_EQ(file.attribute("layers/dense", "none"), nullptr);
}

TEST(Hdf5, SurvivesThatTheLibraryDoesNotWhenItWrites) {
  EXPECT_EQ(error_text([] { write_hdf5([](Hdf5Writer&) { ::kill(::getpid(), SIGSEGV); }); }), "1 : the HDF5 file cannot be written | is there enough memory?");
}

TEST(Hdf5, RefusesDamage) {
  const std::string bytes = some_file();
  EXPECT_EQ(message_of([&] { read_hdf5(bytes.substr(0, bytes.size() / 2), "m"); }), "the HDF5 file is damaged");
  EXPECT_EQ(message_of([&] { read_hdf5(bytes.substr(0, bytes.size() - 1), "m"); }), "the HDF5 file is damaged");  // only its end is missing
  EXPECT_EQ(message_of([&] { read_hdf5("\x89HDF\r\n\x1a\n nothing", "m"); }), "the HDF5 file is damaged");
}

// A file made by `make`, which is given its identifier.
template <class F>
std::string made_by(F make) {
  const Hdf5Handle access{HDF5(Pcreate)(HDF5_ID(P_CLS_FILE_ACCESS_ID_g)), HDF5(Pclose)};
  HDF5(Pset_fapl_core)(access.id(), 1 << 16, false);
  const Hdf5Handle file{HDF5(Fcreate)(hdf5_no_file, hdf5_truncate, H5P_DEFAULT, access.id()), HDF5(Fclose)};
  make(file.id());
  HDF5(Fflush)(file.id(), H5F_SCOPE_GLOBAL);
  std::string bytes(static_cast<std::size_t>(HDF5(Fget_file_image)(file.id(), nullptr, 0)), '\0');
  HDF5(Fget_file_image)(file.id(), bytes.data(), bytes.size());
  return bytes;
}

TEST(Hdf5, RefusesCyclesAndLinksToElsewhere) {
  const std::string cycle = made_by([](hid_t file) {
    HDF5(Gclose)(HDF5(Gcreate2)(file, "a", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    HDF5(Lcreate_hard)(file, "/a", file, "/a/again", H5P_DEFAULT, H5P_DEFAULT);
  });
  EXPECT_EQ(message_of([&] { read_hdf5(cycle, "m"); }), "\"a/again\" stands in the file a second time");
  const std::string outside = made_by([](hid_t file) { HDF5(Lcreate_external)("/etc/passwd", "/", file, "a", H5P_DEFAULT, H5P_DEFAULT); });
  EXPECT_EQ(message_of([&] { read_hdf5(outside, "m"); }), "\"a\" is a link to somewhere else");
}

TEST(Hdf5, RefusesNumbersInAnotherFileAndFarMoreThanItsSize) {
  const auto with_dataset = [](hsize_t size, bool is_elsewhere) {
    return made_by([&](hid_t file) {
      const Hdf5Handle space{HDF5(Screate_simple)(1, &size, nullptr), HDF5(Sclose)}, creation{HDF5(Pcreate)(HDF5_ID(P_CLS_DATASET_CREATE_ID_g)), HDF5(Pclose)};
      if (is_elsewhere) HDF5(Pset_external)(creation.id(), "/etc/passwd", 0, size * 4);
      HDF5(Dclose)(HDF5(Dcreate2)(file, "d", HDF5_ID(T_IEEE_F32LE_g), space.id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT));
    });
  };
  EXPECT_EQ(message_of([&] { read_hdf5(with_dataset(4, true), "m"); }), "\"d\" keeps its numbers in another file");
  EXPECT_EQ(message_of([&] { read_hdf5(with_dataset(hsize_t{1} << 40, false), "m"); }), "the file claims to hold far more than its size");
  EXPECT_EQ(read_hdf5(with_dataset(4, false), "m").dataset("d")->values, std::vector<float>(4));
}

}  // namespace
}  // namespace nntrain
