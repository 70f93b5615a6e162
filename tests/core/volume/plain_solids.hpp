#pragma once

#include "core/volume/shape.hpp"
#include "tests/core/volume/few.hpp"

#include <algorithm>
#include <cmath>

namespace goxel {

inline double square(double v) { return v * v; }

/// The plain definition of each solid for a point in half sizes (u) and voxels (q), h half sizes;
/// axis aligned. The cube is half-open, the others closed.
inline bool belongs(ShapeKind kind, DVec3 q, DVec3 h) {
  const DVec3 u{q.x / h.x, q.y / h.y, q.z / h.z};
  const double round = square(u.x) + square(u.y);
  const double taper = (1 - u.z) / 2;
  constexpr double kTie = 1e-9;
  switch (kind) {
    case ShapeKind::Cube:
      return q.x >= -h.x && q.x < h.x && q.y >= -h.y && q.y < h.y && q.z >= -h.z && q.z < h.z;
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

/// Of the axes on which a point lies nearest to the cube's face by ratio, the depth below that
/// face; several where the ratios are equal.
inline Few<double> cube_depths(DVec3 q, DVec3 h) {
  double most = 0;
  for (int i = 0; i < 3; ++i) most = std::max(most, std::fabs(q[i]) / h[i]);
  Few<double> depths;
  for (int i = 0; i < 3; ++i) {
    if (std::fabs(q[i]) / h[i] >= most - 1e-9) depths.add(h[i] - std::fabs(q[i]));
  }
  return depths;
}

/// Distance of a point at `across` from the axis and height z, inside positive, to the slanted side
/// of a solid that tapers from the half width `base` at -h to nothing at h.
inline double taper_depth(double across, double z, double base, double h) {
  const double inside = base * (h - z) / (2 * h) - across;
  return inside * 2 * h / std::sqrt(square(2 * h) + square(base));
}

/// The signed distance to the surface by which smooth shapes fade, inside positive.
inline Few<double> depths_of(ShapeKind kind, DVec3 q, DVec3 h) {
  const double flat_distance = std::sqrt(square(q.x) + square(q.y));
  const double ellipse = std::sqrt(square(q.x / h.x) + square(q.y / h.y));
  const double cap = h.z - std::fabs(q.z);
  const double narrow = std::min(h.x, h.y);
  switch (kind) {
    case ShapeKind::Cube:
      return cube_depths(q, h);
    case ShapeKind::Sphere: {
      const double d = length(q);
      if (d == 0) return Few<double>(std::max({h.x, h.y, h.z}));
      const DVec3 scaled{h.y * h.z * q.x / d, h.x * h.z * q.y / d, h.x * h.y * q.z / d};
      return Few<double>(h.x * h.y * h.z / length(scaled) - d);
    }
    case ShapeKind::Cylinder: {
      if (flat_distance == 0) return Few<double>(std::min(cap, std::max({h.x, h.y, h.z})));
      const DVec3 scaled{h.y * q.x / flat_distance, h.x * q.y / flat_distance, 0};
      return Few<double>(std::min(cap, h.x * h.y / length(scaled) - flat_distance));
    }
    case ShapeKind::Cone:
      return Few<double>(std::min(cap, taper_depth(ellipse * narrow, q.z, narrow, h.z)));
    case ShapeKind::Pyramid:
      return Few<double>(std::min({cap, taper_depth(std::fabs(q.x), q.z, h.x, h.z),
                                   taper_depth(std::fabs(q.y), q.z, h.y, h.z)}));
    case ShapeKind::Torus: {
      const double tube = std::min(h.z, narrow / 2);
      return Few<double>(
          tube - std::sqrt(square(ellipse * narrow - (narrow - tube)) + square(q.z / h.z * tube)));
    }
    case ShapeKind::Capsule: {
      const double r = std::min({h.x, h.y, h.z});
      const double end = std::max(0.0, std::fabs(q.z) - (h.z - r));
      return Few<double>(r - std::sqrt(square(ellipse * r) + square(end)));
    }
  }
  return {};
}

}  // namespace goxel
