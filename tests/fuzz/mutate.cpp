// Runs a fuzz target on files and on what becomes of them when they are changed at random. Where clang's libFuzzer is not at hand,
// and in ctest: the changes are a function of the number of the run, so each can be repeated.
//   TARGET [--runs N] [--first K] FILE|FOLDER...
#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "target.h"

namespace {

namespace fs = std::filesystem;

// What often breaks readers.
constexpr std::array<std::string_view, 30> words{
    "0",     "-1",    "1e308",  "1e-308", "9223372036854775807", "-9223372036854775808", "4294967296", "0.5",  "null",    "true",
    "[]",    "{}",    "\"\"",   "\"",     ",",                   ":",                    "[",          "]",    "{",       "}",
    "\n",    "\r\n",  "\t",     ";",      "NaN",                 "\xef\xbb\xbf",         "\xff",       "\\u0000", "//", "[2147483647, 2147483647]"};

class Mutator {
 public:
  Mutator(const std::vector<std::string>& corpus, std::uint64_t run) : corpus_(corpus), run_(run) {}

  std::string next() {
    std::string text = corpus_[below(corpus_.size())];
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) change(text);
    return text;
  }

 private:
  std::size_t below(std::size_t n) {
    const auto block = nntrain::random_block(run_, 0, counter_++, 0);
    return n == 0 ? 0 : block[0] % n;
  }
  // The end of the JSON or CSV token that begins at `begin`.
  static std::size_t token_end(const std::string& text, std::size_t begin) {
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::strchr("_.+-", c) != nullptr; };
    std::size_t end = begin;
    while (end < text.size() && is_word(text[end])) ++end;
    return std::max(end, std::min(begin + 1, text.size()));
  }
  void change(std::string& text) {
    const std::size_t at = below(text.size() + 1), end = token_end(text, at);
    const std::size_t length = std::min(text.size() - at, 1 + below(32));
    const std::string& other = corpus_[below(corpus_.size())];
    const std::size_t from = below(other.size() + 1);
    switch (below(8)) {
      case 0: if (at < text.size()) text[at] = static_cast<char>(below(256)); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, text.substr(at, length)); break;
      case 3: text.insert(at, words[below(words.size())]); break;
      case 4: case 5: text.replace(at, end - at, words[below(words.size())]); break;
      case 6: text.insert(at, other.substr(from, 1 + below(64))); break;
      default: text.replace(at, end - at, other.substr(from, token_end(other, from) - from)); break;
    }
  }

  const std::vector<std::string>& corpus_;
  std::uint64_t run_, counter_ = 0;
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void run(const std::string& text) { LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()); }

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t runs = 1000, first = 0;
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--runs" && i + 1 < argc) runs = std::stoull(argv[++i]);
    else if (argument == "--first" && i + 1 < argc) first = std::stoull(argv[++i]);
    else if (fs::is_directory(argument))
      for (const auto& entry : fs::directory_iterator(argument)) files.push_back(entry.path());
    else files.emplace_back(argument);
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> corpus;
  for (const fs::path& file : files) corpus.push_back(read(file));
  if (corpus.empty()) {
    std::cerr << "usage: " << argv[0] << " [--runs N] [--first K] FILE|FOLDER...\n";
    return 2;
  }
  for (const std::string& text : corpus) run(text);
  const fs::path last = fs::temp_directory_path() / ("fuzz-" + fs::path(argv[0]).filename().string());
  for (std::uint64_t k = first; k < first + runs; ++k) {
    const std::string text = Mutator(corpus, k).next();
    if (runs == 1) std::ofstream(last, std::ios::binary) << text;  // of a run that is repeated, to be looked at
    if (k % 64 == 0) std::cerr << "\rrun " << k << std::flush;      // a crash is in one of the 64 from here
    run(text);
  }
  std::cerr << '\r' << corpus.size() << " files and " << runs << " changed ones read\n";
}
