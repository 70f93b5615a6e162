#pragma once

#include "daemon/metrics/worker_metrics.hpp"
#include "workers/mutex.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace goxel::metrics {

/// What all workers have counted. Internally locked; any thread.
class Registry {
 public:
  /// The counters of a new worker, which live as long as this.
  WorkerMetrics& add_worker(workers::WorkerIndex worker, std::size_t method_count) {
    const workers::MutexLock lock(mutex_);
    return workers_.emplace_back(worker, method_count);
  }

  /// In the order in which they were added.
  std::vector<const WorkerMetrics*> workers() const {
    const workers::MutexLock lock(mutex_);
    std::vector<const WorkerMetrics*> all;
    for (const WorkerMetrics& worker : workers_) all.push_back(&worker);
    return all;
  }

  /// Connections that were told that there are too many.
  std::atomic<std::uint64_t> refused_connections{0};

 private:
  mutable workers::Mutex mutex_;
  std::deque<WorkerMetrics> workers_ GOXEL_GUARDED_BY(mutex_);
};

}  // namespace goxel::metrics
