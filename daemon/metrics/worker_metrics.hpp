#pragma once

#include "core/base/error.hpp"
#include "daemon/metrics/histogram.hpp"
#include "workers/context.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace goxel::metrics {

/// A request whose time runs: its method's place in the table, and when it began.
struct Started {
  std::uint32_t method = 0;
  std::chrono::steady_clock::time_point at = {};
};

/// All codes of errors, in the order in which they are counted and shown.
inline constexpr auto kErrorCodes = std::to_array<ErrorCode>(
    {ErrorCode::ParseError,    ErrorCode::InvalidRequest,  ErrorCode::MethodNotFound,
     ErrorCode::InvalidParams, ErrorCode::InternalError,   ErrorCode::ProjectLocked,
     ErrorCode::NoProject,     ErrorCode::SessionNotFound, ErrorCode::Conflict,
     ErrorCode::Busy,          ErrorCode::LimitExceeded,   ErrorCode::NotFound,
     ErrorCode::FileError,     ErrorCode::FormatError,     ErrorCode::Cancelled,
     ErrorCode::Timeout,       ErrorCode::Unauthorized,    ErrorCode::ScriptError,
     ErrorCode::ReadOnly,      ErrorCode::NotBuilt});

/// What one worker counts of its requests. Its own thread writes, any may read.
class WorkerMetrics {
 public:
  WorkerMetrics(workers::WorkerIndex worker, std::size_t method_count);

  /// Counts a request that was answered at `end`. The first one of a method takes 5 KiB.
  void record(const Started& started, std::chrono::steady_clock::time_point end) {
    const auto took = end - started.at;
    Histogram* histogram = histograms_[started.method].load(std::memory_order_relaxed);
    if (histogram == nullptr) histogram = add_histogram(started.method);
    histogram->record(static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(took).count()));
  }
  void count_error(ErrorCode code);
  void count_repeated_ids(std::size_t count) { add_alone(repeated_ids_, count); }
  void count_received(std::size_t size) { add_alone(received_bytes_, size); }
  void count_sent(std::size_t size) { add_alone(sent_bytes_, size); }

  workers::WorkerIndex worker() const { return worker_; }
  /// Null until a request of the method has been answered.
  const Histogram* histogram(std::size_t method) const {
    return histograms_[method].load(std::memory_order_acquire);
  }
  /// `index`: into kErrorCodes.
  std::uint64_t errors(std::size_t index) const {
    return errors_[index].load(std::memory_order_relaxed);
  }
  std::uint64_t repeated_ids() const { return repeated_ids_.load(std::memory_order_relaxed); }
  std::uint64_t received_bytes() const { return received_bytes_.load(std::memory_order_relaxed); }
  std::uint64_t sent_bytes() const { return sent_bytes_.load(std::memory_order_relaxed); }

 private:
  Histogram* add_histogram(std::size_t method);

  const workers::WorkerIndex worker_;
  std::vector<std::atomic<Histogram*>> histograms_;  ///< by method
  std::vector<std::unique_ptr<Histogram>> owned_;    ///< the worker's alone
  std::array<std::atomic<std::uint64_t>, kErrorCodes.size()> errors_{};
  std::atomic<std::uint64_t> repeated_ids_{0};  ///< in batches
  std::atomic<std::uint64_t> received_bytes_{0};
  std::atomic<std::uint64_t> sent_bytes_{0};
};

}  // namespace goxel::metrics
