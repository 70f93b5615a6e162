#pragma once

#include <string_view>

namespace goxel {

/// How long work tells of itself and learns that it should end. Passed in by the caller;
/// implementations decide what a report costs. Both members may be called from any thread that
/// works for the caller.
class Progress {
 public:
  virtual ~Progress() = default;

  /// `fraction` is 0..1 and does not decrease within one piece of work.
  virtual void report(double fraction, std::string_view text) = 0;

  /// True once the work should be abandoned: cancelled, or out of time. Poll at least every few
  /// milliseconds.
  virtual bool is_stop_requested() const = 0;
};

/// Ignores reports and never stops.
class NoProgress final : public Progress {
 public:
  void report(double, std::string_view) override {}
  bool is_stop_requested() const override { return false; }
};

}  // namespace goxel
