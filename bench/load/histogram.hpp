#pragma once

#include <cstdint>
#include <vector>

namespace goxel::bench {

/// Counts values in buckets whose width grows with the value: exact below 256, within 1/128 (0.8 %)
/// of the value above, up to 2^64 - 1. Takes 58 KiB whatever it counts. After the idea of HDR
/// histograms. Owned by one thread.
class Histogram {
 public:
  Histogram();

  /// A few nanoseconds; never allocates.
  void record(std::uint64_t value);
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  /// The largest value recorded, exact; 0 when empty.
  std::uint64_t max() const { return max_; }
  /// The smallest value that at least `share` (0..1) of the recorded ones do not exceed, rounded up
  /// to the end of its bucket but never past max(); 0 when empty.
  std::uint64_t quantile(double share) const;

 private:
  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace goxel::bench
