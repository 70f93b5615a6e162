#pragma once

#include <chrono>

namespace goxel::metrics {

/// Times requests that are handled in a row with one look at the clock for each: the end of one is
/// the begin of the next. A look takes about as long as all else that is counted of a request.
/// Owned by one worker.
class LapClock {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// From `now` on until stop(), what is handled follows one upon the other.
  void start(Time now) {
    last_ = now;
    is_running_ = true;
  }
  void stop() { is_running_ = false; }

  /// When the request that is looked at now began.
  Time begin() const { return is_running_ ? last_ : std::chrono::steady_clock::now(); }
  /// It ends now.
  Time end() {
    last_ = std::chrono::steady_clock::now();
    return last_;
  }

 private:
  Time last_ = {};
  bool is_running_ = false;
};

}  // namespace goxel::metrics
