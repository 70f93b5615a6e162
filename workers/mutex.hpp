#pragma once

#include "workers/thread_annotations.hpp"

#include <condition_variable>
#include <mutex>

namespace goxel::workers {

/// std::mutex that Clang's thread-safety analysis understands. Never held over a callback.
class GOXEL_CAPABILITY("mutex") Mutex {
 public:
  void lock() GOXEL_ACQUIRE() { mutex_.lock(); }
  void unlock() GOXEL_RELEASE() { mutex_.unlock(); }

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

/// Holds a Mutex for a scope, and can wait on a condition with it.
class GOXEL_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) GOXEL_ACQUIRE(mutex) : lock_(mutex.mutex_) {}
  ~MutexLock() GOXEL_RELEASE() = default;
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void wait(std::condition_variable& condition) { condition.wait(lock_); }
  /// False when `deadline` passed first.
  template <class Clock, class Duration>
  bool wait_until(std::condition_variable& condition,
                  const std::chrono::time_point<Clock, Duration>& deadline) {
    return condition.wait_until(lock_, deadline) == std::cv_status::no_timeout;
  }

 private:
  std::unique_lock<std::mutex> lock_;
};

}  // namespace goxel::workers
