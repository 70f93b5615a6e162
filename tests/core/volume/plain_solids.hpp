#pragma once

#include "core/volume/shape.hpp"

#include <algorithm>
#include <cmath>

namespace goxel {

inline double square(double v) { return v * v; }

/// The plain definition of each solid for a point in half sizes (u) and voxels (q), h half sizes;
/// axis aligned.
inline bool belongs(ShapeKind kind, DVec3 q, DVec3 h) {
  const DVec3 u{q.x / h.x, q.y / h.y, q.z / h.z};
  const double round = square(u.x) + square(u.y);
  const double taper = (1 - u.z) / 2;
  constexpr double kTie = 1e-9;
  switch (kind) {
    case ShapeKind::Cube:
      return std::fabs(u.x) < 1 && std::fabs(u.y) < 1 && std::fabs(u.z) < 1;
    case ShapeKind::Sphere:
      return round + square(u.z) <= 1 + kTie;
    case ShapeKind::Cylinder:
      return round <= 1 + kTie && std::fabs(u.z) <= 1;
    case ShapeKind::Cone:
      return std::fabs(u.z) <= 1 && std::sqrt(round) <= taper + kTie;
    case ShapeKind::Pyramid:
      return std::fabs(u.z) <= 1 && std::fabs(u.x) <= taper + kTie &&
             std::fabs(u.y) <= taper + kTie;
    case ShapeKind::Torus: {
      const double radius = std::min(h.x, h.y);
      const double tube = std::min(h.z, radius / 2);
      return square(std::sqrt(round) * radius - (radius - tube)) + square(u.z * tube) <=
             square(tube) + kTie;
    }
    case ShapeKind::Capsule: {
      const double r = std::min({h.x, h.y, h.z});
      return round * r * r + square(std::max(0.0, std::fabs(q.z) - (h.z - r))) <= r * r + kTie;
    }
  }
  return false;
}

}  // namespace goxel
