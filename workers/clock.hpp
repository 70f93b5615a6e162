#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>

namespace goxel::workers {

/// Where the time comes from; handed in, so that a test can own it. Any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Steady, for every decision: the wall clock may jump.
  virtual std::chrono::steady_clock::time_point now() const = 0;
  /// The wall clock in seconds since 1970, for what is read after the process has ended.
  virtual std::int64_t unix_seconds() const = 0;
};

class SystemClock final : public Clock {
 public:
  std::chrono::steady_clock::time_point now() const override {
    return std::chrono::steady_clock::now();
  }
  std::int64_t unix_seconds() const override { return std::time(nullptr); }
};

}  // namespace goxel::workers
