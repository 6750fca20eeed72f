#include "crash/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

#include "base/file.h"

extern char** environ;

namespace nntrain::test {

namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

std::vector<std::string> environment_with(const std::optional<Fault>& fault) {
  std::vector<std::string> list;
  for (char** variable = environ; *variable; ++variable) list.emplace_back(*variable);
  if (!fault) return list;
  list.insert(list.end(), {std::string("LD_PRELOAD=") + NNTRAIN_FAULTS, "FAULTS_CALLS=" + fault->calls, "FAULTS_AT=" + std::to_string(fault->at), "FAULTS_HOW=" + fault->how,
                           "FAULTS_REPORT=calls"});
  return list;
}

std::string taken(const char* file) {
  if (!std::filesystem::exists(file)) return {};
  const std::string text = read_file(file);
  std::filesystem::remove(file);
  return text;
}

}  // namespace

Outcome nntrain_process(const std::vector<std::string>& words, const std::optional<Fault>& fault, std::optional<std::chrono::microseconds> kill_after) {
  std::vector<std::string> arguments = words, environment = environment_with(fault);
  arguments.insert(arguments.begin(), NNTRAIN_BINARY);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "out", O_WRONLY | O_CREAT | O_TRUNC, 0666);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "errors", O_WRONLY | O_CREAT | O_TRUNC, 0666);
  pid_t process = 0;
  const int error = ::posix_spawn(&process, NNTRAIN_BINARY, &files, nullptr, pointers(arguments).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) throw std::runtime_error("cannot start nntrain");
  if (kill_after) {
    std::this_thread::sleep_for(*kill_after);
    ::kill(process, SIGKILL);
  }
  int status = 0;
  ::waitpid(process, &status, 0);
  Outcome outcome;
  outcome.killed = WIFSIGNALED(status);
  outcome.code = outcome.killed ? WTERMSIG(status) : WEXITSTATUS(status);
  outcome.out = taken("out");
  outcome.errors = taken("errors");
  if (const std::string calls = taken("calls"); !calls.empty()) outcome.calls = std::stol(calls);
  return outcome;
}

long number_of(const char* variable, long light) {
  const char* const text = std::getenv(variable);
  return text ? std::atol(text) : light;
}

}  // namespace nntrain::test
