#pragma once

#include "daemon/files/system_calls.hpp"

#include <algorithm>
#include <cerrno>

namespace goxel::files {

/// System calls that fail on demand; those with 0 work.
class FailingCalls : public SystemCalls {
 public:
  bool has_openat2 = true;
  std::size_t bytes_a_write = SIZE_MAX;    ///< a short write takes no more
  std::size_t disk_bytes_left = SIZE_MAX;  ///< then ENOSPC
  int fsync_error = 0;
  int fsyncs_before_error = 0;
  int rename_error = 0;
  int exchange_error = 0;
  mutable int interruptions = 0;  ///< writes that answer EINTR first
  mutable int fsync_count = 0;

  int open_beneath(int directory, const char* path, int flags) const override {
    if (has_openat2) return SystemCalls::open_beneath(directory, path, flags);
    errno = ENOSYS;
    return -1;
  }
  ssize_t write(int fd, const void* bytes, std::size_t size_bytes) const override {
    if (interruptions > 0) {
      --interruptions;
      errno = EINTR;
      return -1;
    }
    const std::size_t taken = std::min({size_bytes, bytes_a_write, disk_bytes_left - written_});
    if (taken == 0 && disk_bytes_left == written_) {
      errno = ENOSPC;
      return -1;
    }
    written_ += taken;
    return SystemCalls::write(fd, bytes, taken);
  }
  int fsync(int fd) const override {
    if (fsync_count++ >= fsyncs_before_error && fsync_error != 0) {
      errno = fsync_error;
      return -1;
    }
    return SystemCalls::fsync(fd);
  }
  int rename(int directory, const char* from, const char* to) const override {
    if (rename_error == 0) return SystemCalls::rename(directory, from, to);
    errno = rename_error;
    return -1;
  }

  int exchange(int directory, const char* a, const char* b) const override {
    if (exchange_error == 0) return SystemCalls::exchange(directory, a, b);
    errno = exchange_error;
    return -1;
  }

 private:
  mutable std::size_t written_ = 0;
};

}  // namespace goxel::files
