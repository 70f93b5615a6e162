#pragma once

#include "core/math/vec3.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace goxel {

/// A half-open box of voxels, [min, max) on each axis. 64-bit, so that a box may end past the last
/// 32-bit coordinate. Empty when max <= min on any axis.
struct IBox {
  LVec3 min;
  LVec3 max;

  /// The box whose first and last voxels are `first` and `last`, both inside it.
  static constexpr IBox inclusive(IVec3 first, IVec3 last) {
    return {to_long(first), to_long(last) + LVec3{1, 1, 1}};
  }
  /// Every voxel position there is.
  static constexpr IBox everything() {
    constexpr std::int64_t kEnd = std::int64_t{1} << 31;
    return {{-kEnd, -kEnd, -kEnd}, {kEnd, kEnd, kEnd}};
  }

  constexpr bool is_empty() const { return max.x <= min.x || max.y <= min.y || max.z <= min.z; }
  constexpr LVec3 size() const { return is_empty() ? LVec3{} : max - min; }
  constexpr bool contains(IVec3 v) const {
    return v.x >= min.x && v.x < max.x && v.y >= min.y && v.y < max.y && v.z >= min.z &&
           v.z < max.z;
  }
  constexpr bool contains(const IBox& other) const {
    return other.is_empty() ||
           (min.x <= other.min.x && min.y <= other.min.y && min.z <= other.min.z &&
            max.x >= other.max.x && max.y >= other.max.y && max.z >= other.max.z);
  }

  friend constexpr bool operator==(const IBox&, const IBox&) = default;
};

constexpr IBox intersection(const IBox& a, const IBox& b) {
  return {{std::max(a.min.x, b.min.x), std::max(a.min.y, b.min.y), std::max(a.min.z, b.min.z)},
          {std::min(a.max.x, b.max.x), std::min(a.max.y, b.max.y), std::min(a.max.z, b.max.z)}};
}

/// The smallest box that holds both; an empty box adds nothing.
constexpr IBox bounding_union(const IBox& a, const IBox& b) {
  if (a.is_empty()) return b;
  if (b.is_empty()) return a;
  return {{std::min(a.min.x, b.min.x), std::min(a.min.y, b.min.y), std::min(a.min.z, b.min.z)},
          {std::max(a.max.x, b.max.x), std::max(a.max.y, b.max.y), std::max(a.max.z, b.max.z)}};
}

/// Number of voxels inside, saturated to the largest int64: a box over everything holds 2^96.
constexpr std::int64_t voxel_volume(const IBox& box) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const LVec3 size = box.size();
  const auto times = [](std::int64_t a, std::int64_t b) {
    return a != 0 && b > kMax / a ? kMax : a * b;
  };
  return times(times(size.x, size.y), size.z);
}

}  // namespace goxel
