#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace goxel::metrics {

/// How durations fall into buckets: exact up to 32 ns, then sixteen to each power of two, so that a
/// bucket is at most 1/16 (6.25 %) of what it holds. A bucket holds what is above the one before it
/// and up to upper_ns(), its end included. From 2^40 ns (18 minutes) on all are in the last one.
struct Buckets {
  static constexpr int kSubBits = 4;
  static constexpr int kMaxBits = 40;
  static constexpr std::size_t kSub = std::size_t{1} << kSubBits;
  static constexpr std::size_t kCount = (kMaxBits - kSubBits + 1) * kSub;

  static constexpr std::size_t index_of(std::uint64_t ns) {
    // One less, because a bucket's end belongs to it.
    const std::uint64_t last = (std::uint64_t{1} << kMaxBits) - 1;
    const std::uint64_t value = std::min(ns == 0 ? 0 : ns - 1, last);
    const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - kSubBits - 1);
    return static_cast<std::size_t>(shift) * kSub + static_cast<std::size_t>(value >> shift);
  }
  static constexpr std::uint64_t upper_ns(std::size_t index) {
    if (index < 2 * kSub) return index + 1;
    const std::size_t shift = index / kSub - 1;
    return std::uint64_t{index - shift * kSub + 1} << shift;
  }
};

/// Adds to a counter that no other thread writes: no locked instruction.
inline void add_alone(std::atomic<std::uint64_t>& counter, std::uint64_t amount) {
  counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

/// Counts durations. 5 KiB. One thread writes, any may read: what it reads is as of a moment ago.
class Histogram {
 public:
  /// A few nanoseconds; no lock, no memory.
  void record(std::uint64_t ns) {
    add_alone(counts_[Buckets::index_of(ns)], 1);
    add_alone(sum_ns_, ns);
    if (ns > max_ns_.load(std::memory_order_relaxed)) max_ns_.store(ns, std::memory_order_relaxed);
  }

 private:
  friend class Distribution;

  std::array<std::atomic<std::uint64_t>, Buckets::kCount> counts_{};
  std::atomic<std::uint64_t> sum_ns_{0};
  std::atomic<std::uint64_t> max_ns_{0};
};

/// What histograms hold, added up. Plain data.
class Distribution {
 public:
  void add(const Histogram& histogram);

  std::uint64_t count() const { return count_; }
  std::uint64_t sum_ns() const { return sum_ns_; }
  /// The largest value, exact; 0 when there is none.
  std::uint64_t max_ns() const { return max_ns_; }
  /// The smallest value that at least `share` (0..1) of those recorded do not exceed, rounded up to
  /// the end of its bucket but not past max_ns(); 0 when there is none.
  std::uint64_t quantile_ns(double share) const;
  /// How many are at most `ns`, which has to be the end of a bucket, such as a power of two.
  std::uint64_t count_up_to(std::uint64_t ns) const;

 private:
  std::array<std::uint64_t, Buckets::kCount> counts_{};
  std::uint64_t count_ = 0;
  std::uint64_t sum_ns_ = 0;
  std::uint64_t max_ns_ = 0;
};

}  // namespace goxel::metrics
