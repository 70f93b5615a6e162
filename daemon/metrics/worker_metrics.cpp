#include "daemon/metrics/worker_metrics.hpp"

namespace goxel::metrics {

WorkerMetrics::WorkerMetrics(workers::WorkerIndex worker, std::size_t method_count)
    : worker_(worker), histograms_(method_count) {}

void WorkerMetrics::count_error(ErrorCode code) {
  const auto at = std::find(kErrorCodes.begin(), kErrorCodes.end(), code);
  if (at != kErrorCodes.end())
    add_alone(errors_[static_cast<std::size_t>(at - kErrorCodes.begin())], 1);
}

Histogram* WorkerMetrics::add_histogram(std::size_t method) {
  owned_.push_back(std::make_unique<Histogram>());
  // A reader that sees the pointer sees the zeros too.
  histograms_[method].store(owned_.back().get(), std::memory_order_release);
  return owned_.back().get();
}

}  // namespace goxel::metrics
