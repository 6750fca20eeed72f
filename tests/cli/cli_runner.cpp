// Runs a command-line test (README.md) or, with --record, writes what its commands print into it.
//   cli_runner [--record] case.test
#include <sys/wait.h>
#include <unistd.h>

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

Command run(const Command& given) {
  write_files(given.before);
  Command result{given.before, given.line, {}, {}, 0};
  write("../command.sh", given.line + '\n');
  const int status =
      std::system("sh ../command.sh > ../stdout.txt 2> ../stderr.txt");  // NOLINT(cert-env33-c): that is the test
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.output = without_empty_end(without_times(read("../stdout.txt")));
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
  const std::string path = fs::path(NNTRAIN_BINARY).parent_path().string() + ":" + std::getenv("PATH");
  setenv("PATH", path.c_str(), 1);
#if defined(__x86_64__)
  setenv("NNTRAIN_ISA", "x86-64-v2", 1);
#endif
  setenv("LC_ALL", "C", 1);
  for (const char* name : {"NO_COLOR", "COLUMNS"}) unsetenv(name);
  for (const int number : {SIGINT, SIGTERM}) std::signal(number, SIG_DFL);  // a shell's background jobs ignore Ctrl-C
}

int check(const Case& expected) {
  int wrong = 0;
  for (const Command& command : expected.commands) {
    const std::string found = text_of(run(command)), wanted = text_of(command);
    if (found == wanted) continue;
    std::cout << "---- expected\n" << wanted << "---- found\n" << found;
    ++wrong;
  }
  return wrong == 0 ? 0 : 1;
}

std::string recorded(const Case& given) {
  std::string out;
  for (const Command& command : given.commands) {
    if (!out.empty() && !command.before.starts_with('\n')) out += '\n';
    out += command.before + text_of(run(command));
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const bool record = argc == 3 && std::string_view(argv[1]) == "--record";
  if (argc != 2 && !record) fail("usage: cli_runner [--record] case.test");
  const fs::path test = fs::absolute(argv[argc - 1]);
  const Case given = parse(read(test));
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
