#pragma once

#include "core/math/vec3.hpp"

#include <array>
#include <cmath>

namespace goxel {

/// A ray in the scene's own coordinates, mirrored so that it never goes towards smaller
/// coordinates: on an axis where the direction was negative, space is negated. Walking then only
/// ever adds, and a cell index c of a grid of 2^n cells turns back into the true one as c ^ (2^n -
/// 1).
struct Ray {
  /// Stands for 1/0. Finite, so that a ray that starts exactly on a plane it runs along crosses it
  /// at 0, not at NaN: it then belongs to the cell above the plane, and to that one alone.
  static constexpr double kNever = 1e300;

  Ray(DVec3 from, DVec3 towards) {
    for (int axis = 0; axis < 3; ++axis) {
      const auto a = static_cast<std::size_t>(axis);
      const double step = towards[axis];
      is_negative[a] = step < -kParallel;
      direction[a] = std::fabs(step) > kParallel ? std::fabs(step) : 0;
      inverse[a] = direction[a] > 0 ? 1 / direction[a] : kNever;
      move_axis(a, from[axis]);
    }
  }

  /// The same direction from elsewhere.
  void move_to(DVec3 from) {
    move_axis(0, from.x);
    move_axis(1, from.y);
    move_axis(2, from.z);
  }

  /// Where the ray meets the mirrored plane `coordinate` of an axis.
  double time_at(std::size_t axis, double coordinate) const {
    return (coordinate - origin[axis]) * inverse[axis];
  }

  std::array<double, 3> origin;     ///< mirrored
  std::array<double, 3> direction;  ///< mirrored: 0 or more
  std::array<double, 3> inverse;
  std::array<bool, 3> is_negative;

 private:
  /// A smaller component moves the ray by less than a thousandth of a voxel over the whole of
  /// space.
  static constexpr double kParallel = 1e-14;

  void move_axis(std::size_t axis, double from) { origin[axis] = is_negative[axis] ? -from : from; }
};

}  // namespace goxel
