#pragma once

#include "core/math/vec3.hpp"

namespace goxel {

/// A linear map, by the images of the three axes, in double.
struct Axes {
  DVec3 x{1, 0, 0};
  DVec3 y{0, 1, 0};
  DVec3 z{0, 0, 1};

  constexpr DVec3 apply(DVec3 v) const { return x * v.x + y * v.y + z * v.z; }
};

/// First `b`, then `a`.
constexpr Axes operator*(const Axes& a, const Axes& b) {
  return {a.apply(b.x), a.apply(b.y), a.apply(b.z)};
}

/// Right-handed turn about coordinate axis 0..2. Exact for multiples of 90 degrees.
Axes rotation_about(int axis, double angle_deg);

/// Turns about x, then y, then z, by the components of `angles_deg`.
Axes rotation_xyz(DVec3 angles_deg);

}  // namespace goxel
