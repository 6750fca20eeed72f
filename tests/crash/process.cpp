#include "crash/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "base/file.h"
#include "crash/record.h"

extern char** environ;

namespace nntrain::test {

namespace {

constexpr int there = 60, record_there = 61;  // descriptors of the process under test

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

std::vector<std::string> environment_with(const std::vector<std::string>& more) {
  std::vector<std::string> list;
  for (char** variable = environ; *variable; ++variable) list.emplace_back(*variable);
  list.insert(list.end(), more.begin(), more.end());
  return list;
}

std::vector<std::string> variables_of(const std::string& calls, const std::string& how) {
  return {std::string("LD_PRELOAD=") + NNTRAIN_FAULTS, "FAULTS_CALLS=" + calls, "FAULTS_HOW=" + how};
}

std::vector<std::string> variables_of(const std::string& calls, const std::string& how, long every) {
  std::vector<std::string> list = variables_of(calls, how);
  list.insert(list.end(), {"FAULTS_EVERY=" + std::to_string(every), "FAULTS_TELLER=" + std::to_string(there)});
  return list;
}

std::string taken(const char* file) {
  if (!std::filesystem::exists(file)) return {};
  const std::string text = read_file(file);
  std::filesystem::remove(file);
  return text;
}

// Its standard output and errors go to the files "out" and "errors"; it inherits `descriptor` as `there`, and `record` as `record_there`.
pid_t start(std::vector<std::string> words, const std::vector<std::string>& variables, int descriptor = -1, int record = -1) {
  std::vector<std::string> environment = environment_with(variables);
  words.insert(words.begin(), NNTRAIN_BINARY);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "out", O_WRONLY | O_CREAT | O_TRUNC, 0666);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "errors", O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (descriptor >= 0) posix_spawn_file_actions_adddup2(&files, descriptor, there);
  if (record >= 0) posix_spawn_file_actions_adddup2(&files, record, record_there);
  pid_t process = 0;
  const int error = ::posix_spawn(&process, NNTRAIN_BINARY, &files, nullptr, pointers(words).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) throw std::runtime_error("cannot start nntrain");
  return process;
}

Outcome outcome_of(int status) {
  Outcome outcome;
  outcome.killed = WIFSIGNALED(status);
  outcome.code = outcome.killed ? WTERMSIG(status) : WEXITSTATUS(status);
  outcome.out = taken("out");
  outcome.errors = taken("errors");
  return outcome;
}

int ended(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {}
  return status;
}

// Runs the words with copies (FAULTS_EVERY): before() each of them, and then copy_ended(number of the call, waitpid's status).
Outcome each_copy(const std::vector<std::string>& words, const std::vector<std::string>& variables, int record, const std::function<void()>& before,
                  const std::function<void(long at, int status)>& copy_ended) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw std::runtime_error("no socket");
  const pid_t process = start(words, variables, ends[1], record);
  ::close(ends[1]);
  const auto told = [&](long& number) { return ::recv(ends[0], &number, sizeof number, MSG_WAITALL) == sizeof number; };
  const auto answer = [&] {
    if (::send(ends[0], "", 1, MSG_NOSIGNAL) != 1) throw std::runtime_error("the process under test is gone");
  };
  for (long at = 0, status = 0; told(at);) {
    before();
    answer();
    if (!told(status)) break;
    copy_ended(at, static_cast<int>(status));
    answer();
  }
  ::close(ends[0]);
  return outcome_of(ended(process));
}

}  // namespace

Outcome nntrain_process(const std::vector<std::string>& words, const std::optional<Fault>& fault, std::optional<std::chrono::microseconds> kill_after) {
  std::vector<std::string> variables;
  int ends[2] = {-1, -1};
  if (fault) {
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) throw std::runtime_error("no pipe");
    variables = variables_of(fault->calls, fault->how);
    variables.insert(variables.end(), {"FAULTS_AT=" + std::to_string(fault->at), "FAULTS_REPORT=" + std::to_string(there)});
    if (fault->in_child) variables.push_back("FAULTS_CHILD=yes");
  }
  const pid_t process = start(words, variables, ends[1]);
  if (kill_after) {
    std::this_thread::sleep_for(*kill_after);
    ::kill(process, SIGKILL);
  }
  Outcome outcome = outcome_of(ended(process));
  if (fault) {
    if (::read(ends[0], &outcome.calls, sizeof outcome.calls) < 0) outcome.calls = 0;  // it was killed, or there was no such process
    for (const int end : ends) ::close(end);
  }
  return outcome;
}

Outcome each_fault(const std::vector<std::string>& words, const std::string& calls, const std::string& how, long every,
                   const std::function<void(long at, const Outcome&)>& check) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::current_path(), faulty = folder.parent_path() / "faulty";
  const auto copy_folder = [&] {
    fs::remove_all(faulty);
    fs::copy(folder, faulty, fs::copy_options::recursive);
  };
  return each_copy(words, variables_of(calls, how, every), -1, copy_folder, [&](long at, int status) {
    fs::current_path(faulty);
    check(at, outcome_of(status));
    fs::current_path(folder);
  });
}

Outcome each_fault_in_children(const std::vector<std::string>& words, const std::string& calls, const std::string& how, long every,
                               const std::function<void(long at, const std::string& end)>& check) {
  const int file = ::memfd_create("record", MFD_CLOEXEC);
  if (file < 0 || ::ftruncate(file, sizeof(Record)) != 0) throw std::runtime_error("no record");
  const auto* const record = static_cast<const Record*>(::mmap(nullptr, sizeof(Record), PROT_READ, MAP_SHARED, file, 0));
  if (record == MAP_FAILED) throw std::runtime_error("no record");
  std::vector<std::string> variables = variables_of(calls, how, every);
  variables.insert(variables.end(), {"FAULTS_CHILD=yes", "FAULTS_RECORD=" + std::to_string(record_there)});
  const Outcome whole = each_copy(words, variables, file, [] {}, [&](long at, int status) {
    check(at, std::to_string(record->process) + " " + std::to_string(status) + " " + std::string(record->bytes, record->size));
  });
  ::munmap(const_cast<Record*>(record), sizeof(Record));
  ::close(file);
  return whole;
}

long number_of(const char* variable, long light) {
  const char* const text = std::getenv(variable);
  return text ? std::atol(text) : light;
}

}  // namespace nntrain::test
