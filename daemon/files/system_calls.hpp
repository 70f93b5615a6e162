#pragma once

#include "core/base/bytes.hpp"

#include <cstddef>
#include <sys/types.h>

namespace goxel::files {

/// The system calls of FileStore and the recovery store that tests make fail. Each does what the
/// call of the same name does, errno included. Stateless; any thread.
class SystemCalls {
 public:
  virtual ~SystemCalls() = default;

  /// openat2 with RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS; -1 with ENOSYS where there is none.
  virtual int open_beneath(int directory, const char* path, int flags) const;
  virtual ssize_t write(int fd, const void* bytes, std::size_t size_bytes) const;
  virtual int fsync(int fd) const;
  /// renameat within one directory.
  virtual int rename(int directory, const char* from, const char* to) const;
  /// Gives each of two files or folders in one directory the other's name, atomically; -1 with
  /// ENOSYS where the system, or EINVAL where the file system, cannot.
  virtual int exchange(int directory, const char* a, const char* b) const;
};

/// The real ones.
const SystemCalls& system_calls();

/// Writes all of `bytes`, going on after interruptions and short writes. 0, or the errno of the
/// write that failed.
int write_all(const SystemCalls& calls, int fd, ByteView bytes);

}  // namespace goxel::files
