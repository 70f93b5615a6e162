#pragma once

#include "core/math/vec3.hpp"
#include "core/volume/shape.hpp"

#include <algorithm>
#include <cmath>

namespace goxel::solids {

/// The solids in local space: centred, axis-aligned, half sizes `half`, all positive.
///
/// Each has `contains(q)`, exact on ties (a point on a curved surface belongs); `depth(q)`, about
/// the signed distance to the surface, positive inside; and two tests of a box of points, which may
/// say "no" when in doubt: `is_full(low, high)`: contains() holds everywhere; `is_missed(low,
/// high)`: it holds nowhere.

/// Rounding slack of the tie rule: a point this close (relative) outside a curved surface still
/// belongs.
inline constexpr double kTie = 1 + 1e-12;
/// Slack of the box tests, far above rounding and far below a voxel.
inline constexpr double kSlack = 1e-6;

inline double square(double v) { return v * v; }
inline double hypot2(double a, double b) { return std::sqrt(a * a + b * b); }

/// The value of [low, high] nearest to 0, and the one farthest from it.
inline double nearest(double low, double high) { return low > 0 ? low : high < 0 ? -high : 0.0; }
inline double farthest(double low, double high) {
  return std::max(std::fabs(low), std::fabs(high));
}

/// Box tests for solids that hold q whenever they hold a point with larger |x|, |y|, |z|.
template <class Solid>
struct Centred {
  bool is_full(DVec3 low, DVec3 high) const {
    return self().contains({farthest(low.x, high.x) + kSlack, farthest(low.y, high.y) + kSlack,
                            farthest(low.z, high.z) + kSlack});
  }
  bool is_missed(DVec3 low, DVec3 high) const {
    const auto shrink = [](double v) { return std::max(0.0, v - kSlack); };
    return !self().contains({shrink(nearest(low.x, high.x)), shrink(nearest(low.y, high.y)),
                             shrink(nearest(low.z, high.z))});
  }

 private:
  const Solid& self() const { return static_cast<const Solid&>(*this); }
};

/// Box tests for solids that taper towards +z.
template <class Solid>
struct Tapered {
  bool is_full(DVec3 low, DVec3 high) const {
    const double x = farthest(low.x, high.x) + kSlack;
    const double y = farthest(low.y, high.y) + kSlack;
    return self().contains({x, y, low.z - kSlack}) && self().contains({x, y, high.z + kSlack});
  }
  bool is_missed(DVec3 low, DVec3 high) const {
    if (high.z < -self().half.z - kSlack || low.z > self().half.z + kSlack) return true;
    return !self().contains({std::max(0.0, nearest(low.x, high.x) - kSlack),
                             std::max(0.0, nearest(low.y, high.y) - kSlack),
                             std::max(low.z - kSlack, -self().half.z)});
  }

 private:
  const Solid& self() const { return static_cast<const Solid&>(*this); }
};

struct Cube : Centred<Cube> {
  DVec3 half;
  explicit Cube(DVec3 h) : half(h) {}

  bool contains(DVec3 q) const {
    return q.x >= -half.x && q.x < half.x && q.y >= -half.y && q.y < half.y && q.z >= -half.z &&
           q.z < half.z;
  }
  /// Depth below the face that the ray from the centre through q meets.
  double depth(DVec3 q) const {
    int axis = 0;
    for (int i = 1; i < 3; ++i) {
      if (half[axis] * std::fabs(q[i]) > half[i] * std::fabs(q[axis])) axis = i;
    }
    return half[axis] - std::fabs(q[axis]);
  }
};

struct Ellipsoid : Centred<Ellipsoid> {
  DVec3 half;
  DVec3 inverse;
  explicit Ellipsoid(DVec3 h) : half(h), inverse{1 / h.x, 1 / h.y, 1 / h.z} {}

  double squared(DVec3 q) const {
    return square(q.x * inverse.x) + square(q.y * inverse.y) + square(q.z * inverse.z);
  }
  bool contains(DVec3 q) const { return squared(q) <= kTie; }
  /// Along the ray from the centre through q.
  double depth(DVec3 q) const {
    const double u = std::sqrt(squared(q));
    return u == 0 ? std::max({half.x, half.y, half.z}) : length(q) * (1 / u - 1);
  }
};

struct Cylinder : Centred<Cylinder> {
  DVec3 half;
  explicit Cylinder(DVec3 h) : half(h) {}

  double squared(DVec3 q) const { return square(q.x / half.x) + square(q.y / half.y); }
  bool contains(DVec3 q) const { return std::fabs(q.z) <= half.z && squared(q) <= kTie; }
  double depth(DVec3 q) const {
    const double u = std::sqrt(squared(q));
    const double radial =
        u == 0 ? std::max({half.x, half.y, half.z}) : hypot2(q.x, q.y) * (1 / u - 1);
    return std::min(half.z - std::fabs(q.z), radial);
  }
};

struct Cone : Tapered<Cone> {
  DVec3 half;
  double slant;
  explicit Cone(DVec3 h) : half(h) {
    const double radius = std::min(h.x, h.y);
    slant = 2 * h.z * radius / hypot2(2 * h.z, radius);
  }

  double fraction(double z) const { return (half.z - z) / (2 * half.z); }
  double squared(DVec3 q) const { return square(q.x / half.x) + square(q.y / half.y); }
  bool contains(DVec3 q) const {
    return std::fabs(q.z) <= half.z && squared(q) <= square(fraction(q.z)) * kTie;
  }
  double depth(DVec3 q) const {
    return std::min(half.z - std::fabs(q.z), (fraction(q.z) - std::sqrt(squared(q))) * slant);
  }
};

struct Pyramid : Tapered<Pyramid> {
  DVec3 half;
  explicit Pyramid(DVec3 h) : half(h) {}

  double fraction(double z) const { return (half.z - z) / (2 * half.z); }
  bool contains(DVec3 q) const {
    const double f = fraction(q.z) * kTie;
    return std::fabs(q.z) <= half.z && std::fabs(q.x) <= f * half.x && std::fabs(q.y) <= f * half.y;
  }
  double depth(DVec3 q) const {
    const double f = fraction(q.z);
    const auto side = [&](double v, double h) {
      return (f * h - std::fabs(v)) * 2 * half.z / hypot2(2 * half.z, h);
    };
    return std::min({half.z - std::fabs(q.z), side(q.x, half.x), side(q.y, half.y)});
  }
};

/// A tube of radius half.z, or less where the box is too narrow for it, around an ellipse.
struct Torus {
  DVec3 half;
  double radius;  ///< of the box, on its narrower axis
  double tube;
  double ring;
  double flatten;
  explicit Torus(DVec3 h) : half(h), radius(std::min(h.x, h.y)), tube(std::min(h.z, radius / 2)) {
    ring = radius - tube;
    flatten = tube / h.z;
  }

  bool contains(DVec3 q) const {
    const double across = hypot2(q.x / half.x, q.y / half.y) * radius - ring;
    return square(across) + square(q.z * flatten) <= square(tube) * kTie;
  }
  double depth(DVec3 q) const {
    return tube - hypot2(hypot2(q.x / half.x, q.y / half.y) * radius - ring, q.z * flatten);
  }
  bool is_full(DVec3 low, DVec3 high) const {
    const double inner =
        hypot2(nearest(low.x, high.x) / half.x, nearest(low.y, high.y) / half.y) * radius;
    const double outer =
        hypot2(farthest(low.x, high.x) / half.x, farthest(low.y, high.y) / half.y) * radius;
    return hypot2(farthest(inner - ring, outer - ring), farthest(low.z, high.z) * flatten) +
               kSlack <
           tube;
  }
  bool is_missed(DVec3 low, DVec3 high) const {
    const double inner =
        hypot2(nearest(low.x, high.x) / half.x, nearest(low.y, high.y) / half.y) * radius;
    const double outer =
        hypot2(farthest(low.x, high.x) / half.x, farthest(low.y, high.y) / half.y) * radius;
    return hypot2(nearest(inner - ring, outer - ring), nearest(low.z, high.z) * flatten) - kSlack >
           tube;
  }
};

/// A cylinder with round ends inside the box; a flat box gives a flattened one.
struct Capsule : Centred<Capsule> {
  DVec3 half;
  double radius;
  explicit Capsule(DVec3 h) : half(h), radius(std::min({h.x, h.y, h.z})) {}

  double squared(DVec3 q) const {
    const double end = std::max(0.0, std::fabs(q.z) - (half.z - radius));
    return square(q.x / half.x * radius) + square(q.y / half.y * radius) + square(end);
  }
  bool contains(DVec3 q) const { return squared(q) <= square(radius) * kTie; }
  double depth(DVec3 q) const { return radius - std::sqrt(squared(q)); }
};

/// Calls `use(solid)` with the solid of a kind.
template <class Use>
void with_solid(ShapeKind kind, DVec3 half, Use&& use) {
  switch (kind) {
    case ShapeKind::Cube:
      return use(Cube(half));
    case ShapeKind::Sphere:
      return use(Ellipsoid(half));
    case ShapeKind::Cylinder:
      return use(Cylinder(half));
    case ShapeKind::Cone:
      return use(Cone(half));
    case ShapeKind::Pyramid:
      return use(Pyramid(half));
    case ShapeKind::Torus:
      return use(Torus(half));
    case ShapeKind::Capsule:
      return use(Capsule(half));
  }
}

}  // namespace goxel::solids
