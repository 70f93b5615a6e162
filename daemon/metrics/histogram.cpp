#include "daemon/metrics/histogram.hpp"

#include <cmath>

namespace goxel::metrics {

void Distribution::add(const Histogram& histogram) {
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const std::uint64_t count = histogram.counts_[i].load(std::memory_order_relaxed);
    counts_[i] += count;
    count_ += count;
  }
  sum_ns_ += histogram.sum_ns_.load(std::memory_order_relaxed);
  max_ns_ = std::max(max_ns_, histogram.max_ns_.load(std::memory_order_relaxed));
}

std::uint64_t Distribution::quantile_ns(double share) const {
  if (count_ == 0) return 0;
  const double wanted = std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(count_));
  const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1, count_);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    // The last bucket has no end.
    if (seen >= rank && i + 1 < counts_.size()) return std::min(Buckets::upper_ns(i), max_ns_);
  }
  return max_ns_;
}

std::uint64_t Distribution::count_up_to(std::uint64_t ns) const {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i <= Buckets::index_of(ns); ++i) count += counts_[i];
  return count;
}

}  // namespace goxel::metrics
