// Runs a command-line test (README.md beside this file) or, with --record, writes what its commands print into it. Of a Markdown
// document (*.md) the ```console blocks are the test: what a reader would see who types them.
//   cli_runner [--record] case.test|document.md
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Command {
  std::string before;  // remarks and files, as they stand in the case
  std::string line;
  std::string output, errors;
  int code = 0;
};

struct Case {
  std::vector<Command> commands;
  bool one_stream = false;  // of a document: both streams as a terminal shows them, without the exit code
  std::string after;        // of a document: what stands behind the last command's output
};

[[noreturn]] void fail(const std::string& message) {
  std::cerr << message << '\n';
  std::exit(2);
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) fail("cannot write " + path.string());
}

std::string without_empty_end(std::string text) {
  while (text == "\n" || text.ends_with("\n\n")) text.pop_back();
  return text;
}

Case parse(const std::string& text) {
  Case result;
  std::istringstream lines(text);
  std::string line, before;
  const auto last = [&]() -> Command& {
    if (result.commands.empty() || !before.empty()) fail("expected a command before: " + line);
    return result.commands.back();
  };
  while (std::getline(lines, line)) {
    if (line.starts_with("--- ")) {
      before += line + '\n';
      while (std::getline(lines, line) && line != "---") before += line + '\n';
      before += "---\n";
    } else if (line.starts_with("$ ")) {
      result.commands.push_back({std::exchange(before, {}), line.substr(2), {}, {}, 0});
    } else if (line.starts_with("! ") || line == "!") {
      last().errors += line.size() > 2 ? line.substr(2) + '\n' : "\n";
    } else if (line.starts_with("? ")) {
      last().code = std::stoi(line.substr(2));
    } else if (line.starts_with("# ") || (line.empty() && result.commands.empty())) {
      before += line + '\n';
    } else if (line.empty() && !before.empty()) {
      before += '\n';
    } else {
      last().output += line + '\n';
    }
  }
  for (Command& command : result.commands) command.output = without_empty_end(command.output);
  return result;
}

// A document: all that is not a command or its output is `before` the next command.
Case parse_document(const std::string& text) {
  Case result{.one_stream = true};
  std::istringstream lines(text);
  bool in_block = false;
  for (std::string line; std::getline(lines, line);) {
    if (in_block && line.starts_with("$ ")) {
      result.commands.push_back({std::exchange(result.after, {}), line.substr(2), {}, {}, 0});
      continue;
    }
    const bool ends = in_block && line == "```";
    in_block = !ends && (in_block || line == "```console");
    (in_block && result.after.empty() && !result.commands.empty() ? result.commands.back().output : result.after) += line + '\n';
  }
  return result;
}

// Writes the files that stand before a command.
void write_files(const std::string& before) {
  std::istringstream lines(before);
  std::string line;
  while (std::getline(lines, line)) {
    if (!line.starts_with("--- ")) continue;
    std::string name = line.substr(4), text;
    while (std::getline(lines, line) && line != "---") text += line + '\n';
    write(name, text);
  }
}

// Takes out the times that steps and epochs took.
std::string without_times(std::string text) {
  static const std::regex bar("[0-9]+s( -)? [0-9]+(us|ms|s)/step"), json("\"seconds\": [0-9.]+");
  text = std::regex_replace(text, bar, "0s$1 0us/step");
  return std::regex_replace(text, json, "\"seconds\": 0");
}

Command run(const Command& given, bool one_stream) {
  if (!one_stream) write_files(given.before);
  Command result{given.before, given.line, {}, {}, 0};
  write("../command.sh", given.line + '\n');
  const int status =
      std::system(one_stream ? "sh ../command.sh > ../stdout.txt 2>&1; code=$?; : > ../stderr.txt; exit $code"
                             : "sh ../command.sh > ../stdout.txt 2> ../stderr.txt");  // NOLINT(cert-env33-c): that is the test
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.output = without_empty_end(read("../stdout.txt"));
  if (!one_stream) result.output = without_times(result.output);
  // A document does not show exit codes: a command fails where its output says "error" and nowhere else.
  if (one_stream && result.code != 0 && result.output.find("error: ") != std::string::npos) result.code = 0;
  result.errors = without_times(read("../stderr.txt"));
  return result;
}

std::string text_of(const Command& command) {
  std::string out = "$ " + command.line + '\n' + command.output;
  if (!out.ends_with('\n')) out += "(no newline at the end)\n";
  std::istringstream errors(command.errors);
  for (std::string line; std::getline(errors, line);) out += (line.empty() ? "!" : "! " + line) + '\n';
  if (command.code != 0) out += "? " + std::to_string(command.code) + '\n';
  return out;
}

// Makes an empty folder, in which the case runs, in a new one; returns that.
fs::path enter_folder(const fs::path& test) {
  const fs::path folder =
      fs::temp_directory_path() / ("nntrain-cli-" + test.stem().string() + "-" + std::to_string(getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder / "case");
  fs::current_path(folder / "case");
  for (const char* name : {"data", "configs"}) fs::create_directory_symlink(fs::path(NNTRAIN_SOURCE_DIR) / name, name);
  return folder;
}

void set_environment() {
  const char* const instead = std::getenv("NNTRAIN_FOLDER");  // of another nntrain, or one that is run by another program
  const std::string path = (instead ? instead : fs::path(NNTRAIN_BINARY).parent_path().string()) + ":" + std::getenv("PATH");
  setenv("PATH", path.c_str(), 1);
#if defined(__x86_64__)
  setenv("NNTRAIN_ISA", "x86-64-v2", 1);
#endif
  setenv("LC_ALL", "C", 1);
  for (const char* name : {"NO_COLOR", "COLUMNS"}) unsetenv(name);
  for (const int number : {SIGINT, SIGTERM}) std::signal(number, SIG_DFL);  // a shell's background jobs ignore Ctrl-C
}

// Whether a document shows this output: times may differ, and each line "..." stands for any lines.
bool shows(const std::string& wanted, const std::string& found) {
  const std::string a = without_times(wanted), b = without_times(found), gap = "\n...\n";
  std::size_t begin = 0, at = 0;  // of the next part of a, and where it may stand in b
  for (std::size_t end = a.find(gap); end != std::string::npos; end = a.find(gap, begin)) {
    const std::string part = a.substr(begin, end + 1 - begin);
    const std::size_t place = b.find(part, at);
    if (place == std::string::npos || (begin == 0 && place != 0)) return false;
    at = place + part.size();
    begin = end + gap.size();
  }
  const std::string rest = a.substr(begin);
  if (begin == 0) return a == b;
  return b.size() >= at + rest.size() && b.ends_with(rest);
}

int check(const Case& expected) {
  int wrong = 0;
  for (const Command& command : expected.commands) {
    const std::string found = text_of(run(command, expected.one_stream)), wanted = text_of(command);
    if (expected.one_stream ? shows(wanted, found) : found == wanted) continue;
    std::cout << "---- expected\n" << wanted << "---- found\n" << found;
    ++wrong;
  }
  return wrong == 0 ? 0 : 1;
}

// The first and last lines of `found`, as many as `wanted` has before and after its "...".
std::string with_gap(const std::string& wanted, const std::string& found) {
  const std::string gap = "\n...\n";
  const std::size_t at = wanted.find(gap);
  if (at == std::string::npos) return found;
  std::size_t begin = 0, end = found.size() - 1;
  for (auto n = std::count(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(at) + 1, '\n'); n > 0; --n)
    begin = found.find('\n', begin) + 1;
  for (auto n = std::count(wanted.begin() + static_cast<std::ptrdiff_t>(at + gap.size()), wanted.end(), '\n'); n > 0; --n)
    end = found.rfind('\n', end - 1);
  return begin < end ? found.substr(0, begin - 1) + gap + found.substr(end + 1) : found;
}

std::string recorded(const Case& given) {
  std::string out;
  for (const Command& command : given.commands) {
    if (!given.one_stream && !out.empty() && !command.before.starts_with('\n')) out += '\n';
    const std::string wanted = text_of(command), found = text_of(run(command, given.one_stream));
    out += command.before + (given.one_stream ? shows(wanted, found) ? wanted : with_gap(wanted, found) : found);
  }
  return out + given.after;
}

}  // namespace

int main(int argc, char** argv) {
  const bool record = argc == 3 && std::string_view(argv[1]) == "--record";
  if (argc != 2 && !record) fail("usage: cli_runner [--record] case.test|document.md");
  const fs::path test = fs::absolute(argv[argc - 1]);
  const Case given = test.extension() == ".md" ? parse_document(read(test)) : parse(read(test));
  if (given.commands.empty()) fail(test.string() + " has no command");
  set_environment();
  const fs::path folder = enter_folder(test);
  int code = 0;
  if (record)
    write(test, recorded(given));
  else
    code = check(given);
  fs::current_path("/");
  fs::remove_all(folder);
  return code;
}
