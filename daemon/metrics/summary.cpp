#include "daemon/metrics/summary.hpp"

#include <utility>

namespace goxel::metrics {

std::vector<MethodSummary> summarise_methods(const std::vector<const WorkerMetrics*>& workers,
                                             std::size_t method_count) {
  std::vector<MethodSummary> summaries;
  for (std::size_t method = 0; method < method_count; ++method) {
    MethodSummary summary{method};
    for (const WorkerMetrics* worker : workers) {
      if (const Histogram* histogram = worker->histogram(method)) summary.durations.add(*histogram);
    }
    if (summary.durations.count() != 0) summaries.push_back(std::move(summary));
  }
  return summaries;
}

Distribution summarise_worker(const WorkerMetrics& worker, std::size_t method_count) {
  Distribution durations;
  for (std::size_t method = 0; method < method_count; ++method) {
    if (const Histogram* histogram = worker.histogram(method)) durations.add(*histogram);
  }
  return durations;
}

std::array<std::uint64_t, kErrorCodes.size()> summarise_errors(
    const std::vector<const WorkerMetrics*>& workers) {
  std::array<std::uint64_t, kErrorCodes.size()> counts{};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    for (const WorkerMetrics* worker : workers) counts[i] += worker->errors(i);
  }
  return counts;
}

}  // namespace goxel::metrics
