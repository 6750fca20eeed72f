// Who may include whom: the dependency arrow of src/README.md, and the few places that may know a library.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;

// Each room and the rooms it may include, besides itself.
const std::map<std::string, std::set<std::string>> allowed = {
    {"base", {}},
    {"config", {"base"}},
    {"containers", {"base"}},
    {"graph", {"base"}},
    {"kernels", {"base", "graph"}},
    {"ops", {"graph", "kernels"}},
    {"input", {"base", "containers"}},
    {"activations", {"base", "config", "graph"}},
    {"initializers", {"base", "config"}},
    {"regularizers", {"base", "config", "graph"}},
    {"constraints", {"base", "config", "graph"}},
    {"layers", {"base", "config", "graph", "activations", "initializers", "regularizers", "constraints"}},
    {"losses", {"base", "config", "graph"}},
    {"metrics", {"base", "config", "graph", "losses"}},
    {"schedules", {"base", "config"}},
    {"optimizers", {"base", "config", "graph", "schedules"}},
    {"events", {"base"}},
    {"callbacks", {"base", "config", "events", "schedules"}},
    {"compiler", {"base", "graph"}},
    {"runtime", {"base", "graph", "compiler"}},
    {"treatments", {"base", "config"}},
    {"columns", {"base", "config", "input", "treatments"}},
    {"network", {"base", "config", "graph", "input", "columns", "treatments", "layers", "activations", "initializers", "regularizers", "losses", "metrics",
                 "optimizers", "callbacks", "compiler"}},
    {"train", {"base", "config", "graph", "input", "columns", "layers", "losses", "network", "compiler", "runtime", "kernels", "callbacks"}},
    {"suggest", {"base", "columns", "treatments", "network", "layers", "regularizers", "losses", "metrics", "optimizers", "callbacks"}},
    {"formats", {"base", "config", "graph", "input", "columns", "treatments", "layers", "network", "runtime", "train", "suggest"}},
    {"exchange", {"base", "config", "graph", "input", "columns", "treatments", "layers", "activations", "losses", "network", "kernels", "compiler", "train", "formats", "containers", "optimizers", "events"}},
};

// Libraries, by the beginning of what is included, and the files that may: a regular expression on the path.
const std::map<std::string, std::string> libraries = {
    {"nlohmann/json.hpp", "((config|formats|exchange)/[^/]+|input/json_lines)\\.cpp"},
    {"nlohmann/json_fwd.hpp", "(config|formats)/.*"},
    {"CLI/", "(cli/.*|main\\.cpp)"},
    {"spdlog/", "base/log\\.cpp"},
    {"Eigen/", "(initializers|kernels)/.*"},
    {"google/", "(events|exchange)/.*"},
    {"farmhash.h", "(treatments/learning|base/fingerprint)\\.cpp"},
    {"zlib.h", "(events/png|input/byte_source)\\.cpp"},
    {"minizip/", "containers/zip(_reader)?\\.cpp|containers/zip_memory\\.h"},
    {"hdf5.h", "containers/hdf5_library\\.h"},
    {"zstd.h", "input/byte_source\\.cpp"},
};

template <class F>
void each_source(F f) {
  const fs::path root = fs::path(NNTRAIN_SOURCE_DIR) / "src";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
    std::ifstream in(entry.path());
    std::stringstream text;
    text << in.rdbuf();
    f(fs::relative(entry.path(), root).generic_string(), text.str());
  }
}

TEST(IncludeMatrix, RoomsDependOneWay) {
  const std::regex include("#include \"([a-z_]+)/");
  int checked = 0;
  each_source([&](const std::string& path, const std::string& text) {
    const std::string room = path.substr(0, path.find('/'));
    if (room == "cli" || path.find('/') == std::string::npos) return;
    ASSERT_TRUE(allowed.count(room)) << "the room " << room << " is not in the matrix";
    for (std::sregex_iterator i(text.begin(), text.end(), include), end; i != end; ++i) {
      const std::string other = (*i)[1];
      EXPECT_TRUE(other == room || allowed.at(room).count(other)) << path << " includes " << other << "/";
      ++checked;
    }
  });
  EXPECT_GT(checked, 100);
}

TEST(IncludeMatrix, LibrariesStayInTheirPlaces) {
  const std::regex include("#include <([^>]+)>");
  int checked = 0;
  each_source([&](const std::string& path, const std::string& text) {
    for (std::sregex_iterator i(text.begin(), text.end(), include), end; i != end; ++i) {
      const std::string header = (*i)[1];
      for (const auto& [library, places] : libraries)
        if (header.rfind(library, 0) == 0) {
          EXPECT_TRUE(std::regex_match(path, std::regex(places))) << path << " includes <" << header << ">";
          ++checked;
        }
    }
  });
  EXPECT_GT(checked, 5);
}

TEST(IncludeMatrix, OnlyTheCommandsWriteToStdout) {
  const std::regex writes("std::cout|\\bprintf\\(|\\bputs\\(|\\bstdout\\b|STDOUT_FILENO");
  const std::regex comment("//[^\n]*");
  each_source([&](const std::string& path, const std::string& text) {
    if (path.rfind("cli/", 0) == 0 || path == "main.cpp") return;
    if (path == "exchange/c_program.cpp") return;  // the text of a program that an export writes
    std::smatch found;
    const std::string code = std::regex_replace(text, comment, "");
    EXPECT_FALSE(std::regex_search(code, found, writes)) << path << ": " << found.str();
  });
}

// Their bits would be those of a machine's library: kernels/vector_math.h has functions of our own. (Its forms in double serve gradient tests.)
TEST(IncludeMatrix, OpsCallNoFunctionOfLibmThatRoundsAsItLikes) {
  const std::regex calls("std::(pow|exp2?|expm1|log(1p|2|10)?|a?(sin|cos|tan)h?|atan2|erfc?|[tl]gamma|cbrt|hypot)\\(");
  int checked = 0;
  each_source([&](const std::string& path, const std::string& text) {
    const std::string room = path.substr(0, path.find('/'));
    if ((room != "ops" && room != "kernels") || path == "kernels/vector_math.h") return;
    std::smatch found;
    EXPECT_FALSE(std::regex_search(text, found, calls)) << path << ": " << found.str();
    ++checked;
  });
  EXPECT_GT(checked, 20);
}

}  // namespace
