#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>

namespace goxel {

/// Three components. Arithmetic is component by component and has the type's own overflow rules.
template <class T>
struct Vec3 {
  T x{};
  T y{};
  T z{};

  constexpr T& operator[](int axis) { return axis == 0 ? x : axis == 1 ? y : z; }
  constexpr const T& operator[](int axis) const { return axis == 0 ? x : axis == 1 ? y : z; }

  friend constexpr Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  friend constexpr Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
  friend constexpr Vec3 operator*(Vec3 a, T s) { return {a.x * s, a.y * s, a.z * s}; }
  friend constexpr Vec3 operator-(Vec3 a) { return {-a.x, -a.y, -a.z}; }
  friend constexpr bool operator==(const Vec3&, const Vec3&) = default;
};

/// A voxel position: the voxel fills [x, x+1) x [y, y+1) x [z, z+1). Right-handed, Z up.
using IVec3 = Vec3<std::int32_t>;
/// A position or extent where 32 bits do not suffice, such as the end of a half-open box.
using LVec3 = Vec3<std::int64_t>;
/// A point or direction in space.
using DVec3 = Vec3<double>;

constexpr LVec3 to_long(IVec3 v) { return {v.x, v.y, v.z}; }
constexpr DVec3 to_double(LVec3 v) {
  return {static_cast<double>(v.x), static_cast<double>(v.y), static_cast<double>(v.z)};
}
constexpr DVec3 to_double(IVec3 v) { return to_double(to_long(v)); }

constexpr bool is_voxel_position(LVec3 v) {
  constexpr auto kMin = std::numeric_limits<std::int32_t>::min();
  constexpr auto kMax = std::numeric_limits<std::int32_t>::max();
  return v.x >= kMin && v.x <= kMax && v.y >= kMin && v.y <= kMax && v.z >= kMin && v.z <= kMax;
}
/// `v` must be a voxel position.
constexpr IVec3 to_voxel(LVec3 v) {
  return {static_cast<std::int32_t>(v.x), static_cast<std::int32_t>(v.y),
          static_cast<std::int32_t>(v.z)};
}

constexpr double dot(DVec3 a, DVec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
constexpr DVec3 cross(DVec3 a, DVec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double length(DVec3 v) { return std::sqrt(dot(v, v)); }
/// `v` must not be zero.
inline DVec3 normalized(DVec3 v) { return v * (1.0 / length(v)); }

}  // namespace goxel
