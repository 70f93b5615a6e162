#include "daemon/files/system_calls.hpp"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/openat2.h>
#include <sys/syscall.h>
#endif

namespace goxel::files {

int SystemCalls::open_beneath([[maybe_unused]] int directory, [[maybe_unused]] const char* path,
                              [[maybe_unused]] int flags) const {
#if defined(__linux__) && defined(SYS_openat2)
  // The kernel gives up with EAGAIN when a rename elsewhere races with a "..": not for long.
  constexpr int kAttempts = 64;
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  int fd = -1;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    // glibc 2.36 has no wrapper.
    fd = static_cast<int>(::syscall(SYS_openat2, directory, path, &how, sizeof how));
    if (fd >= 0 || (errno != EAGAIN && errno != EINTR)) break;
  }
  return fd;
#else
  errno = ENOSYS;
  return -1;
#endif
}

ssize_t SystemCalls::write(int fd, const void* bytes, std::size_t size_bytes) const {
  return ::write(fd, bytes, size_bytes);
}

int SystemCalls::fsync(int fd) const {
#ifdef F_FULLFSYNC
  // On macOS fsync leaves the data in the drive's cache. Not every file system there knows this.
  if (::fcntl(fd, F_FULLFSYNC) == 0) return 0;
#endif
  return ::fsync(fd);
}

int SystemCalls::rename(int directory, const char* from, const char* to) const {
  return ::renameat(directory, from, directory, to);
}

int SystemCalls::exchange([[maybe_unused]] int directory, [[maybe_unused]] const char* a,
                          [[maybe_unused]] const char* b) const {
#if defined(RENAME_EXCHANGE)
  return ::renameat2(directory, a, directory, b, RENAME_EXCHANGE);
#elif defined(RENAME_SWAP)
  return ::renameatx_np(directory, a, directory, b, RENAME_SWAP);
#else
  errno = ENOSYS;
  return -1;
#endif
}

const SystemCalls& system_calls() {
  static const SystemCalls calls;
  return calls;
}

int write_all(const SystemCalls& calls, int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = calls.write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return EIO;  // else a device that takes nothing would hold us here for ever
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace goxel::files
