#pragma once

#include <cstddef>
#include <sys/types.h>

namespace goxel::files {

/// The system calls of FileStore that tests make fail. Each does what the call of the same name
/// does, errno included. Stateless; any thread.
class SystemCalls {
 public:
  virtual ~SystemCalls() = default;

  /// openat2 with RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS; -1 with ENOSYS where there is none.
  virtual int open_beneath(int directory, const char* path, int flags) const;
  virtual ssize_t write(int fd, const void* bytes, std::size_t size_bytes) const;
  virtual int fsync(int fd) const;
  /// renameat within one directory.
  virtual int rename(int directory, const char* from, const char* to) const;
};

/// The real ones.
const SystemCalls& system_calls();

}  // namespace goxel::files
