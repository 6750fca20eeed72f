#include "whole_process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>

namespace nntrain::bench {

namespace {

[[noreturn]] void become(const std::vector<std::string>& command, const std::string& directory) {
  std::vector<char*> arguments;
  for (const std::string& a : command) arguments.push_back(const_cast<char*>(a.c_str()));
  arguments.push_back(nullptr);
  const int nowhere = open("/dev/null", O_WRONLY);
  if (nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0 && dup2(nowhere, STDERR_FILENO) >= 0 &&
      chdir(directory.c_str()) == 0)
    execv(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

ProcessTimes time_command(const std::vector<std::string>& command, const std::string& directory, int count) {
  ProcessTimes times;
  for (int i = 0; i < count; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child == 0) become(command, directory);
    int status = 0;
    rusage used{};
    if (child < 0 || wait4(child, &status, 0, &used) != child || status != 0)
      throw std::runtime_error("\"" + command[0] + " " + command[1] + "\" failed");
    times.elapsed.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    const auto seconds = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    times.processor.push_back(seconds(used.ru_utime) + seconds(used.ru_stime));
  }
  return times;
}

}  // namespace nntrain::bench
