#include "containers/guarded.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <new>

#include "base/error.h"

namespace nntrain {

namespace {

// The child ends in one of these. Of an error, what it has written ends in a zero byte and the error's parts, each with a zero byte behind it; the
// last one is "io" of an Error{io}.
enum class Ended { well = 0, error = 1, limit = 2 };

std::uint64_t memory_now() {  // of the address space
  unsigned long pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%lu", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

bool is_child = false;  // this process is one of guarded()

[[noreturn]] void unpacks_to_too_much(const std::string& path) {
  throw Error(ErrorKind::model_file, "the file unpacks to far more than its size", path, "is the file whole? copy it again");
}

// What `work` appends in the process that is a child already.
std::string guarded_again(const GuardLimits& limits, const std::string& path, const std::function<void(const Append&)>& work) {
  std::string output;
  try {
    work([&](std::string_view bytes) {
      if (bytes.size() > limits.output_bytes - output.size()) unpacks_to_too_much(path);
      output += bytes;
    });
  } catch (const std::bad_alloc&) {
    unpacks_to_too_much(path);
  } catch (const Error& error) {
    if (error.kind == ErrorKind::io) throw;
    throw Error(ErrorKind::model_file, error.message, error.where, error.hint);
  }
  return output;
}

void limit(int what, std::uint64_t most) {
  const rlimit both{most, most};
  ::setrlimit(static_cast<__rlimit_resource>(what), &both);
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) ::_exit(static_cast<int>(Ended::limit));
    bytes.remove_prefix(static_cast<std::size_t>(count < 0 ? 0 : count));
  }
}

Ended run(const GuardLimits& limits, int fd, const std::function<void(const Append&)>& work) {
  for (const int crash : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::signal(crash, SIG_DFL);  // nobody tells of it but guarded()
  if (const std::uint64_t now = memory_now()) limit(RLIMIT_AS, now + limits.memory_bytes);
  limit(RLIMIT_CPU, limits.seconds);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  is_child = true;
  try {
    std::uint64_t left = limits.output_bytes;
    work([&](std::string_view bytes) {
      if (bytes.size() > left) ::_exit(static_cast<int>(Ended::limit));
      left -= bytes.size();
      write_all(fd, bytes);
    });
    return Ended::well;
  } catch (const Error& error) {
    write_all(fd, std::string(1, '\0'));
    const std::string kind = error.kind == ErrorKind::io ? "io" : "";
    for (const std::string& part : {error.message, error.where, error.hint, kind}) write_all(fd, part + '\0');
    return Ended::error;
  } catch (const std::bad_alloc&) {
    return Ended::limit;
  }
}

constexpr std::size_t piece = 65536;

// error: that of the read that has failed, or 0.
std::string read_all(int fd, std::uint64_t most, int& error) {
  std::string out(piece, '\0');
  for (std::size_t size = 0;; ) {
    if (out.size() - size < piece) out.resize(out.size() * 2);
    const ssize_t count = ::read(fd, out.data() + size, out.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count > 0) size += static_cast<std::size_t>(count);
    if (count > 0 && size <= most) continue;
    error = count < 0 ? errno : 0;
    out.resize(size);
    return out;
  }
}

// The bytes between the last two zero bytes, which are taken off with the last.
std::string last_part(std::string_view& bytes) {
  if (!bytes.empty()) bytes.remove_suffix(1);
  const std::size_t before = bytes.rfind('\0');
  const std::string part(bytes.substr(before == bytes.npos ? 0 : before + 1));
  bytes.remove_suffix(part.size());
  return part;
}

}  // namespace

std::string guarded(const GuardLimits& limits, const std::string& path, const std::function<void(const Append&)>& work) {
  if (is_child) return guarded_again(limits, path, work);
  int ends[2];
  const auto fail = [&](const char* what) { throw Error(ErrorKind::internal, std::string(what) + ": " + std::strerror(errno), path); };
  if (::pipe(ends) != 0) fail("no pipe");
  ::fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);  // fewer turns; where it is refused, more
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    ::_exit(static_cast<int>(run(limits, ends[1], work)));
  }
  ::close(ends[1]);
  int read_error = child < 0 ? errno : 0;
  std::string output = child < 0 ? "" : read_all(ends[0], limits.output_bytes + piece, read_error);
  ::close(ends[0]);
  int status = 0;
  while (child >= 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  errno = read_error;
  if (read_error != 0) fail(child < 0 ? "no process" : "a process of its own cannot be read");
  if (WIFEXITED(status) && WEXITSTATUS(status) == static_cast<int>(Ended::well)) return output;
  if (WIFEXITED(status) && WEXITSTATUS(status) == static_cast<int>(Ended::error) && !output.empty()) {
    std::string_view rest = output;
    const std::string kind = last_part(rest), hint = last_part(rest), where = last_part(rest), message = last_part(rest);
    throw Error(kind == "io" ? ErrorKind::io : ErrorKind::model_file, message, where, hint);
  }
  if (WIFEXITED(status)) unpacks_to_too_much(path);
  throw Error(ErrorKind::model_file, "the file is damaged: reading it cannot be ended", path, "is the file whole? copy it again");
}

std::string guarded_writing(const std::string& what, const std::function<void(const Append&)>& work) {
  constexpr std::uint64_t any = std::uint64_t{1} << 40;
  try {
    return guarded({.memory_bytes = any, .output_bytes = any, .seconds = any}, {}, work);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::model_file) throw;
    throw Error(ErrorKind::internal, what + " cannot be written", {}, "is there enough memory?");
  }
}

}  // namespace nntrain
