#pragma once

#include <chrono>

namespace goxel::workers {

/// Where the time comes from: steady, so that the wall clock may jump; handed in, so that a test
/// can own it. Any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::steady_clock::time_point now() const = 0;
};

class SystemClock final : public Clock {
 public:
  std::chrono::steady_clock::time_point now() const override {
    return std::chrono::steady_clock::now();
  }
};

}  // namespace goxel::workers
