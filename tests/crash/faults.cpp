// Stands between a process and the system (LD_PRELOAD), and lets one call fail:
//
//   FAULTS_CALLS   which calls count: "write,fsync", of those below
//   FAULTS_AT      the call that fails, from 1; 0: none
//   FAULTS_HOW     "EIO", "ENOSPC", "EINTR", ... : it fails so; "short": it reads or writes a byte only; "kill": the process ends there
//   FAULTS_REPORT  the descriptor of a pipe that gets the number of calls when the process ends
//   FAULTS_CHILD   with any value: calls count in processes that the process forks, one after another, and not in itself
//   FAULTS_EVERY   instead of FAULTS_AT: each so many-th call fails, but in a copy of the process that goes on from there in a copy of
//                  the folder; the process itself waits for its end and goes on as if nothing had been. So one run tries all calls. But
//                  for those beside a child: a copy has none.
//   FAULTS_TELLER  with it, the descriptor of a socket. The number of a call that is to fail is told there, and whoever listens copies
//                  the folder to ../faulty; then how the copy of the process ended (waitpid's status). A byte answers each.
//   FAULTS_RECORD  with it and FAULTS_CHILD, the descriptor of a memory file. A copy of a child has no parent that reads it: what it and
//                  the child before it have written to the pipe stands there (record.h). It stays in the folder.
//
// Calls: open, read, write, close, fsync, rename, unlink, mkdir, ftruncate, fallocate, mmap, stat, and malloc (with its kin).
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "record.h"

extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);
}

namespace {

struct Plan {
  const char* calls = std::getenv("FAULTS_CALLS");
  int report = -1;
  const bool in_child = std::getenv("FAULTS_CHILD") != nullptr;
  const pid_t process = ::getpid();  // before it forks others
  std::atomic<long>* const count = static_cast<std::atomic<long>*>(shared(sizeof *count, MAP_ANONYMOUS, -1));  // of its children, too
  nntrain::test::Record* record = nullptr;
  long at = 0, every = 0;
  int teller = -1;
  int error = 0;  // 0: short or kill
  bool kills = false;

  static void* shared(std::size_t size, int flags, int fd) {
    void* const memory = reinterpret_cast<void*>(::syscall(SYS_mmap, nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | flags, fd, 0));
    if (memory == MAP_FAILED) ::abort();
    return memory;
  }

  Plan() {
    if (const char* text = std::getenv("FAULTS_RECORD")) record = static_cast<nntrain::test::Record*>(shared(sizeof *record, 0, std::atoi(text)));
    if (const char* text = std::getenv("FAULTS_AT")) at = std::atol(text);
    if (const char* text = std::getenv("FAULTS_EVERY")) every = std::atol(text);
    if (const char* text = std::getenv("FAULTS_REPORT")) report = std::atoi(text);
    if (const char* text = std::getenv("FAULTS_TELLER")) teller = std::atoi(text);
    const char* how = std::getenv("FAULTS_HOW");
    if (!how) how = "EIO";
    constexpr struct {
      const char* name;
      int error;
    } errors[] = {{"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EINTR", EINTR}, {"EACCES", EACCES}, {"EROFS", EROFS}, {"EDQUOT", EDQUOT}, {"ENOMEM", ENOMEM}, {"EMFILE", EMFILE}};
    for (const auto& e : errors)
      if (std::strcmp(how, e.name) == 0) error = e.error;
    kills = std::strcmp(how, "kill") == 0;
  }
};

const Plan& plan() {
  static const Plan plan;
  return plan;
}

bool is_copy = false;  // in which a call has failed already

bool counts() { return (::getpid() != plan().process) == plan().in_child; }

bool has_children() {
  siginfo_t child;
  return ::waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0;
}

bool writes_to_pipe(int fd) {
  struct stat status;
  return ::syscall(SYS_fstat, fd, &status) == 0 && S_ISFIFO(status.st_mode);
}

// Of a child that is to be tried in copies: what it has written to its parent.
void record(const void* bytes, std::size_t size) {
  nntrain::test::Record& r = *plan().record;
  static bool has_begun = false;
  if (!std::exchange(has_begun, true)) {
    r.size = 0;
    r.process = ::getpid();
  }
  if (size > sizeof r.bytes - r.size) ::abort();
  if (size > 0) std::memcpy(r.bytes + r.size, bytes, size);
  r.size += size;
}

// Where open files of the folder `from` are opened anew, of the same name in the folder the process is in: at the same place, in the same way.
void move_open_files(const char* from) {
  const std::size_t length = std::strlen(from);
  for (int fd = 0; fd < 64; ++fd) {
    char link[32], path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t size = ::readlink(link, path, sizeof path - 1);
    if (size <= 0) continue;
    path[size] = 0;
    if (std::strncmp(path, from, length) != 0 || path[length] != '/') continue;
    const int flags = ::fcntl(fd, F_GETFL), own = ::fcntl(fd, F_GETFD);
    const long copy = ::syscall(SYS_openat, AT_FDCWD, path + length + 1, flags & ~(O_CREAT | O_EXCL | O_TRUNC));
    if (copy < 0 && errno == ENOENT) continue;  // it has no name any more
    if (copy < 0) ::abort();
    ::lseek(static_cast<int>(copy), ::lseek(fd, 0, SEEK_CUR), SEEK_SET);
    ::dup3(static_cast<int>(copy), fd, own & FD_CLOEXEC ? O_CLOEXEC : 0);
    ::syscall(SYS_close, copy);
  }
}

void tell(long number) {
  char answer;
  if (::syscall(SYS_write, plan().teller, &number, sizeof number) != sizeof number || ::syscall(SYS_read, plan().teller, &answer, 1) != 1) ::abort();
}

// Whether this process is the copy in which the call fails.
bool goes_on_as_copy() {
  const Plan& p = plan();
  if (has_children()) return false;
  char folder[4096];
  if (!::getcwd(folder, sizeof folder)) ::abort();
  if (p.record) record(nullptr, 0);
  const std::size_t recorded = p.record ? p.record->size : 0;
  tell(*p.count);
  const pid_t copy = ::fork();
  if (copy < 0) ::abort();
  if (copy == 0) {
    is_copy = true;
    ::alarm(60);  // a copy that does not end is killed
    if (p.record) return true;
    if (::chdir("../faulty") != 0) ::abort();
    move_open_files(folder);
    return true;
  }
  int status = 0;
  while (::waitpid(copy, &status, 0) < 0 && errno == EINTR) {}
  tell(status);
  if (p.record) p.record->size = recorded;
  return false;
}

enum class Fate { passes, fails, is_short };

Fate fate_of(const char* call) {
  const Plan& p = plan();
  if (!p.calls || is_copy || !counts()) return Fate::passes;
  const char* found = std::strstr(p.calls, call);
  const std::size_t length = std::strlen(call);
  if (!found || (found != p.calls && found[-1] != ',') || (found[length] != 0 && found[length] != ',')) return Fate::passes;
  const long count = ++*p.count;
  const int before = errno;
  const bool is_due = p.every > 0 ? count % p.every == 0 && goes_on_as_copy() : count == p.at;
  errno = before;
  if (!is_due) return Fate::passes;
  if (p.kills) ::kill(::getpid(), SIGKILL);
  errno = p.error;
  return p.error ? Fate::fails : Fate::is_short;
}

bool fails(const char* call) { return fate_of(call) == Fate::fails; }

// Where the fate is short, a single byte is done.
long transfer(const char* call, long number, int fd, const void* buffer, size_t size, off_t offset, bool placed) {
  const Fate fate = fate_of(call);
  if (fate == Fate::fails) return -1;
  if (fate == Fate::is_short && size > 1) size = 1;
  if (plan().record && number == SYS_write && ::getpid() != plan().process && writes_to_pipe(fd)) {
    record(buffer, size);
    if (is_copy) return static_cast<long>(size);
  }
  return placed ? ::syscall(number, fd, buffer, size, offset) : ::syscall(number, fd, buffer, size);
}

__attribute__((destructor)) void report() {
  const Plan& p = plan();
  if (p.report < 0 || is_copy || ::getpid() != p.process) return;
  const long calls = *p.count;
  ::syscall(SYS_write, p.report, &calls, sizeof calls);
}

}  // namespace

extern "C" {

[[noreturn]] void _exit(int code) {  // how forked processes end
  report();
  while (true) ::syscall(SYS_exit_group, code);
}

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) ? va_arg(more, mode_t) : 0;
  va_end(more);
  return fails("open") ? -1 : static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) ? va_arg(more, mode_t) : 0;
  va_end(more);
  return fails("open") ? -1 : static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
ssize_t read(int fd, void* buffer, size_t size) { return transfer("read", SYS_read, fd, buffer, size, 0, false); }
ssize_t pread(int fd, void* buffer, size_t size, off_t offset) { return transfer("read", SYS_pread64, fd, buffer, size, offset, true); }
ssize_t pread64(int fd, void* buffer, size_t size, off64_t offset) { return transfer("read", SYS_pread64, fd, buffer, size, offset, true); }
ssize_t write(int fd, const void* buffer, size_t size) { return transfer("write", SYS_write, fd, buffer, size, 0, false); }
ssize_t pwrite(int fd, const void* buffer, size_t size, off_t offset) { return transfer("write", SYS_pwrite64, fd, buffer, size, offset, true); }
ssize_t pwrite64(int fd, const void* buffer, size_t size, off64_t offset) { return transfer("write", SYS_pwrite64, fd, buffer, size, offset, true); }
int close(int fd) {
  const bool failed = fails("close");
  const int error = errno;
  const int result = static_cast<int>(::syscall(SYS_close, fd));  // as Linux: it is closed, whatever is said
  if (!failed) return result;
  errno = error;
  return -1;
}
int fsync(int fd) { return fails("fsync") ? -1 : is_copy ? 0 : static_cast<int>(::syscall(SYS_fsync, fd)); }  // nobody looks at a copy's disk
int rename(const char* from, const char* to) { return fails("rename") ? -1 : static_cast<int>(::syscall(SYS_rename, from, to)); }
int unlink(const char* path) { return fails("unlink") ? -1 : static_cast<int>(::syscall(SYS_unlink, path)); }
int mkdir(const char* path, mode_t mode) { return fails("mkdir") ? -1 : static_cast<int>(::syscall(SYS_mkdir, path, mode)); }
int ftruncate(int fd, off_t size) { return fails("ftruncate") ? -1 : static_cast<int>(::syscall(SYS_ftruncate, fd, size)); }
int ftruncate64(int fd, off64_t size) { return fails("ftruncate") ? -1 : static_cast<int>(::syscall(SYS_ftruncate, fd, size)); }
int fstat(int fd, struct stat* out) { return fails("stat") ? -1 : static_cast<int>(::syscall(SYS_fstat, fd, out)); }
int posix_fallocate(int fd, off_t offset, off_t size) {
  if (fails("fallocate")) return errno;
  return ::syscall(SYS_fallocate, fd, 0, offset, size) == 0 ? 0 : errno;
}
void* mmap(void* address, size_t size, int protection, int flags, int fd, off_t offset) {
  return fails("mmap") ? MAP_FAILED : reinterpret_cast<void*>(::syscall(SYS_mmap, address, size, protection, flags, fd, offset));
}

void* malloc(size_t size) { return fails("malloc") ? nullptr : __libc_malloc(size); }
void* calloc(size_t number, size_t size) { return fails("malloc") ? nullptr : __libc_calloc(number, size); }
void* realloc(void* old, size_t size) { return fails("malloc") ? nullptr : __libc_realloc(old, size); }
void* aligned_alloc(size_t alignment, size_t size) { return fails("malloc") ? nullptr : __libc_memalign(alignment, size); }
int posix_memalign(void** out, size_t alignment, size_t size) {
  if (fails("malloc")) return ENOMEM;
  *out = __libc_memalign(alignment, size);
  return *out ? 0 : ENOMEM;
}
}
