// Runs a fuzz target on files and on what becomes of them when they are changed at random. Where clang's libFuzzer is not at hand,
// and in ctest: the changes are a function of the number of the run, so each can be repeated.
//   TARGET [--runs N] [--first K] [--guarded] FILE|FOLDER...
// Ends with an error, too, where 64 runs take longer than two minutes, or it has come to take 256 MB more of memory than at its start.
// --guarded: 64 at a time are read in one child process (containers/guarded.h), in which a library that is not trusted needs none for each.
// Where that child is ended by what it reads, its inputs are read again in halves, at last each by itself as users would read it.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>
#include <sstream>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "containers/guarded.h"
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

constexpr std::size_t batch = 64;
constexpr unsigned batch_seconds = 120, guarded_seconds = 2;
constexpr std::uint64_t most_memory = 256 << 20;

void run(const std::string& text) { LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()); }

void run_guarded(std::span<const std::string> texts) {
  if (texts.size() == 1) return run(texts[0]);
  try {
    nntrain::guarded({.memory_bytes = most_memory, .output_bytes = 0, .seconds = guarded_seconds}, "", [&](const nntrain::Append&) {
      for (const std::string& text : texts) run(text);
    });
  } catch (const nntrain::Error&) {
    run_guarded(texts.first(texts.size() / 2));
    run_guarded(texts.subspan(texts.size() / 2));
  }
}

// The most that this process, or a child of it, had of the machine's memory so far.
std::uint64_t peak_memory() {
  rusage own{}, of_children{};
  ::getrusage(RUSAGE_SELF, &own);
  ::getrusage(RUSAGE_CHILDREN, &of_children);
  return static_cast<std::uint64_t>(std::max(own.ru_maxrss, of_children.ru_maxrss)) * 1024;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t runs = 1000, first = 0;
  bool is_guarded = false;
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--runs" && i + 1 < argc) runs = std::stoull(argv[++i]);
    else if (argument == "--first" && i + 1 < argc) first = std::stoull(argv[++i]);
    else if (argument == "--guarded") is_guarded = true;
    else if (fs::is_directory(argument))
      for (const auto& entry : fs::directory_iterator(argument)) files.push_back(entry.path());
    else files.emplace_back(argument);
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> corpus;
  for (const fs::path& file : files) corpus.push_back(read(file));
  if (corpus.empty()) {
    std::cerr << "usage: " << argv[0] << " [--runs N] [--first K] [--guarded] FILE|FOLDER...\n";
    return 2;
  }
  const std::uint64_t at_start = peak_memory();
  for (const std::string& text : corpus) run(text);
  if (runs == 1) {  // that is repeated, to be looked at
    const std::string text = Mutator(corpus, first).next();
    std::ofstream(fs::temp_directory_path() / ("fuzz-" + fs::path(argv[0]).filename().string()), std::ios::binary) << text;
    run(text);
    return 0;
  }
  std::vector<std::string> texts;
  for (std::uint64_t k = first; k < first + runs; k += texts.size()) {
    ::alarm(batch_seconds);
    std::cerr << "\rrun " << k << std::flush;  // what fails is in one of the 64 from here
    texts.clear();
    while (texts.size() < std::min<std::uint64_t>(batch, first + runs - k)) texts.push_back(Mutator(corpus, k + texts.size()).next());
    if (is_guarded) run_guarded(texts);
    else std::ranges::for_each(texts, run);
    if (peak_memory() > at_start + most_memory) {
      std::cerr << "\nthe memory has grown by more than 256 MB\n";
      return 1;
    }
  }
  std::cerr << '\r' << corpus.size() << " files and " << runs << " changed ones read, with at most " << ((peak_memory() - at_start) >> 20) << " MB more memory than at the start\n";
}
