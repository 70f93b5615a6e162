#pragma once

#include "daemon/metrics/registry.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace goxel::metrics {

/// One method's durations on all workers.
struct MethodSummary {
  std::size_t method = 0;  ///< its place in the table
  Distribution durations = {};
};

/// The methods that were called, in the order of the table. Reads every counter once: some
/// microseconds for each worker and method.
std::vector<MethodSummary> summarise_methods(const std::vector<const WorkerMetrics*>& workers,
                                             std::size_t method_count);

/// All methods' durations on one worker.
Distribution summarise_worker(const WorkerMetrics& worker, std::size_t method_count);

/// Failed requests on all workers, by place in kErrorCodes.
std::array<std::uint64_t, kErrorCodes.size()> summarise_errors(
    const std::vector<const WorkerMetrics*>& workers);

}  // namespace goxel::metrics
